#include "cli/option_builders.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace omnigraph::cli {

CLI::Option* add_value(CLI::App& app, const std::string& name, std::string& value,
                       const std::string& help, const std::string& placeholder) {
  return app.add_option(name, value, help)->expected(1)->option_text(placeholder);
}

CLI::Option* add_value(CLI::App& app, const std::string& name, std::optional<std::string>& value,
                       const std::string& help, const std::string& placeholder) {
  return app.add_option(name, value, help)->expected(1)->option_text(placeholder);
}

CLI::Option* add_choice(CLI::App& app, const std::string& name, std::string& value,
                        const std::vector<std::string>& words, const std::string& help,
                        const std::string& placeholder) {
  auto check = [words](const std::string& given) {
    bool known = std::find(words.begin(), words.end(), given) != words.end();
    return known ? std::string()
                 : fmt::format("'{}' is not one of {}", given, fmt::join(words, ", "));
  };
  return add_value(app, name, value, help, placeholder)->check(CLI::Validator(check, ""));
}

CLI::Option* add_switch(CLI::App& app, const std::string& name, bool& value,
                        const std::string& help) {
  return app.add_flag(name, value, help)->disable_flag_override();
}

}  // namespace omnigraph::cli
