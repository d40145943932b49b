#include "table/version_linker.h"

#include "storage/counting_store.h"
#include "table/table_path.h"
#include "table_testing.h"

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <regex>
#include <set>
#include <thread>

namespace omnigraph::table {
namespace {

using lance::RowOffset;
using storage::CountingStore;
using testing::all_columns;
using ::testing::ElementsAre;
using testing::error_of;
using testing::fragment_of;
using ::testing::HasSubstr;
using testing::kDirectory;

constexpr std::int64_t kMicros = 1'700'000'000'000'000;

LinkRequest request_of(std::uint64_t table_version) {
  return {kDirectory, "state-" + std::to_string(table_version), table_version, kMicros};
}

class VersionLinkerTest : public ::testing::Test {
 protected:
  LinkResult link(std::uint64_t table_version, const std::vector<StateFragment>& fragments) {
    return linker_.link(request_of(table_version), {fields_, fragments, 0});
  }

  lance::ManifestFile linked(std::uint64_t version) {
    std::string name = linked_version_path(kDirectory, version);
    return lance::decode_manifest(store_.read(name).bytes(), name);
  }

  std::size_t count(const std::string& folder) {
    return store_.list({.prefix = kDirectory + folder}).size();
  }

  /// Puts a version as another program would.
  void put_foreign(const lance::Manifest& manifest) {
    std::string content = lance::encode_manifest({manifest, {}});
    store_.put_if_absent(linked_version_path(kDirectory, manifest.version), as_bytes(content),
                         storage::Durability::synced);
  }

  storage::MemoryStore store_;
  SystemRandom random_;
  VersionLinker linker_{store_, random_};
  std::vector<lance::Field> fields_ = initial_state(all_columns()).fields;
};

std::vector<std::uint64_t> ids_of(const std::vector<lance::Fragment>& fragments) {
  std::vector<std::uint64_t> ids;
  for (const lance::Fragment& fragment : fragments) {
    ids.push_back(fragment.id);
  }
  return ids;
}

template <typename Operation>
const Operation& operation_of(const lance::ManifestFile& file) {
  return std::get<Operation>(file.transaction.value().operation);
}

TEST_F(VersionLinkerTest, LNC_62_the_first_version_overwrites_and_carries_its_transaction) {
  EXPECT_EQ(link(7, {fragment_of("a.omni", 3), fragment_of("b.omni", 4)}), LinkResult::linked);
  lance::ManifestFile file = linked(1);
  EXPECT_EQ(file.manifest.version, 1U);
  EXPECT_EQ(file.manifest.fields, fields_);
  EXPECT_EQ(ids_of(file.manifest.fragments), (std::vector<std::uint64_t>{0, 1}));
  EXPECT_EQ(file.manifest.max_fragment_id, 1U);
  EXPECT_EQ(file.manifest.reader_feature_flags, 0U);
  EXPECT_EQ(file.manifest.timestamp->seconds, kMicros / 1'000'000);
  EXPECT_EQ(file.manifest.data_format, (lance::DataFormat{"lance", "2.0"}));
  EXPECT_EQ(file.manifest.table_metadata.at("omnigraph.state"), "state-7") << "D-23";
  ASSERT_TRUE(file.transaction) << "LNC-60: inline";
  EXPECT_EQ(file.transaction->read_version, 0U);
  EXPECT_TRUE(std::regex_match(
      file.transaction->uuid,
      std::regex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")))
      << file.transaction->uuid;
  const auto& overwrite = operation_of<lance::OverwriteOperation>(file);
  EXPECT_EQ(overwrite.fragments, file.manifest.fragments);
  EXPECT_EQ(overwrite.schema, fields_);
  EXPECT_EQ(count("/"), 1U) << "no other object, no hint file (LNC-12)";
}

TEST_F(VersionLinkerTest, LNC_62_added_fragments_are_an_append) {
  StateFragment a = fragment_of("a.omni", 3);
  StateFragment b = fragment_of("b.omni", 4);
  link(2, {a});
  EXPECT_EQ(link(3, {a, b}), LinkResult::linked);
  lance::ManifestFile file = linked(2);
  EXPECT_EQ(file.transaction->read_version, 1U);
  EXPECT_EQ(operation_of<lance::AppendOperation>(file).fragments,
            std::vector<lance::Fragment>{file.manifest.fragments[1]});
  EXPECT_EQ(file.manifest.fragments[1].id, 1U);
}

TEST_F(VersionLinkerTest, LNC_50_and_77_deletions_are_files_of_linked_versions_only) {
  StateFragment a = fragment_of("a.omni", 100);
  StateFragment b = fragment_of("b.omni", 100, {1, 2});
  b.deletion_object = std::make_shared<const DeletionObject>(DeletionObject{
      "x.dv", 1, lance::DeletionVector().with(std::vector<RowOffset>{1})});  // as it is staged
  b.files[0].tail_checksum = 5;
  link(2, {a, b});
  lance::ManifestFile first = linked(1);
  EXPECT_EQ(first.manifest.reader_feature_flags & lance::kFeatureDeletionFiles, 1U);
  EXPECT_EQ(first.manifest.writer_feature_flags & lance::kFeatureDeletionFiles, 1U);
  EXPECT_EQ(first.manifest.fragments[0].deletion_file, std::nullopt);
  const lance::DeletionFile deletions = first.manifest.fragments[1].deletion_file.value();
  EXPECT_EQ(deletions.kind, lance::DeletionFileKind::bitmap);
  EXPECT_EQ(deletions.deleted_row_count, 2U);
  EXPECT_EQ(deletions.read_version, 0U);
  std::string name = deletion_file_path(kDirectory, lance::deletion_file_name(1, deletions));
  EXPECT_EQ(lance::DeletionVector::decode(store_.read(name).bytes(), name), b.deleted);
  for (const lance::Fragment& fragment : first.manifest.fragments) {
    EXPECT_TRUE(fragment.deleted_rows.empty() && fragment.deletion_vector.empty());
    EXPECT_EQ(fragment.files[0].tail_checksum, std::nullopt);
  }
  // Rows of `a` go, those of `b` stay: one more file, and `b` keeps its own.
  a.deleted = a.deleted.with(std::vector<RowOffset>{99});
  link(3, {a, b});
  lance::ManifestFile second = linked(2);
  EXPECT_EQ(count("/_deletions/"), 2U);
  EXPECT_EQ(second.manifest.fragments[1], first.manifest.fragments[1]);
  EXPECT_EQ(second.manifest.fragments[0].deletion_file->read_version, 1U);
  const auto& update = operation_of<lance::UpdateOperation>(second);
  EXPECT_EQ(update.updated_fragments, std::vector<lance::Fragment>{second.manifest.fragments[0]});
  EXPECT_TRUE(update.new_fragments.empty() && update.removed_fragment_ids.empty());
  // More rows of `b`: a new cumulative file beside the old one, which version 1 still needs.
  b.deleted = b.deleted.with(std::vector<RowOffset>{3});
  link(4, {a, b});
  EXPECT_EQ(count("/_deletions/"), 3U);
  EXPECT_EQ(linked(3).manifest.fragments[1].deletion_file->deleted_row_count, 3U);
  EXPECT_TRUE(store_.exists(name));
}

TEST_F(VersionLinkerTest, D_23_fragment_ids_stay_with_files_and_are_never_used_again) {
  StateFragment a = fragment_of("a.omni", 3);
  StateFragment b = fragment_of("b.omni", 3);
  StateFragment c = fragment_of("c.omni", 3);
  link(2, {a, b});
  link(3, {c, b});  // `a` was replaced
  lance::ManifestFile file = linked(2);
  EXPECT_EQ(ids_of(file.manifest.fragments), (std::vector<std::uint64_t>{2, 1}));
  const auto& update = operation_of<lance::UpdateOperation>(file);
  EXPECT_THAT(update.removed_fragment_ids, ElementsAre(0));
  EXPECT_EQ(ids_of(update.new_fragments), std::vector<std::uint64_t>{2});
  EXPECT_TRUE(update.updated_fragments.empty());
  link(4, {});  // everything is gone
  file = linked(3);
  EXPECT_TRUE(file.manifest.fragments.empty());
  EXPECT_EQ(file.manifest.max_fragment_id, 2U);
  EXPECT_THAT(operation_of<lance::UpdateOperation>(file).removed_fragment_ids,
              ::testing::UnorderedElementsAre(1, 2));
  link(5, {a});  // and back, under a new id
  EXPECT_EQ(ids_of(linked(4).manifest.fragments), std::vector<std::uint64_t>{3});
}

TEST_F(VersionLinkerTest, a_table_that_never_had_a_fragment_has_no_highest_id) {
  EXPECT_EQ(link(2, {}), LinkResult::linked);
  EXPECT_EQ(linked(1).manifest.max_fragment_id, std::nullopt);
  link(3, {fragment_of("a.omni", 1)});
  EXPECT_EQ(linked(2).manifest.max_fragment_id, 0U) << "written even when it is 0";
}

TEST_F(VersionLinkerTest, LNC_62_another_schema_is_an_overwrite) {
  StateFragment a = fragment_of("a.omni", 3);
  link(2, {a});
  fields_.back().name = "renamed";
  link(3, {a});
  lance::ManifestFile file = linked(2);
  EXPECT_EQ(file.transaction->read_version, 1U);
  EXPECT_EQ(operation_of<lance::OverwriteOperation>(file).schema, fields_);
  EXPECT_EQ(ids_of(file.manifest.fragments), std::vector<std::uint64_t>{0});
}

TEST_F(VersionLinkerTest, linking_again_or_an_older_state_changes_nothing) {
  StateFragment a = fragment_of("a.omni", 3);
  StateFragment b = fragment_of("b.omni", 3, {1});
  link(5, {a, b});
  std::size_t objects = count("/");
  EXPECT_EQ(link(5, {a, b}), LinkResult::already_linked);
  EXPECT_EQ(link(4, {a}), LinkResult::already_linked);
  EXPECT_EQ(link(1, {}), LinkResult::already_linked);
  EXPECT_EQ(count("/"), objects);
}

// Requests: one listing, the newest version, the new one, and a file for each changed vector.
TEST_F(VersionLinkerTest, costs_the_same_however_many_versions_there_are) {
  CountingStore counting(store_);
  VersionLinker linker(counting, random_);
  std::vector<StateFragment> fragments = {fragment_of("a.omni", 1000)};
  for (std::uint64_t version = 2; version <= 60; ++version) {
    if (version % 2 == 0) {
      fragments[0].deleted =
          fragments[0].deleted.with(std::vector<RowOffset>{static_cast<RowOffset>(version)});
    }
    counting.reset();
    ASSERT_EQ(linker.link(request_of(version), {fields_, fragments}), LinkResult::linked);
    storage::StoreCounts counts = counting.counts();
    EXPECT_EQ(counts.lists, 1U);
    EXPECT_EQ(counts.reads, version == 2 ? 0U : 1U);
    EXPECT_EQ(counts.puts, version % 2 == 0 ? 2U : 1U);
    EXPECT_EQ(counts.total(), counts.lists + counts.reads + counts.puts);
  }
}

TEST_F(VersionLinkerTest, D_23_a_version_of_another_writer_is_drift_and_stops_linking) {
  StateFragment a = fragment_of("a.omni", 3);
  link(2, {a});
  const lance::Manifest ours = linked(1).manifest;
  struct Case {
    const char* what;
    std::function<void(std::map<std::string, std::string>&)> change;
  };
  const std::vector<Case> cases = {{"without our mark", [](auto& metadata) { metadata.clear(); }},
                                   {"with other metadata",
                                    [](auto& metadata) {
                                      metadata = {{"color", "blue"}};
                                    }},
                                   {"with our metadata carried over", [](auto&) {}},
                                   {"with a mark that is no number", [](auto& metadata) {
                                      metadata["omnigraph.linked_version"] = "2";
                                      metadata["omnigraph.table_version"] = "x";
                                    }}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.what);
    lance::Manifest foreign = ours;
    foreign.version = 2;
    c.change(foreign.table_metadata);
    put_foreign(foreign);
    std::size_t objects = count("/");
    for (std::uint64_t version : {1U, 2U, 3U, 100U}) {
      EXPECT_EQ(link(version, {a, fragment_of("b.omni", 3, {1})}), LinkResult::drifted);
    }
    EXPECT_EQ(count("/"), objects);
    store_.remove(linked_version_path(kDirectory, 2));
  }
  EXPECT_EQ(link(3, {a}), LinkResult::linked) << "once the foreign version is gone";
}

TEST_F(VersionLinkerTest, a_newest_version_that_cannot_be_read_is_an_internal_error_naming_it) {
  std::string name = linked_version_path(kDirectory, 1);
  store_.put_if_absent(name, as_bytes("not a manifest"), storage::Durability::synced);
  Error error = error_of([&] { link(2, {}); });
  EXPECT_EQ(error.kind(), ErrorKind::internal);
  EXPECT_THAT(error.what(), HasSubstr(name));
}

/// What another writer makes of `before` by the transaction of `file`, by fragment id.
std::map<std::uint64_t, lance::Fragment> replay(std::map<std::uint64_t, lance::Fragment> before,
                                                const lance::ManifestFile& file) {
  const auto& operation = file.transaction.value().operation;
  if (const auto* overwrite = std::get_if<lance::OverwriteOperation>(&operation)) {
    before.clear();
    for (const lance::Fragment& fragment : overwrite->fragments) {
      before[fragment.id] = fragment;
    }
  } else if (const auto* append = std::get_if<lance::AppendOperation>(&operation)) {
    for (const lance::Fragment& fragment : append->fragments) {
      RC_ASSERT(before.emplace(fragment.id, fragment).second);
    }
  } else {
    const auto& update = std::get<lance::UpdateOperation>(operation);
    for (std::uint64_t id : update.removed_fragment_ids) {
      RC_ASSERT(before.erase(id) == 1U);
    }
    for (const lance::Fragment& fragment : update.updated_fragments) {
      RC_ASSERT(before.count(fragment.id) == 1U);
      before[fragment.id] = fragment;
    }
    for (const lance::Fragment& fragment : update.new_fragments) {
      RC_ASSERT(before.emplace(fragment.id, fragment).second);
    }
  }
  return before;
}

/// Changes `fragments` as a commit does: some rows or files go, some come.
void change(std::vector<StateFragment>& fragments, int& files) {
  std::vector<StateFragment> next;
  for (StateFragment& fragment : fragments) {
    const int what = *rc::gen::weightedElement<int>({{4, 0}, {3, 1}, {1, 2}});
    if (what == 1) {
      fragment.deleted = fragment.deleted.with(
          std::vector<RowOffset>{*rc::gen::inRange<RowOffset>(0, fragment.physical_rows)});
    }
    if (what != 2) {
      next.push_back(fragment);
    }
  }
  for (int added = *rc::gen::inRange(0, 3); added > 0; --added) {
    next.push_back(fragment_of(std::to_string(files++) + ".omni", 50));
  }
  fragments = std::move(next);
}

RC_GTEST_PROP(VersionLinker, linked_versions_show_the_states_and_transactions_lead_to_them, ()) {
  storage::MemoryStore store;
  SystemRandom random;
  VersionLinker linker(store, random);
  std::vector<lance::Field> fields = initial_state(all_columns()).fields;
  std::vector<StateFragment> fragments;
  std::map<std::uint64_t, lance::Fragment> known;  // what the versions so far amount to
  std::map<std::uint64_t, std::string> file_of_id;
  std::uint64_t versions = 0;
  int files = 0;
  for (std::uint64_t state = 2; state < 12; ++state) {
    change(fragments, files);
    if (*rc::gen::weightedElement<bool>({{1, true}, {2, false}})) {
      continue;  // a state that nobody linked
    }
    RC_ASSERT(linker.link(request_of(state), {fields, fragments}) == LinkResult::linked);
    std::string name = linked_version_path(kDirectory, ++versions);
    lance::ManifestFile file = lance::decode_manifest(store.read(name).bytes(), name);
    RC_ASSERT(file.manifest.version == versions);
    RC_ASSERT(file.transaction->read_version == versions - 1);
    RC_ASSERT(file.manifest.fragments.size() == fragments.size());
    known = replay(std::move(known), file);
    RC_ASSERT(known.size() == fragments.size());
    for (std::size_t i = 0; i < fragments.size(); ++i) {
      const lance::Fragment& shown = file.manifest.fragments[i];
      RC_ASSERT(known.at(shown.id) == shown);
      RC_ASSERT(shown.files == fragments[i].files);
      RC_ASSERT(shown.physical_rows == fragments[i].physical_rows);
      RC_ASSERT(file_of_id.try_emplace(shown.id, shown.files[0].path).first->second ==
                shown.files[0].path);
      lance::DeletionVector deleted;
      if (shown.deletion_file) {
        std::string path = deletion_file_path(
            kDirectory, lance::deletion_file_name(shown.id, *shown.deletion_file));
        deleted = lance::DeletionVector::decode(store.read(path).bytes(), path);
        RC_ASSERT(shown.deletion_file->deleted_row_count == deleted.count());
      }
      RC_ASSERT(deleted == fragments[i].deleted);
    }
  }
}

// Many linkers, each with all states in an order of its own: versions without gaps, states that
// only ever get newer, and the newest at the end.
TEST_F(VersionLinkerTest, racing_linkers_agree) {
  constexpr std::uint64_t kStates = 40;
  std::atomic<int> linked_count = 0;
  {
    std::vector<std::jthread> threads;
    for (std::uint64_t thread = 0; thread < 6; ++thread) {
      threads.emplace_back([this, thread, &linked_count] {
        std::vector<StateFragment> fragments;
        for (std::uint64_t state = 2; state <= kStates; ++state) {
          fragments.push_back(fragment_of(std::to_string(state) + ".omni", 5));
          if ((state + thread) % 3 != 0 || state == kStates) {
            LinkResult result = linker_.link(request_of(state), {fields_, fragments, 0});
            EXPECT_NE(result, LinkResult::drifted);
            linked_count += result == LinkResult::linked ? 1 : 0;
          }
        }
      });
    }
  }
  std::size_t versions = count("/_versions/");
  EXPECT_EQ(versions, static_cast<std::size_t>(linked_count));
  std::size_t fragments = 0;
  for (std::uint64_t version = 1; version <= versions; ++version) {
    lance::ManifestFile file = linked(version);
    EXPECT_EQ(file.transaction->read_version, version - 1);
    EXPECT_GT(file.manifest.fragments.size(), fragments) << "states only get newer";
    fragments = file.manifest.fragments.size();
  }
  EXPECT_EQ(fragments, kStates - 1);
}

}  // namespace
}  // namespace omnigraph::table
