#include "object_store_contract.h"
#include "storage/local_store.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <mutex>

namespace omnigraph::storage {
namespace {

/// What the `fsync` below has been asked for, and what it is to fail for.
struct SyncLog {
  std::mutex mutex;
  bool is_on = false;
  std::vector<std::string> paths;
  std::string failing_path;
};

SyncLog& sync_log() {
  static SyncLog log;
  return log;
}

/// Records the paths synced while it lives; an unnamed file is called `file`.
class RecordedSyncs {
 public:
  explicit RecordedSyncs(std::string failing_path = {}) {
    std::lock_guard lock(sync_log().mutex);
    sync_log().is_on = true;
    sync_log().paths.clear();
    sync_log().failing_path = std::move(failing_path);
  }
  ~RecordedSyncs() {
    std::lock_guard lock(sync_log().mutex);
    sync_log().is_on = false;
  }
  std::vector<std::string> paths() const {
    std::lock_guard lock(sync_log().mutex);
    return sync_log().paths;
  }
};

}  // namespace
}  // namespace omnigraph::storage

/// Stands before the C library's `fsync` in this program, as no file system fails on request.
extern "C" int fsync(int descriptor) {
  using omnigraph::storage::sync_log;
  std::lock_guard lock(sync_log().mutex);
  if (sync_log().is_on) {
    std::string link = "/proc/self/fd/" + std::to_string(descriptor);
    std::string path = std::filesystem::read_symlink(link).string();
    if (path.ends_with(" (deleted)")) {
      path = "file";
    }
    sync_log().paths.push_back(path);
    if (path == sync_log().failing_path) {
      errno = EIO;
      return -1;
    }
  }
  return static_cast<int>(syscall(SYS_fsync, descriptor));
}

namespace omnigraph::storage {
namespace {

using omnigraph::testing::error_of;
using omnigraph::testing::TemporaryDirectory;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

PutResult put(ObjectStore& store, const std::string& name,
              Durability durability = Durability::synced) {
  return store.put_if_absent(name, as_bytes("x"), durability);
}

class LocalSync : public ::testing::Test {
 protected:
  std::string below(const std::string& name) const { return directory_ / name; }

  TemporaryDirectory directory_;
  LocalStore store_{directory_ / "g"};
};

TEST_F(LocalSync, the_file_comes_first_then_its_folder_then_those_above_what_was_made) {
  RecordedSyncs syncs;
  put(store_, "a/b/1");
  EXPECT_THAT(syncs.paths(), ElementsAre("file", below("g/a/b"), below("g/a"), below("g"),
                                         directory_.path().string()));
}

TEST_F(LocalSync, a_folder_made_once_is_not_synced_into_its_parent_again) {
  put(store_, "a/b/1");
  RecordedSyncs syncs;
  put(store_, "a/b/2");
  EXPECT_THAT(syncs.paths(), ElementsAre("file", below("g/a/b")));
}

TEST_F(LocalSync, folders_made_for_an_unsynced_object_are_synced_by_the_first_synced_one) {
  {
    RecordedSyncs syncs;
    put(store_, "a/b/1", Durability::unsynced);
    EXPECT_THAT(syncs.paths(), IsEmpty());
  }
  RecordedSyncs syncs;
  put(store_, "a/c/1");
  EXPECT_THAT(syncs.paths(), ElementsAre("file", below("g/a/c"), below("g/a"), below("g"),
                                         directory_.path().string()));
}

TEST_F(LocalSync, an_unsynced_store_never_syncs) {
  LocalStore unsynced(below("g"), {.durability = Durability::unsynced});
  RecordedSyncs syncs;
  put(unsynced, "a/1");
  unsynced.create("a/2")->finish(Durability::synced);
  unsynced.sync();
  EXPECT_THAT(syncs.paths(), IsEmpty());
}

TEST_F(LocalSync, a_batch_syncs_each_folder_once_and_only_for_what_asks_for_it) {
  put(store_, "a/0");
  put(store_, "b/0");
  put(store_, "c/0");
  const std::vector<PutRequest> puts = {{"a/1", as_bytes("x"), Durability::synced},
                                        {"b/1", as_bytes("x"), Durability::synced},
                                        {"c/1", as_bytes("x"), Durability::unsynced},
                                        {"a/2", as_bytes("x"), Durability::synced}};
  RecordedSyncs syncs;
  store_.put_all(puts);
  EXPECT_THAT(syncs.paths(),
              UnorderedElementsAre("file", "file", "file", below("g/a"), below("g/b")));
}

TEST_F(LocalSync, the_loser_of_a_race_syncs_nothing) {
  put(store_, "a/1");
  RecordedSyncs syncs;
  EXPECT_EQ(put(store_, "a/1"), PutResult::already_exists);
  EXPECT_THAT(syncs.paths(), IsEmpty());
}

TEST_F(LocalSync, a_file_that_cannot_be_synced_is_abandoned_without_a_name) {
  put(store_, "a/0");
  {
    RecordedSyncs syncs("file");
    for (const auto& action : std::vector<std::function<void()>>{
             [&] { put(store_, "a/1"); },
             [&] { store_.create("a/1")->finish(Durability::synced); }}) {
      Error error = error_of(action);
      EXPECT_EQ(error.kind(), ErrorKind::internal);
      EXPECT_THAT(error.what(), AllOf(HasSubstr(below("g/a/1")), HasSubstr("Input/output error")));
    }
    EXPECT_THAT(syncs.paths(), ElementsAre("file", "file")) << "once for each file";
  }
  EXPECT_FALSE(store_.exists("a/1"));
  EXPECT_EQ(put(store_, "a/1"), PutResult::created);
}

TEST_F(LocalSync, a_folder_that_cannot_be_synced_is_never_said_to_be_durable_again) {
  put(store_, "a/0");
  put(store_, "b/0");
  {
    RecordedSyncs syncs(below("g/a"));
    Error error = error_of([&] { put(store_, "a/1"); });
    EXPECT_THAT(error.what(), AllOf(HasSubstr(below("g/a")), HasSubstr("Input/output error")));
  }
  RecordedSyncs syncs;
  // The disk works again, but the name that was lost would not be written again. Neither "exists"
  // nor "created" may be answered, as either says that the log is durable so far.
  for (const std::string name : {"a/1", "a/2"}) {
    EXPECT_THAT(error_of([&] { put(store_, name); }).what(), HasSubstr(below("g/a"))) << name;
    EXPECT_THAT(error_of([&] { store_.create(name)->finish(Durability::synced); }).what(),
                HasSubstr(below("g/a")));
  }
  EXPECT_THAT(syncs.paths(), IsEmpty());
  EXPECT_EQ(put(store_, "b/1"), PutResult::created) << "other folders are not concerned";
  EXPECT_EQ(put(store_, "a/3", Durability::unsynced), PutResult::created);
  EXPECT_TRUE(store_.exists("a/1"));
}

TEST_F(LocalSync, a_parent_that_cannot_be_synced_fails_every_later_put_that_needs_it) {
  put(store_, "a/0");
  {
    RecordedSyncs syncs(below("g/a"));
    EXPECT_THAT(error_of([&] { put(store_, "a/new/1"); }).what(), HasSubstr(below("g/a")));
  }
  EXPECT_THAT(error_of([&] { put(store_, "a/new/1"); }).what(), HasSubstr("earlier sync"));
  EXPECT_THAT(error_of([&] { put(store_, "a/newer/1"); }).what(), HasSubstr("earlier sync"));
}

}  // namespace
}  // namespace omnigraph::storage
