#include "object_store_contract.h"

#include "base/parallel.h"
#include "storage/counting_store.h"
#include "storage/faulty_store.h"
#include "storage/local_store.h"
#include "storage/memory_store.h"

#include <array>
#include <atomic>
#include <thread>

namespace omnigraph::storage {
namespace {

using omnigraph::testing::error_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class MemoryFixture : public StoreFixture {
 public:
  ObjectStore& store() override { return store_; }

 private:
  MemoryStore store_;
};

template <TemporaryFiles kind>
class LocalFixture : public StoreFixture {
 public:
  ObjectStore& store() override { return store_; }

 private:
  omnigraph::testing::TemporaryDirectory directory_;
  LocalStore store_{directory_ / "graph", {.temporary_files = kind}};
};

template <typename Inner>
class CountingFixture : public StoreFixture {
 public:
  ObjectStore& store() override { return store_; }

 private:
  Inner inner_;
  CountingStore store_{inner_.store()};
};

/// A faulty store whose fault never comes.
class FaultyFixture : public StoreFixture {
 public:
  ObjectStore& store() override { return store_; }

 private:
  MemoryFixture inner_;
  FaultyStore store_{inner_.store(), {.at = ~std::uint64_t{0}}};
};

template <typename Fixture>
StoreFactory factory(const std::string& name) {
  return {name, [] { return std::make_unique<Fixture>(); }};
}

using Local = LocalFixture<TemporaryFiles::automatic>;

INSTANTIATE_TEST_SUITE_P(
    Stores, ObjectStoreContract,
    ::testing::Values(factory<MemoryFixture>("memory"), factory<Local>("local"),
                      factory<LocalFixture<TemporaryFiles::named>>("local_named_temporaries"),
                      factory<CountingFixture<MemoryFixture>>("counting_memory"),
                      factory<CountingFixture<Local>>("counting_local"),
                      factory<FaultyFixture>("faulty_memory")),
    [](const auto& info) { return info.param.name; });

TEST_P(ObjectStoreContract, put_objects_are_found_whole_and_absent_ones_are_not) {
  // Around the size from which the local store maps instead of reads, and well above it.
  for (std::size_t size : {0, 1, 65'535, 65'536, 65'537, 3'000'001}) {
    std::string name = "data/" + std::to_string(size);
    std::string text = patterned(size);
    EXPECT_EQ(put(name, text), PutResult::created);
    EXPECT_EQ(text_of(store().read(name)), text);
    EXPECT_EQ(text_of(store().find(name).value()), text);
    EXPECT_EQ(store().open(name)->size(), size);
    EXPECT_TRUE(store().exists(name));
  }
  EXPECT_FALSE(store().find("data/2").has_value());
  EXPECT_FALSE(store().exists("data/2"));
  EXPECT_FALSE(store().exists("data")) << "a folder is no object";
  EXPECT_FALSE(store().find("data").has_value());
}

TEST_P(ObjectStoreContract, reading_what_is_absent_is_not_found_and_names_it) {
  std::vector<ReadRequest> batch = {{"a/absent", {}}};
  for (const std::function<void()>& read : std::vector<std::function<void()>>{
           [&] { store().read("a/absent"); },
           [&] {
             store().read_range("a/absent", {0, 0});
           },
           [&] { store().open("a/absent"); }, [&] { store().read_many(batch); },
           [&] { store().open_sized("a/absent", 1)->read(0, 1); }}) {
    Error error = error_of(read);
    EXPECT_EQ(error.kind(), ErrorKind::not_found);
    EXPECT_THAT(error.what(), HasSubstr("a/absent"));
  }
}

TEST_P(ObjectStoreContract, a_taken_name_keeps_its_first_content) {
  EXPECT_EQ(put("log/1", "first"), PutResult::created);
  EXPECT_EQ(put("log/1", "second"), PutResult::already_exists);
  std::unique_ptr<ObjectWriter> writer = store().create("log/1");
  writer->append(as_bytes("third"));
  EXPECT_EQ(writer->finish(Durability::unsynced), PutResult::already_exists);
  EXPECT_EQ(text_of(store().read("log/1")), "first");
  EXPECT_THAT(names(), ElementsAre("log/1"));
}

TEST_P(ObjectStoreContract, one_of_many_racing_puts_wins_and_its_content_stays) {
  constexpr int kThreads = 8;
  for (int round = 0; round < 20; ++round) {
    std::string name = "log/" + std::to_string(round);
    std::array<PutResult, kThreads> results{};
    {
      std::atomic<int> ready = 0;
      std::vector<std::jthread> threads;
      for (int i = 0; i < kThreads; ++i) {
        threads.emplace_back([&, i] {
          for (++ready; ready < kThreads;) {
            std::this_thread::yield();
          }
          results[i] = put(name, "content of " + std::to_string(i));
        });
      }
    }
    int winner = -1;
    int winners = 0;
    for (int i = 0; i < kThreads; ++i) {
      if (results[i] == PutResult::created) {
        winner = i;
        ++winners;
      }
    }
    ASSERT_EQ(winners, 1);
    EXPECT_EQ(text_of(store().read(name)), "content of " + std::to_string(winner));
  }
}

TEST_P(ObjectStoreContract, a_reader_never_sees_part_of_an_object) {
  std::string text = patterned(2'000'000);
  std::atomic<bool> published = false;
  std::atomic<int> torn = 0;
  std::jthread reader([&] {
    bool last_look = false;
    while (!last_look) {
      last_look = published;
      auto found = store().find("data/big");
      bool listed_torn = false;
      for (const ObjectInfo& info : store().list({})) {
        listed_torn = listed_torn || info.size_bytes != text.size();
      }
      torn += listed_torn || (found && text_of(*found) != text) || (last_look && !found);
    }
  });
  std::unique_ptr<ObjectWriter> writer = store().create("data/big");
  for (std::size_t at = 0; at < text.size(); at += 10'000) {
    writer->append(as_bytes(std::string_view(text).substr(at, 10'000)));
  }
  EXPECT_FALSE(store().exists("data/big"));
  EXPECT_THAT(names(), IsEmpty());
  EXPECT_EQ(writer->finish(Durability::synced), PutResult::created);
  published = true;
  reader.join();
  EXPECT_EQ(torn, 0);
}

TEST_P(ObjectStoreContract, a_writer_keeps_the_order_of_pieces_of_any_size) {
  std::string text = patterned(1'500'000);
  std::unique_ptr<ObjectWriter> writer = store().create("data/pieces");
  std::size_t at = 0;
  for (std::size_t size : {1, 0, 300'000, 7, 262'143, 1, 262'144, 500'000}) {
    writer->append(as_bytes(std::string_view(text).substr(at, size)));
    at += size;
  }
  writer->append(as_bytes(std::string_view(text).substr(at)));
  EXPECT_EQ(writer->finish(Durability::synced), PutResult::created);
  EXPECT_EQ(text_of(store().read("data/pieces")), text);

  EXPECT_EQ(store().create("data/empty")->finish(Durability::synced), PutResult::created);
  EXPECT_EQ(store().read("data/empty").size(), 0);
}

TEST_P(ObjectStoreContract, a_writer_without_finish_leaves_nothing) {
  {
    std::unique_ptr<ObjectWriter> writer = store().create("data/gone");
    writer->append(as_bytes(patterned(600'000)));
  }
  EXPECT_FALSE(store().exists("data/gone"));
  EXPECT_THAT(names(), IsEmpty());
}

TEST_P(ObjectStoreContract, a_finished_writer_refuses_more) {
  std::unique_ptr<ObjectWriter> writer = store().create("data/once");
  writer->finish(Durability::synced);
  EXPECT_EQ(error_of([&] { writer->append(as_bytes("x")); }).kind(), ErrorKind::internal);
  EXPECT_EQ(error_of([&] { writer->finish(Durability::synced); }).kind(), ErrorKind::internal);
}

TEST_P(ObjectStoreContract, ranges_are_read_exactly) {
  std::string text = patterned(300'000);
  put("data/x", text);
  auto reader = store().open("data/x");
  auto sized = store().open_sized("data/x", text.size());
  const std::vector<ByteRange> ranges = {{0, 0},          {0, 1},       {4'095, 2},   {4'097, 7},
                                         {5'001, 70'000}, {299'999, 1}, {300'000, 0}, {0, 300'000}};
  std::vector<columnar::Buffer> batch = reader->read_many(ranges);
  ASSERT_EQ(batch.size(), ranges.size());
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    std::string expected = text.substr(ranges[i].offset, ranges[i].size);
    EXPECT_EQ(text_of(batch[i]), expected);
    EXPECT_EQ(text_of(reader->read(ranges[i].offset, ranges[i].size)), expected);
    EXPECT_EQ(text_of(sized->read(ranges[i].offset, ranges[i].size)), expected);
    EXPECT_EQ(text_of(store().read_range("data/x", ranges[i])), expected);
  }
}

TEST_P(ObjectStoreContract, a_range_outside_the_object_is_an_error_naming_it) {
  put("data/x", "0123456789");
  put("data/large", patterned(100'000));
  constexpr std::uint64_t kHuge = ~std::uint64_t{0};
  for (ByteRange range :
       {ByteRange{0, 100'001}, {100'001, 0}, {99'999, 2}, {1, kHuge}, {kHuge, 2}}) {
    for (const std::string name : {"data/x", "data/large"}) {
      auto reader = store().open(name);
      for (const std::function<void()>& read : std::vector<std::function<void()>>{
               [&] { store().read_range(name, range); },
               [&] { reader->read(range.offset, range.size); },
               [&] { reader->read_many(std::vector<ByteRange>{range}); }}) {
        Error error = error_of(read);
        EXPECT_EQ(error.kind(), ErrorKind::internal);
        EXPECT_THAT(error.what(), HasSubstr(name));
      }
    }
  }
}

TEST_P(ObjectStoreContract, an_object_of_another_size_than_known_is_an_error_naming_it) {
  put("data/x", "0123456789");
  Error error = error_of([&] { store().open_sized("data/x", 11)->read(0, 11); });
  EXPECT_EQ(error.kind(), ErrorKind::internal);
  EXPECT_THAT(error.what(), HasSubstr("data/x"));
}

TEST_P(ObjectStoreContract, buffers_and_readers_outlive_the_object_and_the_store) {
  std::string small = patterned(100);
  std::string large = patterned(1'000'000);
  put("small", small);
  put("large", large);
  columnar::Buffer small_buffer = store().read("small");
  columnar::Buffer part = store().read_range("large", {4'098, 200'000});
  auto reader = store().open("large");
  columnar::Buffer slice = reader->read(500'000, 100);
  EXPECT_TRUE(store().remove("small"));
  EXPECT_TRUE(store().remove("large"));
  EXPECT_FALSE(store().exists("large"));
  destroy_store();
  EXPECT_EQ(text_of(small_buffer), small);
  EXPECT_EQ(text_of(part), large.substr(4'098, 200'000));
  EXPECT_EQ(text_of(slice), large.substr(500'000, 100));
  EXPECT_EQ(text_of(reader->read(0, large.size())), large);
}

TEST_P(ObjectStoreContract, reading_parts_of_an_opened_object_copies_nothing) {
  put("large", patterned(1'000'000));
  auto reader = store().open("large");
  EXPECT_EQ(reader->read(1'000, 10).data(), reader->read(0, 1'000'000).data() + 1'000);
}

TEST_P(ObjectStoreContract, a_removed_name_is_free_again) {
  EXPECT_FALSE(store().remove("a/b"));
  put("a/b", "one");
  EXPECT_TRUE(store().remove("a/b"));
  EXPECT_FALSE(store().remove("a/b"));
  EXPECT_EQ(put("a/b", "two"), PutResult::created);
  EXPECT_EQ(text_of(store().read("a/b")), "two");
}

TEST_P(ObjectStoreContract, listings_are_in_byte_order_across_folders) {
  EXPECT_THAT(names(), IsEmpty());
  // '-' and '.' sort before '/', digits and letters behind it.
  for (const char* name :
       {"a/x", "a-b", "a.c", "a0", "b/c/d", "b/c-d", "b/c0", "B", "b/\xC3\xA9"}) {
    put(name, name);
  }
  EXPECT_THAT(names(),
              ElementsAre("B", "a-b", "a.c", "a/x", "a0", "b/c-d", "b/c/d", "b/c0", "b/\xC3\xA9"));
  for (const ObjectInfo& info : store().list({})) {
    EXPECT_EQ(info.size_bytes, info.name.size());
    EXPECT_GT(info.modified_micros, 1'600'000'000'000'000);
  }
}

TEST_P(ObjectStoreContract, listings_honour_prefix_start_and_limit) {
  std::vector<std::string> all = {"a",     "a-1/x",  "a/1", "a/1-", "a1/1/1", "a1/1/2",
                                  "a1/10", "a1/2/1", "a2",  "b/1",  "b/2/3",  "c/d/e/f"};
  std::erase(all, "a");  // would be a folder and an object
  std::sort(all.begin(), all.end());
  for (const std::string& name : all) {
    put(name, "x");
  }
  std::vector<std::string> texts = all;
  texts.insert(texts.end(), {"", "a", "a/", "a1", "a1/", "a1/1", "a1/1/", "a1/1/1x", "a1/3", "b/2",
                             "c/d/", "c/d/e/f/", "0", "~"});
  for (const std::string& prefix : texts) {
    if (prefix == "c/d/e/f/") {
      continue;  // below an object: a disk reports that
    }
    for (const std::string& start : texts) {
      for (std::size_t limit : {0, 1, 2, 3, 100}) {
        std::vector<std::string> expected;
        for (const std::string& name : all) {
          if (name.starts_with(prefix) && name > start && expected.size() < limit) {
            expected.push_back(name);
          }
        }
        ASSERT_EQ(names({prefix, start, limit}), expected)
            << "prefix '" << prefix << "', start_after '" << start << "', limit " << limit;
      }
    }
  }
}

TEST_P(ObjectStoreContract, invalid_names_are_refused_by_every_call) {
  using namespace std::string_literals;
  const std::vector<std::string> invalid = {
      "", "/a", "a/", "a//b", ".", "..", "a/../b", "../a", "a/..", "./a", "a\0b"s, "a\nb", "a\x7f",
      std::string(256, 'x'), "a/.omnigraph-tmp-1",
      // 5 segments of 250 bytes
      std::string(250, 'a') + "/" + std::string(250, 'b') + "/" + std::string(250, 'c') + "/" +
          std::string(250, 'd') + "/" + std::string(250, 'e')};
  for (const std::string& name : invalid) {
    for (const std::function<void()>& call : std::vector<std::function<void()>>{
             [&] { store().find(name); }, [&] { store().read(name); },
             [&] {
               store().read_range(name, {0, 0});
             },
             [&] { store().open(name); }, [&] { put(name, "x"); }, [&] { store().create(name); },
             [&] { store().remove(name); }, [&] { store().exists(name); }}) {
      Error error = error_of(call);
      EXPECT_EQ(error.kind(), ErrorKind::internal) << "name '" << name << "'";
      EXPECT_THAT(error.what(), HasSubstr("not a valid name"));
    }
  }
  for (const std::string prefix : {"/", "../", "a//", "a/../b", "./"}) {
    EXPECT_EQ(error_of([&] { names({prefix, {}, 10}); }).kind(), ErrorKind::internal) << prefix;
  }
  EXPECT_THAT(names(), IsEmpty());
}

TEST_P(ObjectStoreContract, unusual_names_are_taken_as_they_are) {
  const std::vector<std::string> valid = {
      ".hidden", "...", "a b", "%2e%2e",           "a\\b",
      "c:d",     "~",   "*",   "\xF0\x9F\xA6\x80", std::string(255, 'x')};
  for (const std::string& name : valid) {
    EXPECT_EQ(put(name, name), PutResult::created);
    EXPECT_EQ(text_of(store().read(name)), name);
  }
  EXPECT_EQ(names().size(), valid.size());
}

TEST_P(ObjectStoreContract, batches_answer_in_the_order_asked_for) {
  std::vector<std::string> texts;
  std::vector<PutRequest> puts;
  std::vector<std::string> all;
  std::vector<ReadRequest> reads;
  for (int i = 0; i < 40; ++i) {
    texts.push_back(patterned(i % 10 == 9 ? 100'000 : i + 4, i));
    all.push_back("folder" + std::to_string(i % 3) + "/" + std::to_string(i));
  }
  for (int i = 0; i < 40; ++i) {
    puts.push_back(
        {all[i], as_bytes(texts[i]), i % 4 == 0 ? Durability::unsynced : Durability::synced});
  }
  put(all[7], "taken");
  std::vector<PutResult> results = store().put_all(puts);
  ASSERT_EQ(results.size(), 40);
  for (int i = 0; i < 40; ++i) {
    EXPECT_EQ(results[i], i == 7 ? PutResult::already_exists : PutResult::created);
    std::optional<ByteRange> range;
    if (i % 2 == 1) {
      range = ByteRange{1, 3};
    }
    reads.push_back({all[i], range});
  }
  texts[7] = "taken";
  std::vector<columnar::Buffer> parts = store().read_many(reads);
  all.insert(all.begin() + 5, "folder0/absent");
  texts.insert(texts.begin() + 5, "");
  std::vector<std::optional<columnar::Buffer>> found = store().find_many(all);
  ASSERT_EQ(parts.size(), 40);
  ASSERT_EQ(found.size(), 41);
  for (std::size_t i = 0; i < found.size(); ++i) {
    ASSERT_EQ(found[i].has_value(), i != 5) << i;
    EXPECT_EQ(i == 5 ? "" : text_of(*found[i]), texts[i]);
  }
  texts.erase(texts.begin() + 5);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    EXPECT_EQ(text_of(parts[i]), i % 2 == 1 ? texts[i].substr(1, 3) : texts[i]);
  }
  EXPECT_THAT(store().put_all({}), IsEmpty());
  EXPECT_THAT(store().find_many({}), IsEmpty());
  EXPECT_THAT(store().read_many({}), IsEmpty());
}

TEST_P(ObjectStoreContract, a_name_twice_in_a_batch_is_created_once) {
  std::vector<PutRequest> puts = {{"a", as_bytes("same")}, {"a", as_bytes("same")}};
  std::vector<PutResult> results = store().put_all(puts);
  EXPECT_THAT(results,
              ::testing::UnorderedElementsAre(PutResult::created, PutResult::already_exists));
}

TEST_P(ObjectStoreContract, tasks_run_together_all_run_and_their_errors_reach_the_caller) {
  std::atomic<int> runs = 0;
  store().run_together({[&] { runs += put("a", "1") == PutResult::created; },
                        [&] { runs += store().list({.prefix = "b"}).empty(); }});
  EXPECT_EQ(runs, 2);
  Error error = error_of([&] { store().run_together({[&] { store().read("absent"); }}); });
  EXPECT_EQ(error.kind(), ErrorKind::not_found);
}

TEST_P(ObjectStoreContract, sync_works_on_an_empty_and_on_a_filled_store) {
  store().sync();
  store().put_if_absent("a/b", as_bytes("x"), Durability::unsynced);
  store().sync();
  EXPECT_EQ(text_of(store().read("a/b")), "x");
}

}  // namespace
}  // namespace omnigraph::storage
