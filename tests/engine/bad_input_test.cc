#include "folder_graph.h"
#include "memory_graph.h"

#include <fmt/format.h>

// Bad input gives an error that says what and where, and leaves the graph as it was: every file
// below it keeps its bytes, none is added, and readers see the same.

namespace omnigraph::engine {
namespace {

using omnigraph::testing::error_of;
using omnigraph::testing::TemporaryDirectory;
using omnigraph::testing::write_file;
using ::testing::AllOf;
using testing::dump;
using testing::files_below;
using testing::FolderGraph;
using ::testing::HasSubstr;

struct BadLoad {
  std::string name;
  LoadMode mode = LoadMode::merge;
  std::string lines;
  std::vector<std::string> says;
  ErrorKind kind = ErrorKind::bad_request;
};

const std::string kGood = "{\"type\":\"Person\",\"data\":{\"name\":\"cy\"}}\n";

const BadLoad kBadLoads[] = {
    {"WR_34_not_json", LoadMode::merge, kGood + "{\"type\":\"Person\",\n", {"line 2"}},
    {"WR_34_blank_lines_count", LoadMode::merge, kGood + "\n \t\nnonsense\n", {"line 4"}},
    {"WR_32_two_objects_on_a_line",
     LoadMode::merge,
     kGood + "{\"type\":\"Town\",\"data\":{\"name\":\"a\"}} {\"type\":\"Town\"}\n",
     {"line 2"}},
    {"WR_34_an_array", LoadMode::merge, "[1,2]\n", {"line 1"}},
    {"WR_34_the_last_line_is_cut_off",
     LoadMode::merge,
     kGood + "{\"type\":\"Person\",\"data\":{\"name\":\"d",
     {"line 2"}},
    {"WR_34_not_utf_8",
     LoadMode::merge,
     kGood + "{\"type\":\"Person\",\"data\":{\"name\":\"\xC3\x28\"}}\n",
     {"line 2"}},
    {"WR_34_a_duplicate_member",
     LoadMode::merge,
     "{\"type\":\"Person\",\"data\":{\"name\":\"a\",\"name\":\"b\"}}\n",
     {"line 1", "name"}},
    {"WR_34_an_unknown_node_type",
     LoadMode::merge,
     kGood + "{\"type\":\"Persn\",\"data\":{}}\n",
     {"line 2", "Persn", "Person"}},
    {"WR_34_an_unknown_edge_type",
     LoadMode::merge,
     "{\"edge\":\"Nows\",\"from\":\"ada\",\"to\":\"bo\"}\n",
     {"line 1", "Nows", "Knows"}},
    {"WR_34_both_type_and_edge",
     LoadMode::merge,
     "{\"type\":\"Person\",\"edge\":\"Knows\"}\n",
     {"line 1"}},
    {"WR_34_an_unknown_member",
     LoadMode::merge,
     "{\"type\":\"Person\",\"data\":{\"name\":\"a\"},\"extra\":1}\n",
     {"line 1", "extra"}},
    {"WR_35_an_unknown_property",
     LoadMode::merge,
     kGood + "{\"type\":\"Person\",\"data\":{\"name\":\"d\",\"agee\":1}}\n",
     {"line 2", "agee"}},
    {"WR_35_an_id_that_is_not_the_key",
     LoadMode::merge,
     "{\"type\":\"Person\",\"data\":{\"id\":\"x\",\"name\":\"a\"}}\n",
     {"line 1", "x"}},
    {"WR_37_a_value_of_another_type",
     LoadMode::merge,
     "{\"type\":\"Person\",\"data\":{\"name\":\"a\",\"age\":\"old\"}}\n",
     {"line 1", "age"}},
    {"WR_37_a_number_out_of_range",
     LoadMode::merge,
     "{\"type\":\"Person\",\"data\":{\"name\":\"a\",\"age\":2147483648}}\n",
     {"line 1", "age"}},
    {"WR_5_no_key",
     LoadMode::merge,
     "{\"type\":\"Person\",\"data\":{\"age\":1}}\n",
     {"line 1", "name"}},
    {"SCH_48_an_edge_from_nowhere",
     LoadMode::merge,
     kGood + "{\"edge\":\"Knows\",\"from\":\"nobody\",\"to\":\"ada\"}\n",
     {"line 2", "nobody", "Person"}},
    {"SCH_48_an_edge_to_nowhere",
     LoadMode::append,
     "{\"edge\":\"LivesIn\",\"from\":\"ada\",\"to\":\"ada\"}\n",
     {"line 1", "'ada'", "Town"}},
    {"WR_34_an_edge_without_an_end",
     LoadMode::merge,
     "{\"edge\":\"Knows\",\"from\":\"ada\"}\n",
     {"line 1", "to"}},
    {"WR_43_a_key_twice", LoadMode::merge, kGood + kGood, {"@unique", "Person.name", "cy"}},
    {"WR_40_append_of_a_taken_key",
     LoadMode::append,
     kGood + "{\"type\":\"Person\",\"data\":{\"name\":\"bo\"}}\n",
     {"line 2", "Person", "bo"},
     ErrorKind::conflict},
    {"WR_40_append_of_a_taken_edge_id",
     LoadMode::append,
     "{\"edge\":\"Knows\",\"from\":\"bo\",\"to\":\"bo\",\"data\":{\"id\":\"k1\"}}\n",
     {"line 1", "Knows", "k1"},
     ErrorKind::conflict},
    {"WR_57_overwrite_that_orphans_edges", LoadMode::overwrite, kGood, {"Person", "Knows"}},
    {"WR_57_overwrite_with_edges_to_what_it_removes",
     LoadMode::overwrite,
     kGood + "{\"edge\":\"Knows\",\"from\":\"ada\",\"to\":\"cy\"}\n",
     {"line 2", "ada"}},
};

class BadLoadTest : public ::testing::TestWithParam<BadLoad> {};

TEST_P(BadLoadTest, leaves_the_graph_as_it_was) {
  const BadLoad& bad = GetParam();
  FolderGraph folder;
  std::string before = dump(folder.graph());
  std::map<std::string, std::string> files = files_below(folder.uri());
  Error error = folder.load_error(bad.mode, bad.lines);
  EXPECT_EQ(error.kind(), bad.kind) << error.what();
  for (const std::string& part : bad.says) {
    EXPECT_THAT(error.what(), HasSubstr(part));
  }
  EXPECT_EQ(std::holds_alternative<KeyConflict>(error.detail()), bad.kind == ErrorKind::conflict);
  EXPECT_EQ(files_below(folder.uri()), files);
  EXPECT_EQ(dump(folder.graph()), before);
  testing::load_lines(folder.graph(), LoadMode::merge, kGood);
  EXPECT_NE(dump(folder.graph()), before) << "the next load works";
}

INSTANTIATE_TEST_SUITE_P(Load, BadLoadTest, ::testing::ValuesIn(kBadLoads),
                         [](const auto& info) { return info.param.name; });

TEST(BadInput, WR_34_the_first_problem_by_place_is_reported) {
  FolderGraph folder;
  std::string lines;
  for (int i = 1; i <= 20'000; ++i) {
    lines += i == 12'345 || i == 19'999
                 ? "{\"type\":\"Nobody\"}\n"
                 : fmt::format("{{\"type\":\"Person\",\"data\":{{\"name\":\"p{}\"}}}}\n", i);
  }
  Error error = folder.load_error(LoadMode::append, lines);
  EXPECT_THAT(error.what(), HasSubstr("line 12345:"));
}

TEST(BadInput, a_data_file_that_cannot_be_read_is_named) {
  FolderGraph folder;
  std::map<std::string, std::string> files = files_below(folder.uri());
  for (const std::string& path :
       {folder.directory() / "missing.jsonl", folder.directory().path().string()}) {
    Error error = error_of([&] { folder.graph().load(path, {}); });
    EXPECT_THAT(error.what(), HasSubstr(path));
    EXPECT_NE(error.kind(), ErrorKind::internal) << error.what();
  }
  EXPECT_EQ(files_below(folder.uri()), files);
}

struct BadSchema {
  std::string source;
  std::string says;
};

TEST(BadInput, SCH_13_SCH_16_a_schema_with_errors_leaves_nothing_behind) {
  const BadSchema kSchemas[] = {
      {"node Person {\n  name: Strin @key\n}", "2:9"},
      {"node Person {\n  name: String @key", "2:"},
      {"node P { a: String }\nedge E: P -> Q", "Q"},
      {"node P { a: String? @key }", "P.a"},
      {"node P { a: [Blob] }", "P.a"},
      {"node P { a: Blob @unique }", "@unique"},
  };
  for (const BadSchema& bad : kSchemas) {
    SCOPED_TRACE(bad.source);
    TemporaryDirectory directory;
    std::string uri = directory / "graph";
    Error error = error_of([&] { Graph::init(uri, bad.source); });
    EXPECT_EQ(error.kind(), ErrorKind::bad_request);
    EXPECT_THAT(error.what(), HasSubstr(bad.says));
    EXPECT_FALSE(std::filesystem::exists(uri));
  }
}

TEST(BadInput, CLI_71_init_never_touches_a_graph) {
  FolderGraph folder;
  std::map<std::string, std::string> files = files_below(folder.uri());
  for (bool force : {false, true}) {
    Error error =
        error_of([&] { Graph::init(folder.uri(), "node Other { n: I32 }", {.force = force}); });
    EXPECT_EQ(error.kind(), ErrorKind::conflict);
    EXPECT_THAT(error.what(), AllOf(HasSubstr(folder.uri()), HasSubstr("a graph already")));
    EXPECT_EQ(files_below(folder.uri()), files);
  }
}

struct BadQuery {
  std::string source;
  std::string params;
  std::vector<std::string> says;
};

TEST(BadInput, GQ_9_GQ_20_queries_with_mistakes_say_where) {
  FolderGraph folder;
  std::map<std::string, std::string> files = files_below(folder.uri());
  const BadQuery kQueries[] = {
      {"query q() {\n  match { $p Person }\n  return { $p }\n}", "", {"parse error:", "2:"}},
      {"query q() { match { $p: Persn } return { $p } }", "", {"type error: T1", "Person"}},
      {"query q() {\n match { $p: Person }\n return { $p.nmae } }",
       "",
       {"type error: T6", "3:14", "name"}},
      {"query q($n: I32) { match { $p: Person { age: $n } } return { $p } }",
       "{\"n\":\"x\"}",
       {"$n", "I32"}},
      {"query q() { match { $p: Person } return { $p } }", "[1]", {"JSON object"}},
      {"query q() { match { $p: Person } return { $p } }", "{\"a\":", {"param"}},
      {"", "", {"quer"}},
      {"query q() { insert Person { name: \"x\" } }", "", {"mutation", "omnigraph mutate"}},
  };
  for (const BadQuery& bad : kQueries) {
    SCOPED_TRACE(bad.source + " " + bad.params);
    Error error = error_of([&] { folder.graph().query({bad.source, std::nullopt, bad.params}); });
    EXPECT_EQ(error.kind(), ErrorKind::bad_request);
    for (const std::string& part : bad.says) {
      EXPECT_THAT(error.what(), HasSubstr(part));
    }
  }
  Error error = error_of([&] {
    folder.graph().query({"query q() { match { $p: Person } return { $p } }", "other", ""});
  });
  EXPECT_THAT(error.what(), HasSubstr("'other' not found"));
  EXPECT_EQ(files_below(folder.uri()), files);
}

TEST(BadInput, a_path_that_is_not_a_graph) {
  TemporaryDirectory directory;
  std::filesystem::create_directory(directory.path() / "empty");
  std::filesystem::create_directories(directory.path() / "other/sub");
  write_file(directory / "other/sub/notes.txt", "hello");
  write_file(directory / "file", "text");
  struct Path {
    std::string uri;
    ErrorKind kind;
    std::string says;
  };
  const Path kPaths[] = {
      {directory / "missing", ErrorKind::not_found, "omnigraph init"},
      {directory / "missing/below", ErrorKind::not_found, "omnigraph init"},
      {directory / "empty", ErrorKind::not_found, "omnigraph init"},
      {directory / "other", ErrorKind::not_found, "other files"},
      {directory / "file", ErrorKind::bad_request, "a file"},
      {directory / "file/below", ErrorKind::bad_request, "a file"},
      {"s3://bucket/graph", ErrorKind::bad_request, "S3"},
      {"https://host/graph", ErrorKind::bad_request, "--server"},
      {"", ErrorKind::bad_request, "empty"},
  };
  std::map<std::string, std::string> files = files_below(directory.path().string());
  for (const Path& path : kPaths) {
    SCOPED_TRACE(path.uri);
    Error error = error_of([&] { Graph::open(path.uri); });
    EXPECT_EQ(error.kind(), path.kind) << error.what();
    EXPECT_THAT(error.what(), AllOf(HasSubstr(path.uri), HasSubstr(path.says)));
  }
  EXPECT_EQ(files_below(directory.path().string()), files);
  EXPECT_FALSE(std::filesystem::exists(directory / "missing")) << "opening makes nothing";
}

TEST(BadInput, a_graph_cannot_be_made_below_a_file) {
  TemporaryDirectory directory;
  write_file(directory / "file", "text");
  for (const std::string& uri : {directory / "file", directory / "file/below"}) {
    Error error = error_of([&] { Graph::init(uri, "node P { n: I32 }"); });
    EXPECT_THAT(error.what(), HasSubstr(directory / "file"));
  }
  EXPECT_EQ(omnigraph::testing::read_file(directory / "file"), "text");
}

}  // namespace
}  // namespace omnigraph::engine
