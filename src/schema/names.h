#pragma once

#include "schema/catalog.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace omnigraph::schema {

enum class DeclarationKind : std::uint8_t { interface, node, edge };

/// The keyword that declares it: `interface`, `node`, `edge`.
std::string_view to_string(DeclarationKind kind);

/// Vectors have between 1 and this many dimensions (SCH-32d).
inline constexpr std::uint32_t kLargestDimension = 2147483647;

/// `String`, `Bool`, `I32`, … as a source and the IR spell it; `Vector` without its dimension.
std::string_view scalar_name(Scalar scalar);
/// The scalar of that name; nothing for `Vector` and for what is no type.
std::optional<Scalar> parse_scalar(std::string_view name);
bool is_numeric(Scalar scalar);

/// `[A-Z][A-Za-z0-9_]*` (SCH-3).
bool is_type_name(std::string_view text);
/// `[a-z_][A-Za-z0-9_]*` (SCH-3).
bool is_identifier(std::string_view text);
/// `[A-Za-z0-9_-]`, what members of an enum consist of.
bool is_enum_character(char c);

/// `key`, `unique`, `index`: what may stand on a property without arguments.
bool is_property_constraint(std::string_view annotation);
/// Those, `range` and `check`: what is a constraint when `(` follows.
bool is_constraint(std::string_view annotation);

/// The annotations that the catalog keeps in another form, or not at all (SCH-64).
bool is_structural_annotation(std::string_view annotation);

/// Whether storage or the endpoints of edges own this property name (SCH-24, SCH-26, section 20.2).
/// `id` is a case of its own, see `is_id_name`.
bool is_reserved_property(DeclarationKind kind, std::string_view name);
/// Whether `name` is `id` where a declaration has an id column (SCH-25).
bool is_id_name(DeclarationKind kind, std::string_view name);

/// The name of an edge type as look-ups compare it: in lower case (SCH-18).
std::string folded(std::string_view name);
bool equal_ignoring_case(std::string_view a, std::string_view b);

/// Empty, or nothing but white space.
bool is_blank(std::string_view text);

}  // namespace omnigraph::schema
