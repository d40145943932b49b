#include "engine/cluster_guard.h"

#include "omnigraph/graph.h"
#include "testing/testing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace omnigraph::engine {
namespace {

using omnigraph::testing::error_of;
using ::testing::HasSubstr;

namespace fs = std::filesystem;

/// A cluster's folder with its state, and another one with neither.
class ClusterGuard : public ::testing::Test {
 protected:
  ClusterGuard() {
    fs::create_directories(cluster_ + "/__cluster");
    std::ofstream(cluster_ + "/__cluster/state.json") << "{}";
    fs::create_directories(cluster_ + "/graphs");
  }

  bool refuses(const std::string& uri) {
    try {
      refuse_cluster_managed(uri, "cannot change");
      return false;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::conflict);
      EXPECT_THAT(error.what(), HasSubstr("cannot change '" + uri + "'"));
      EXPECT_THAT(error.what(), HasSubstr("cluster apply"));
      return true;
    }
  }

  omnigraph::testing::TemporaryDirectory directory_;
  std::string cluster_ = directory_ / "cluster";
};

TEST_F(ClusterGuard, SCH_107_knows_the_place_by_all_its_names) {
  fs::create_directory_symlink(cluster_ + "/graphs/kb.omni", directory_ / "link");
  fs::create_directory_symlink(cluster_ + "/graphs", directory_ / "folder");
  fs::create_directory(cluster_ + "/graphs/kb.omni");
  for (const std::string& uri :
       {cluster_ + "/graphs/kb.omni", cluster_ + "/graphs/kb.omni/", cluster_ + "//graphs//kb.omni",
        cluster_ + "/graphs/./new.omni", cluster_ + "/other/../graphs/new.omni",
        "file://" + cluster_ + "/graphs/kb.omni", "file://" + cluster_ + "/graphs/k%62.omni",
        directory_ / "link", directory_ / "folder/new.omni"}) {
    EXPECT_TRUE(refuses(uri)) << uri;
  }
}

TEST_F(ClusterGuard, SCH_107_lets_other_places_be) {
  for (const std::string& uri :
       {cluster_ + "/kb.omni", cluster_ + "/graphs/kb", cluster_ + "/graphs/.omni",
        cluster_ + "/graphs/deep/kb.omni", cluster_ + "/graph/kb.omni", cluster_ + "/graphs",
        directory_ / "graphs/kb.omni", directory_ / "cluster/graphs/kb.omni/graphs/x.omni"}) {
    EXPECT_FALSE(refuses(uri)) << uri;
  }
}

TEST_F(ClusterGuard, SCH_107_init_is_refused_before_anything_is_there) {
  std::string graph = cluster_ + "/graphs/kb.omni";
  for (bool force : {false, true}) {
    EXPECT_THAT(error_of([&] { Graph::init(graph, "node A", {force}); }).what(),
                HasSubstr("cluster apply"));
  }
  EXPECT_FALSE(fs::exists(graph));
}

}  // namespace
}  // namespace omnigraph::engine
