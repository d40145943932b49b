#pragma once

#include <cstddef>
#include <string_view>

namespace omnigraph::schema {

/// Where the parser goes on after a syntax error: the first place at or behind byte `from` that
/// starts a declaration, or the end of the source.
///
/// That is `interface`, `node` or `edge` and a name, first on its line or behind a `}`,
/// outside of strings and comments; anywhere else the words may belong to what is broken. `from` is
/// no byte inside a string or comment. Linear in the distance.
std::size_t next_declaration(std::string_view source, std::size_t from);

}  // namespace omnigraph::schema
