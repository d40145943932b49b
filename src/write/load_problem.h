#pragma once

#include "omnigraph/error.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

namespace omnigraph::write {

/// The stages of checking a load, in the order in which their problems are reported (WR-48).
enum class LoadStage : std::uint8_t {
  shape,        ///< framing and record shape, in input order
  values,       ///< field names and value conversion
  ids,          ///< id rules
  constraints,  ///< value constraints
  uniqueness,
  endpoints,
  cardinality,
  blobs,       ///< admission of external blobs
  collisions,  ///< ids that an append must not meet
};

/// Where a problem stands in the order of reporting: by stage; within one, nodes before edges,
/// types by name, records in input order. Shape problems know no type and go by line alone.
struct ProblemPlace {
  LoadStage stage = LoadStage::shape;
  bool is_edge = false;
  std::string type_name;
  std::uint64_t line = 0;  ///< 1-based physical line of the input

  friend auto operator<=>(const ProblemPlace&, const ProblemPlace&) = default;
};

/// Something wrong with a record of the input.
struct LoadProblem {
  ProblemPlace place;
  std::string message;  ///< without the line, which is put in front of it
  std::optional<KeyConflict> conflict =
      std::nullopt;  ///< set when the input is fine, but an id is taken
};

/// Keeps the problem that is to be reported: the first by place.
class FirstProblem {
 public:
  void add(LoadProblem problem) {
    if (!problem_ || problem.place < problem_->place) {
      problem_ = std::move(problem);
    }
  }
  void add(std::optional<LoadProblem> problem) {
    if (problem) {
      add(std::move(*problem));
    }
  }
  const std::optional<LoadProblem>& get() const { return problem_; }

 private:
  std::optional<LoadProblem> problem_;
};

}  // namespace omnigraph::write
