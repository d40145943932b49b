#include "storage/open_store.h"

#include "object_store_contract.h"

namespace omnigraph::storage {
namespace {

using omnigraph::testing::error_of;
using omnigraph::testing::read_file;
using ::testing::HasSubstr;

TEST(OpenStore, paths_and_file_uris_name_the_same_folders) {
  omnigraph::testing::TemporaryDirectory directory;
  std::string root = directory.path();
  const std::vector<std::pair<std::string, std::string>> cases = {
      {root + "/plain", "plain"},
      {root + "/50%20", "50%20"},
      {root + "/file:/x", "file:/x"},
      {"file://" + root + "/uri", "uri"},
      {"FILE://localhost" + root + "/host", "host"},
      {"file://" + root + "/a%20b%2Fc%C3%A9%25", "a b/c\xC3\xA9%"},
      {"file://" + root + "/trailing//", "trailing"},
  };
  for (const auto& [uri, folder] : cases) {
    open_store(uri)->put_if_absent("object", as_bytes(uri), Durability::synced);
    EXPECT_EQ(read_file(directory / (folder + "/object")), uri);
  }
}

TEST(OpenStore, hands_durability_on) {
  EXPECT_EQ(open_store("/x")->durability(), Durability::synced);
  EXPECT_EQ(open_store("/x", {.durability = Durability::unsynced})->durability(),
            Durability::unsynced);
}

TEST(OpenStore, CLI_18_anything_else_is_a_bad_request_that_says_what_to_do) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"s3://bucket/graph", "S3 is not available in this build"},
      {"S3://bucket", "S3 is not available in this build"},
      {"http://host:8080/g", "--server"},
      {"https://host", "--server"},
      {"gs://bucket", "unknown scheme 'gs'"},
      {"memory://", "unknown scheme 'memory'"},
      {"://x", "unknown scheme ''"},
      {"", "empty"},
      {"file://", "three slashes"},
      {"file://host/path", "host 'host'"},
      {"file:///a%2", "%25"},
      {"file:///a%zz", "%25"},
      {"file:///a%", "%25"},
      {"file:///a%00b", "NUL"},
      {"file:///a?b", "%3F"},
      {"file:///a#b", "%23"},
  };
  for (const auto& [uri, advice] : cases) {
    Error error = error_of([uri = uri] { open_store(uri); });
    EXPECT_EQ(error.kind(), ErrorKind::bad_request) << uri;
    EXPECT_THAT(error.what(), HasSubstr(advice)) << uri;
    EXPECT_THAT(error.what(), HasSubstr(uri));
  }
  EXPECT_THAT(error_of([] { open_store(std::string_view("a\0b", 3)); }).what(), HasSubstr("NUL"));
}

}  // namespace
}  // namespace omnigraph::storage
