#include "folder_graph.h"
#include "memory_graph.h"
#include "storage/memory_store.h"

#include <functional>
#include <optional>

// Graphs whose stored bytes are half-written or damaged: an error that names the object, never
// other rows and never a crash.

namespace omnigraph::engine {
namespace {

using omnigraph::testing::error_of;
using storage::MemoryStore;
using ::testing::AllOf;
using testing::dump;
using ::testing::HasSubstr;
using testing::load_lines;
using testing::open_graph;

/// A graph in memory of two commits whose objects can be damaged.
class DamagedGraph : public ::testing::Test {
 protected:
  DamagedGraph() {
    testing::make_graph(memory_, testing::kDumpSchema);
    std::unique_ptr<Graph> graph = open_graph(memory_);
    load_lines(*graph, LoadMode::append, testing::kFolderLines);
    load_lines(*graph, LoadMode::merge, "{\"type\":\"Person\",\"data\":{\"name\":\"bo\"}}\n");
    expected_ = dump(*graph);
  }

  /// The first object whose name contains `part`: of the log, the newest entry.
  std::string find(const std::string& part) {
    for (const storage::ObjectInfo& object : memory_.list({})) {
      if (object.name.find(part) != object.name.npos) {
        return object.name;
      }
    }
    ADD_FAILURE() << "no object like " << part;
    return part;
  }

  std::string content(const std::string& name) {
    return std::string(as_text(memory_.read(name).bytes()));
  }

  void replace(const std::string& name, std::string_view bytes) {
    memory_.remove(name);
    memory_.put_if_absent(name, as_bytes(bytes), storage::Durability::synced);
  }

  /// What readers of a fresh handle see, or the error that they get.
  std::optional<Error> reading_error() {
    try {
      EXPECT_EQ(dump(*open_graph(memory_)), expected_) << "damage shows as other rows";
      return std::nullopt;
    } catch (const Error& error) {
      return error;
    }
  }

  void expect_named(const std::string& name) {
    std::optional<Error> error = reading_error();
    ASSERT_TRUE(error.has_value()) << "damage of " << name << " shows nowhere";
    EXPECT_EQ(error->kind(), kind_for(name)) << error->what();
    EXPECT_THAT(error->what(), HasSubstr(name));
  }

  /// Damage is our failure; parts of the schema that disagree are a conflict (SCH-69).
  static ErrorKind kind_for(const std::string& name) {
    return name.starts_with("__schema/") ? ErrorKind::conflict : ErrorKind::internal;
  }

  /// The last object below `folder` whose name contains `part`: of a type that no later load
  /// touched.
  std::string find_last(const std::string& folder, const std::string& part) {
    std::string last;
    for (const storage::ObjectInfo& object : memory_.list({folder})) {
      if (object.name.find(part) != object.name.npos) {
        last = object.name;
      }
    }
    return last;
  }

  struct Flips {
    std::size_t tried = 0;
    std::size_t noticed = 0;
    std::size_t wrong = 0;  ///< that showed as other rows
  };

  /// Flips a bit of every byte of an object in turn, and reads the graph.
  /// Errors must name `object`.
  Flips flip_bits(const std::string& name, const std::string& object) {
    const std::string whole = content(name);
    Flips flips;
    for (std::size_t i = 0; i < whole.size(); ++i) {
      SCOPED_TRACE(::testing::Message() << name << ", byte " << i);
      std::string damaged = whole;
      damaged[i] = static_cast<char>(damaged[i] ^ (1 << i % 8));
      replace(name, damaged);
      ++flips.tried;
      try {
        flips.wrong += dump(*open_graph(memory_)) == expected_ ? 0 : 1;
      } catch (const Error& error) {
        std::string_view message = error.what();
        bool of_schema = message.find("__schema/") != message.npos ||
                         message.find("tables that its schema says") != message.npos;
        EXPECT_EQ(error.kind(), of_schema ? ErrorKind::conflict : ErrorKind::internal)
            << error.what();
        EXPECT_THAT(error.what(), HasSubstr(object)) << i;
        ++flips.noticed;
      }
    }
    replace(name, whole);
    EXPECT_GT(flips.noticed, flips.tried / 10);
    return flips;
  }

  MemoryStore memory_;
  std::string expected_;
};

TEST_F(DamagedGraph, a_torn_newest_commit_record_is_an_error_and_not_an_older_state) {
  std::string name = find("__manifest/main/");
  std::string whole = content(name);
  for (std::size_t kept : {std::size_t{0}, std::size_t{1}, whole.size() / 2, whole.size() - 3}) {
    SCOPED_TRACE(kept);
    replace(name, whole.substr(0, kept));
    expect_named(name);
    Error error = error_of([this] { open_graph(memory_); });
    EXPECT_EQ(error.kind(), ErrorKind::internal);
  }
  replace(name, whole);
  EXPECT_FALSE(reading_error().has_value());
}

TEST_F(DamagedGraph, a_torn_record_keeps_writers_from_building_on_it) {
  std::unique_ptr<Graph> warm = open_graph(memory_);
  load_lines(*warm, LoadMode::merge, "{\"type\":\"Town\",\"data\":{\"name\":\"rome\"}}\n");
  std::string name = find("__manifest/main/");
  replace(name, "");
  std::vector<storage::ObjectInfo> before = memory_.list({"__manifest/"});
  EXPECT_EQ(error_of([this] { open_graph(memory_); }).kind(), ErrorKind::internal);
  EXPECT_EQ(memory_.list({"__manifest/"}).size(), before.size());
}

TEST_F(DamagedGraph, D_3_a_record_of_a_newer_format_is_refused_with_advice) {
  std::string name = find("__manifest/main/");
  std::string whole = content(name);
  std::size_t at = whole.find("\"format\":1");
  ASSERT_NE(at, whole.npos);
  replace(name, whole.replace(at, 10, "\"format\":9"));
  Error error = error_of([this] { open_graph(memory_); });
  EXPECT_THAT(error.what(), AllOf(HasSubstr("format 9"), HasSubstr("export"), HasSubstr(name)));
}

TEST_F(DamagedGraph, a_missing_object_is_named) {
  for (const char* part : {".ir.json", "_staged/", "/data/"}) {
    int named = 0;
    for (const storage::ObjectInfo& object : memory_.list({})) {
      // Only what the head refers to matters: older states are history.
      if (object.name.find(part) == object.name.npos) {
        continue;
      }
      SCOPED_TRACE(object.name);
      std::string whole = content(object.name);
      memory_.remove(object.name);
      if (std::optional<Error> error = reading_error()) {
        EXPECT_THAT(error->what(), HasSubstr(object.name));
        ++named;
      }
      replace(object.name, whole);
    }
    EXPECT_GT(named, 0) << part;
  }
}

TEST_F(DamagedGraph, SCH_69_a_source_that_is_missing_or_another_one_refuses_the_graph) {
  std::string name = find(".pg");
  std::string whole = content(name);
  memory_.remove(name);
  expect_named(name);
  replace(name, whole + " ");
  expect_named(name);
}

TEST_F(DamagedGraph, a_schema_that_does_not_match_its_name_is_refused) {
  std::string name = find(".ir.json");
  std::string whole = content(name);
  std::size_t at = whole.find("\"age\"");
  ASSERT_NE(at, whole.npos);
  replace(name, whole.replace(at, 5, "\"agf\""));
  expect_named(name);
}

TEST_F(DamagedGraph, truncated_objects_are_named) {
  for (const std::string& name :
       {find(".ir.json"), find_last("nodes/", "_staged/"), find_last("nodes/", "/data/")}) {
    SCOPED_TRACE(name);
    std::string whole = content(name);
    for (std::size_t kept : {std::size_t{0}, whole.size() / 3, whole.size() - 1}) {
      replace(name, whole.substr(0, kept));
      expect_named(name);
    }
    replace(name, whole);
  }
}

// D-36: states and data files have checksums. A flip is noticed, or is where it does no harm.

TEST_F(DamagedGraph, D_36_flipped_bits_in_a_table_state_are_always_noticed) {
  const std::string name = find_last("nodes/", "_staged/");
  Flips flips = flip_bits(name, name);
  EXPECT_EQ(flips.noticed, flips.tried);
}

TEST_F(DamagedGraph, D_36_flipped_bits_in_a_data_file_never_show_as_other_rows) {
  const std::string name = find_last("nodes/", "/data/");
  EXPECT_EQ(flip_bits(name, name).wrong, 0U);
}

// Entries have no checksum: a few flips change what they say, to another number, for example.
TEST_F(DamagedGraph, flipped_bits_in_the_newest_commit_record_never_crash) {
  // Some lead elsewhere, as to a file that is missing.
  Flips flips = flip_bits(find("__manifest/main/"), "");
  EXPECT_LT(flips.wrong, flips.tried / 10);
  RecordProperty("showed_as_other_rows", static_cast<int>(flips.wrong));
}

TEST(HalfWritten, CLI_71_an_interrupted_init_is_told_and_can_be_taken_over) {
  omnigraph::testing::TemporaryDirectory directory;
  std::string uri = directory / "graph";
  Graph::init(uri, testing::kDumpSchema);
  std::filesystem::remove_all(uri + "/__manifest");
  Error opened = error_of([&] { Graph::open(uri); });
  EXPECT_EQ(opened.kind(), ErrorKind::not_found);
  EXPECT_THAT(opened.what(), AllOf(HasSubstr(uri), HasSubstr("--force")));
  std::map<std::string, std::string> files = testing::files_below(uri);
  Error made = error_of([&] { Graph::init(uri, testing::kDumpSchema); });
  EXPECT_EQ(made.kind(), ErrorKind::conflict);
  EXPECT_THAT(made.what(), AllOf(HasSubstr(uri), HasSubstr("--force")));
  EXPECT_EQ(testing::files_below(uri), files);
  Graph::init(uri, testing::kDumpSchema, {.force = true});
  load_lines(*Graph::open(uri), LoadMode::append, testing::kFolderLines);
}

TEST(HalfWritten, a_commit_without_its_files_is_told_and_one_without_record_is_ignored) {
  testing::FolderGraph folder;
  std::string expected = dump(folder.graph());
  // As a load that died before it published leaves it.
  omnigraph::testing::write_file(folder.uri() + "/__manifest/main/.tmp-1234", "{\"format\":1");
  std::map<std::string, std::string> files = testing::files_below(folder.uri());
  for (const auto& [name, content] : files) {
    if (name.find("/data/") != name.npos) {
      omnigraph::testing::write_file(
          folder.uri() + "/" + name.substr(0, name.rfind('/')) + "/01AAAAAAAAAAAAAAAAAAAAAAAA.omni",
          content.substr(0, content.size() / 2));
    }
  }
  EXPECT_EQ(dump(*Graph::open(folder.uri())), expected);
  load_lines(*Graph::open(folder.uri()), LoadMode::merge,
             "{\"type\":\"Town\",\"data\":{\"name\":\"rome\"}}\n");
}

TEST(HalfWritten, files_of_others_beside_a_graph_are_left_alone) {
  testing::FolderGraph folder;
  std::string expected = dump(folder.graph());
  omnigraph::testing::write_file(folder.uri() + "/README.txt", "mine");
  omnigraph::testing::write_file(folder.uri() + "/__manifest/main/notes.json", "not ours");
  EXPECT_EQ(dump(*Graph::open(folder.uri())), expected);
  load_lines(folder.graph(), LoadMode::merge, "{\"type\":\"Town\",\"data\":{\"name\":\"rome\"}}\n");
  EXPECT_EQ(omnigraph::testing::read_file(folder.uri() + "/README.txt"), "mine");
}

}  // namespace
}  // namespace omnigraph::engine
