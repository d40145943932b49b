#include "dataset.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace omnigraph::bench {

Dataset::Dataset(std::string folder)
    : folder_(std::move(folder)),
      about_(nlohmann::json::parse(text("dataset.json"))),
      name_(about_.at("dataset")) {}

std::string Dataset::text(const std::string& file) const {
  std::ifstream in(path(file), std::ios::binary);
  if (!in) {
    throw std::runtime_error("cannot read " + path(file));
  }
  std::ostringstream content;
  content << in.rdbuf();
  return content.str();
}

std::vector<std::string> Dataset::keys(const std::string& file) const {
  std::ifstream in(path("workload/" + file));
  std::vector<std::string> keys;
  std::string line;
  std::getline(in, line);  // the header
  while (std::getline(in, line)) {
    std::string key;
    for (std::size_t i = 1; i + 1 < line.size(); ++i) {
      key += line[i];
      i += line[i] == '"' ? 1 : 0;  // quotes are doubled
    }
    keys.push_back(std::move(key));
  }
  return keys;
}

}  // namespace omnigraph::bench
