#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace omnigraph::bench {

/// A benchmark dataset: a folder with `schema.pg`, `data.jsonl`, `queries.gq`, the fixed inputs of
/// the operations in `workload/`, and `dataset.json`, which says what is in it and what the
/// operations use.
class Dataset {
 public:
  explicit Dataset(std::string folder);

  const std::string& name() const { return name_; }
  /// `dataset.json`.
  const nlohmann::json& about() const { return about_; }
  std::string path(const std::string& file) const { return folder_ + "/" + file; }
  std::string text(const std::string& file) const;
  /// The keys of `workload/<file>`, one quoted a line behind a header; none if there is no such
  /// file.
  std::vector<std::string> keys(const std::string& file) const;

 private:
  std::string folder_;
  nlohmann::json about_;
  std::string name_;
};

}  // namespace omnigraph::bench
