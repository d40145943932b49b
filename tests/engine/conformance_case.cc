#include "conformance_case.h"

#include "testing/testing.h"

#include <sstream>
#include <stdexcept>

namespace omnigraph::engine::testing {
namespace {

/// The rest of `line` behind `mark`, without the space between, if it begins so.
std::optional<std::string> after(std::string_view line, std::string_view mark) {
  if (!line.starts_with(mark)) {
    return std::nullopt;
  }
  line.remove_prefix(mark.size());
  if (line.starts_with(' ')) {
    line.remove_prefix(1);
  }
  return std::string(line);
}

class Reader {
 public:
  explicit Reader(std::string path) : path_(std::move(path)) {}

  ConformanceFile read() {
    std::istringstream lines(omnigraph::testing::read_file(path_));
    for (std::string line; std::getline(lines, line);) {
      ++number_;
      if (line.starts_with('#')) {
        continue;
      }
      if (auto section = after(line, "===")) {
        begin_section(*section);
      } else if (section_ == "cases") {
        add_to_case(line);
      } else if (section_ == "schema") {
        file_.graph.schema += line + '\n';
      } else if (!line.empty()) {
        if (file_.graph.loads.empty()) {
          fail("a line before `=== schema`");
        }
        file_.graph.loads.back().lines += line + '\n';
      }
    }
    end_case();
    return std::move(file_);
  }

 private:
  enum class Part { query, rows, error };

  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error(path_ + ":" + std::to_string(number_) + ": " + what);
  }

  void begin_section(const std::string& section) {
    section_ = section;
    if (auto mode = after(section, "load")) {
      file_.graph.loads.push_back({*mode, ""});
    } else if (section != "schema" && section != "cases") {
      fail("unknown section '" + section + "'");
    }
  }

  void add_to_case(const std::string& line) {
    if (auto name = after(line, "--")) {
      end_case();
      open_ = ConformanceCase{path_, number_, *name, {}, {}, false, {}, {}, {}};
      part_ = Part::query;
    } else if (line.empty()) {
      return;
    } else if (!open_) {
      fail("a case begins with `-- NAME`");
    } else if (auto order = after(line, "=>")) {
      part_ = Part::rows;
      open_->in_order = *order == "in order";
      if (!open_->in_order && !order->empty()) {
        fail("after `=>` comes nothing or `in order`");
      }
    } else if (auto error = after(line, "!>")) {
      part_ = Part::error;
      open_->error = *error;
    } else if (part_ == Part::query) {
      open_->source += line + '\n';
    } else if (part_ == Part::rows && line.starts_with('[')) {
      open_->columns = line;
    } else if (part_ == Part::rows && line.starts_with('{')) {
      open_->rows.push_back(line);
    } else {
      fail("expected a row or columns");
    }
  }

  void end_case() {
    if (!open_) {
      return;
    }
    if (part_ == Part::query) {
      fail("the case before this line expects nothing");
    }
    std::string parameters = "()";
    if (open_->source.starts_with('(')) {
      std::size_t end = open_->source.find('\n');
      std::string head = open_->source.substr(0, end);
      open_->source.erase(0, end);
      // A type may hold parentheses, so the declarations end before the arguments begin.
      std::size_t arguments = head.find(" {");
      parameters = head.substr(0, arguments);
      open_->params_json = arguments == head.npos ? "" : head.substr(arguments + 1);
    }
    if (!open_->source.starts_with("query") && !open_->source.starts_with("\nquery")) {
      open_->source = "query q" + parameters + " {\n" + open_->source + "}\n";
    }
    file_.cases.push_back(*std::move(open_));
    open_.reset();
  }

  std::string path_;
  int number_ = 0;
  std::string section_;
  ConformanceFile file_;
  std::optional<ConformanceCase> open_;
  Part part_ = Part::query;
};

}  // namespace

ConformanceFile read_conformance_file(const std::string& path) { return Reader(path).read(); }

}  // namespace omnigraph::engine::testing
