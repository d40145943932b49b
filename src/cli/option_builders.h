#pragma once

#include <optional>
#include <string>
#include <vector>

namespace CLI {  // NOLINT(readability-identifier-naming): the name is CLI11's
class App;
class Option;
}  // namespace CLI

namespace omnigraph::cli {

/// An option or positional that takes one value and may stand once. Names beginning with a dash are
/// options; `placeholder` is how help shows the value.
CLI::Option* add_value(CLI::App& app, const std::string& name, std::string& value,
                       const std::string& help, const std::string& placeholder);
CLI::Option* add_value(CLI::App& app, const std::string& name, std::optional<std::string>& value,
                       const std::string& help, const std::string& placeholder);

/// The same for a value that must be one of `words`.
CLI::Option* add_choice(CLI::App& app, const std::string& name, std::string& value,
                        const std::vector<std::string>& words, const std::string& help,
                        const std::string& placeholder);

/// A flag without a value.
CLI::Option* add_switch(CLI::App& app, const std::string& name, bool& value,
                        const std::string& help);

}  // namespace omnigraph::cli
