// Reads Lance tables with our code alone, to compare with what another implementation reads.
//
//     lance_rows print FOLDER TABLE [VERSION | STATE]
//
// prints the rows of a table in FOLDER: a line of column names, then a line a row (canonical.mjs).
// Of a Lance version, by default the newest, or of a staged state of ours.
//
//     lance_rows check FOLDER
//
// reads all versions of the tables FOLDER/<seed>/table (random_tables.mjs) and compares them with
// FOLDER/<seed>/<version>.rows. Prints what is different and, as JSON, what has been seen.

#include "encoding_census.h"
#include "storage/local_store.h"
#include "table/state_store.h"
#include "table_rows.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>

namespace omnigraph::interop {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr std::size_t kShownCharacters = 300;

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  bool is_number = error == std::errc() && end == text.data() + text.size();
  return is_number ? std::optional(number) : std::nullopt;
}

std::string column_names(const table::TableState& state) {
  json names = json::array();
  for (const lance::Field& field : state.fields) {
    names.push_back(field.name);
  }
  return names.dump();
}

int print(const std::string& folder, const std::string& table, std::string_view which) {
  storage::LocalStore store(folder);
  Counts seen;
  std::optional<std::uint64_t> version = parse_number(which);
  TableRows rows(store, table,
                 version || which.empty() ? open_version(store, table, version, seen)
                                          : table::read_state(store, table, std::string(which)));
  std::cout << column_names(rows.state()) << '\n';
  rows.for_each_row([](const std::string& line) { std::cout << line << '\n'; });
  return 0;
}

std::string shortened(const std::string& text) {
  return text.size() <= kShownCharacters ? text : text.substr(0, kShownCharacters) + " ...";
}

std::string describe(const lance::Field& field) {
  return fmt::format("column '{}' ({} {})", field.name, lance::logical_type(field),
                     json(field.metadata).dump());
}

/// Compares the rows of one version with those that LanceDB read.
class VersionCheck {
 public:
  VersionCheck(const TableRows& rows, std::ifstream expected, std::string place)
      : rows_(rows), expected_(std::move(expected)), place_(std::move(place)) {
    const std::vector<lance::Field>& fields = rows_.state().fields;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (!is_wholly_readable(fields[i])) {
        unreadable_.push_back(i);
      }
    }
  }

  /// Nothing, or what is different first.
  std::optional<std::string> run() {
    std::getline(expected_, line_);
    if (line_ != column_names(rows_.state())) {
      return fmt::format("{}: LanceDB has columns {}, we read {}", place_, line_,
                         column_names(rows_.state()));
    }
    std::size_t number = 0;
    std::optional<std::string> difference;
    rows_.for_each_row([&](const std::string& ours) {
      if (!difference && !matches(ours)) {
        difference = describe_difference(ours, number);
      }
      ++number;
    });
    if (!difference && std::getline(expected_, line_)) {
      difference = fmt::format("{}: LanceDB has more than {} rows", place_, number);
    }
    return difference;
  }

 private:
  bool matches(const std::string& ours) {
    if (!std::getline(expected_, line_)) {
      line_ = "[]";
      return false;
    }
    if (!unreadable_.empty()) {
      json row = json::parse(line_);
      for (std::size_t place : unreadable_) {
        row[place] = nullptr;
      }
      return row == json::parse(ours);
    }
    return line_ == ours;
  }

  std::string describe_difference(const std::string& ours, std::size_t number) const {
    json theirs = json::parse(line_);
    json own = json::parse(ours);
    const std::vector<lance::Field>& fields = rows_.state().fields;
    for (std::size_t i = 0; i < fields.size() && i < theirs.size(); ++i) {
      if (theirs[i] != own[i] && is_wholly_readable(fields[i])) {
        return fmt::format("{}, {}, row {}: LanceDB has {}, we read {}", place_,
                           describe(fields[i]), number, shortened(theirs[i].dump()),
                           shortened(own[i].dump()));
      }
    }
    return fmt::format("{}: LanceDB has {} rows only", place_, number);
  }

  const TableRows& rows_;
  std::ifstream expected_;
  std::string place_;
  std::string line_;
  std::vector<std::size_t> unreadable_;
};

void check_version(const fs::path& home, std::uint64_t version, std::vector<std::string>& problems,
                   Counts& seen) {
  std::string place = fmt::format("seed {}, version {}", home.filename().string(), version);
  storage::LocalStore store(home.string());
  try {
    TableRows rows(store, "table", open_version(store, "table", version, seen));
    std::ifstream expected(home / (std::to_string(version) + ".rows"));
    std::optional<std::string> difference = VersionCheck(rows, std::move(expected), place).run();
    if (difference) {
      problems.push_back(*difference);
    }
    seen["rows"] += rows.state().live_rows();
    for (const lance::Field& field : rows.state().fields) {
      if (!is_wholly_readable(field)) {
        ++seen["unreadable " + lance::logical_type(field)];
      }
    }
  } catch (const std::exception& error) {
    problems.push_back(fmt::format("{}: {}", place, error.what()));
  }
  ++seen["versions"];
}

void check_table(const fs::path& home, std::vector<std::string>& problems, Counts& seen) {
  std::set<std::uint64_t> versions;
  for (const fs::directory_entry& entry : fs::directory_iterator(home)) {
    if (entry.path().extension() == ".rows") {
      versions.insert(parse_number(entry.path().stem().string()).value());
    }
  }
  for (std::uint64_t version : versions) {
    check_version(home, version, problems, seen);
  }
  storage::LocalStore store(home.string());
  for (const storage::ObjectInfo& object : store.list({"table/data/"})) {
    if (object.name.ends_with(".lance")) {
      count_encodings(store.read(object.name), object.name, seen);
    } else {
      ++seen["side files"];
    }
  }
  ++seen["tables"];
}

int check(const std::string& folder) {
  std::set<fs::path> homes;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    homes.insert(entry.path());
  }
  std::vector<std::string> problems;
  Counts seen;
  for (const fs::path& home : homes) {
    check_table(home, problems, seen);
  }
  for (const std::string& problem : problems) {
    std::cerr << problem << '\n';
  }
  std::cout << json(seen).dump() << '\n';
  return problems.empty() ? 0 : 1;
}

int run(std::span<char* const> arguments) {
  std::vector<std::string> words(arguments.begin() + 1, arguments.end());
  if (words.size() == 2 && words[0] == "check") {
    return check(words[1]);
  }
  if ((words.size() == 3 || words.size() == 4) && words[0] == "print") {
    return print(words[1], words[2], words.size() == 4 ? words[3] : "");
  }
  std::cerr << "usage: lance_rows check FOLDER | print FOLDER TABLE [VERSION | STATE]\n";
  return 2;
}

}  // namespace
}  // namespace omnigraph::interop

int main(int argc, char** argv) {
  try {
    return omnigraph::interop::run({argv, static_cast<std::size_t>(argc)});
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << '\n';
    return 1;
  }
}
