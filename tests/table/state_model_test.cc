#include "state_model.h"

#include <rapidcheck/gtest.h>

namespace omnigraph::table {
namespace {

using testing::StateModel;

/// Steps of any kind; a failure shrinks to fewer of them.
void run(EntityKind kind) {
  const auto steps = *rc::gen::scale(
      0.25, rc::gen::container<std::vector<std::uint64_t>>(rc::gen::noShrink(
                rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint64_t>()))));
  StateModel model(kind);
  for (std::uint64_t step : steps) {
    model.step(step);
  }
  model.check_all();
}

RC_GTEST_PROP(StateModel, every_state_of_a_node_table_keeps_its_rows, ()) { run(EntityKind::node); }

RC_GTEST_PROP(StateModel, every_state_of_an_edge_table_keeps_its_rows, ()) {
  run(EntityKind::edge);
}

}  // namespace
}  // namespace omnigraph::table
