#include "storage/local_store.h"

#include "object_store_contract.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <thread>

namespace omnigraph::storage {
namespace {

using omnigraph::testing::error_of;
using omnigraph::testing::read_file;
using omnigraph::testing::TemporaryDirectory;
using omnigraph::testing::write_file;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

/// Everything below `path`, relative to it, folders included.
std::vector<std::string> tree(const std::filesystem::path& path) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
    names.push_back(std::filesystem::relative(entry.path(), path).string());
  }
  return names;
}

PutResult put(ObjectStore& store, const std::string& name, std::string_view text) {
  return store.put_if_absent(name, as_bytes(text), Durability::synced);
}

TEST(LocalStore, objects_are_plain_files_below_the_root_and_missing_folders_are_made) {
  TemporaryDirectory directory;
  LocalStore store(directory / "not/yet/there");
  EXPECT_THAT(store.list({}), IsEmpty());
  EXPECT_THAT(tree(directory.path()), IsEmpty()) << "reading makes no folders";
  EXPECT_EQ(put(store, "a/b/c", "content"), PutResult::created);
  EXPECT_EQ(read_file(directory / "not/yet/there/a/b/c"), "content");
  write_file(directory / "not/yet/there/a/d", "by another program");
  EXPECT_EQ(text_of(store.read("a/d")), "by another program");
}

TEST(LocalStore, a_folder_removed_by_others_is_made_again) {
  TemporaryDirectory directory;
  LocalStore store(directory / "graph");
  put(store, "a/b/1", "x");
  std::filesystem::remove_all(directory / "graph");
  EXPECT_EQ(put(store, "a/b/1", "y"), PutResult::created);
  EXPECT_EQ(text_of(store.read("a/b/1")), "y");
}

TEST(LocalStore, racing_puts_make_their_folders_together) {
  TemporaryDirectory directory;
  LocalStore store(directory / "graph");
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back(
          [&store, i] { put(store, "a/b/c/d/e/" + std::to_string(i), std::to_string(i)); });
    }
  }
  EXPECT_EQ(store.list({}).size(), 8);
}

class LocalStoreTemporaries : public ::testing::TestWithParam<TemporaryFiles> {};

INSTANTIATE_TEST_SUITE_P(Kinds, LocalStoreTemporaries,
                         ::testing::Values(TemporaryFiles::automatic, TemporaryFiles::named));

TEST_P(LocalStoreTemporaries, are_never_left_behind) {
  TemporaryDirectory directory;
  LocalStore store(directory.path(), {.temporary_files = GetParam()});
  put(store, "a", "one");
  put(store, "a", "lost");
  std::vector<PutRequest> batch = {{"b", as_bytes("x")}, {"a", as_bytes("y")}};
  store.put_all(batch);
  {
    auto lost = store.create("a");
    lost->append(as_bytes(patterned(500'000)));
    EXPECT_EQ(lost->finish(Durability::synced), PutResult::already_exists);
    auto abandoned = store.create("c");
    abandoned->append(as_bytes(patterned(500'000)));
    std::size_t hidden = GetParam() == TemporaryFiles::named ? 2 : 0;
    EXPECT_EQ(tree(directory.path()).size(), 2 + hidden);
    EXPECT_EQ(store.list({}).size(), 2) << "temporary files are not listed";
  }
  EXPECT_THAT(tree(directory.path()), UnorderedElementsAre("a", "b"));
}

TEST_P(LocalStoreTemporaries, get_the_permissions_that_any_new_file_would) {
  TemporaryDirectory directory;
  LocalStore store(directory.path(), {.temporary_files = GetParam()});
  put(store, "ours", "x");
  write_file(directory / "theirs", "x");
  EXPECT_EQ(std::filesystem::status(directory / "ours").permissions(),
            std::filesystem::status(directory / "theirs").permissions());
}

TEST(LocalStore, disk_errors_name_the_path_and_the_cause) {
  TemporaryDirectory directory;
  write_file(directory / "file", "not a folder");
  LocalStore store(directory.path());
  LocalStore below_file(directory / "file");
  std::vector<PutRequest> batch = {{"file/x", as_bytes("x")}};
  struct Case {
    const char* what;
    std::function<void()> action;
    std::string path;
  };
  for (const Case& c :
       std::vector<Case>{{"find", [&] { store.find("file/x"); }, directory / "file/x"},
                         {"read", [&] { store.read("file/x"); }, directory / "file/x"},
                         {"open", [&] { store.open("file/x"); }, directory / "file/x"},
                         {"exists", [&] { store.exists("file/x"); }, directory / "file/x"},
                         {"remove", [&] { store.remove("file/x"); }, directory / "file/x"},
                         {"put", [&] { put(store, "file/x", "x"); }, directory / "file/x"},
                         {"put_all", [&] { store.put_all(batch); }, directory / "file/x"},
                         {"finish", [&] { store.create("file/x")->finish(Durability::synced); },
                          directory / "file/x"},
                         {"list", [&] { below_file.list({}); }, directory / "file"},
                         {"put below", [&] { put(below_file, "x", "x"); }, directory / "file"}}) {
    Error error = error_of(c.action);
    EXPECT_EQ(error.kind(), ErrorKind::internal) << c.what;
    EXPECT_THAT(error.what(), AllOf(HasSubstr(c.path), HasSubstr("Not a directory"))) << c.what;
  }
}

TEST(LocalStore, a_folder_under_the_name_of_a_put_is_an_error_and_not_a_lost_race) {
  TemporaryDirectory directory;
  LocalStore store(directory.path());
  put(store, "a/b", "x");
  Error error = error_of([&] { put(store, "a", "x"); });
  EXPECT_THAT(error.what(), AllOf(HasSubstr(directory / "a"), HasSubstr("Is a directory")));
  EXPECT_FALSE(store.remove("a"));
  EXPECT_TRUE(store.exists("a/b"));
}

/// Lets this process write files of `size_bytes` at most while it lives: a disk that is full.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t size_bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = size_bytes;
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  void (*handler_)(int);
  rlimit before_{};
};

TEST_P(LocalStoreTemporaries, a_write_that_the_disk_refuses_names_the_path_and_leaves_nothing) {
  TemporaryDirectory directory;
  LocalStore store(directory.path(), {.temporary_files = GetParam()});
  std::string text = patterned(1'000'000);
  {
    FileSizeLimit limit(500'000);
    Error whole = error_of([&] { put(store, "a", text); });
    EXPECT_THAT(whole.what(), AllOf(HasSubstr(directory / "a"), HasSubstr("File too large")));
    Error streamed = error_of([&] {
      auto writer = store.create("b");
      writer->append(as_bytes(text));
      writer->finish(Durability::synced);
    });
    EXPECT_THAT(streamed.what(), AllOf(HasSubstr(directory / "b"), HasSubstr("File too large")));
  }
  EXPECT_THAT(tree(directory.path()), IsEmpty());
}

TEST(LocalStore, a_named_pipe_is_reported_by_reads_and_left_out_of_listings) {
  TemporaryDirectory directory;
  LocalStore store(directory.path());
  ASSERT_EQ(mkfifo((directory / "pipe").c_str(), 0600), 0);
  put(store, "object", "x");
  EXPECT_THAT(error_of([&] { store.find("pipe"); }).what(), HasSubstr(directory / "pipe"));
  EXPECT_EQ(store.list({}).size(), 1);
}

TEST(LocalStore, links_are_followed) {
  TemporaryDirectory directory;
  TemporaryDirectory elsewhere;
  write_file(elsewhere / "object", "moved");
  std::filesystem::create_symlink(elsewhere.path(), directory / "folder");
  std::filesystem::create_symlink("nowhere", directory / "dangling");
  LocalStore store(directory.path());
  EXPECT_EQ(text_of(store.read("folder/object")), "moved");
  ASSERT_EQ(store.list({}).size(), 1);
  EXPECT_EQ(store.list({}).front().name, "folder/object");
}

TEST(LocalStore, works_unsynced_and_says_so) {
  TemporaryDirectory directory;
  LocalStore synced(directory.path());
  LocalStore unsynced(directory.path(), {.durability = Durability::unsynced});
  EXPECT_EQ(synced.durability(), Durability::synced);
  EXPECT_EQ(unsynced.durability(), Durability::unsynced);
  EXPECT_EQ(put(unsynced, "a/b", "x"), PutResult::created);
  EXPECT_EQ(text_of(synced.read("a/b")), "x");
}

TEST(LocalStore, keeps_its_root_when_the_working_directory_changes) {
  TemporaryDirectory directory;
  std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(directory.path());
  LocalStore store("sub/../graph//");
  std::filesystem::current_path(before);
  EXPECT_EQ(store.root(), directory / "graph");
  put(store, "a", "x");
  EXPECT_EQ(read_file(directory / "graph/a"), "x");
}

TEST(LocalStore, an_object_of_another_process_wins_the_race) {
  TemporaryDirectory directory;
  LocalStore ours(directory.path());
  LocalStore theirs(directory.path());
  auto writer = ours.create("log/1");
  writer->append(as_bytes("ours"));
  EXPECT_EQ(put(theirs, "log/1", "theirs"), PutResult::created);
  EXPECT_EQ(writer->finish(Durability::synced), PutResult::already_exists);
  EXPECT_EQ(text_of(ours.read("log/1")), "theirs");
}

}  // namespace
}  // namespace omnigraph::storage
