#pragma once

#include "schema/catalog.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// What a schema source says, as it was written. Offsets are bytes from the start of the source and
// name the token that a message about the part should point at.

namespace omnigraph::schema {

/// A name or literal of the source: strings decoded, all else by its spelling.
struct Word {
  std::string text;
  std::size_t offset = 0;
};

struct AnnotationSyntax {
  struct Keyword {
    Word name;
    Word value;
  };

  Word name;  ///< without its `@`, where the offset points
  std::optional<Word> value;
  std::vector<Keyword> keywords;
};

struct TypeSyntax {
  std::size_t offset = 0;
  Scalar scalar = Scalar::string;
  bool list = false;
  bool nullable = false;
  std::vector<Word> enum_values;  ///< in source order
  Word dimension;                 ///< the digits of a vector's; else empty
};

/// `lo..hi`, at least one of them given; bounds as spelled, with their sign.
struct RangeSyntax {
  std::optional<Word> low;
  std::optional<Word> high;
};

/// An argument of a constraint: a bare word (also `true` and `false`), text in quotes, a number, or
/// a range.
struct ConstraintArgument {
  struct Bare {
    std::string text;
  };
  struct Quoted {
    std::string text;
  };
  struct Number {
    std::string text;
  };

  std::size_t offset = 0;
  std::variant<Bare, Quoted, Number, RangeSyntax> value;
};

struct ConstraintSyntax {
  Word name;  ///< `key`, `unique`, `index`, `range` or `check`; the offset is that of the `@`
  std::vector<ConstraintArgument> arguments;  ///< at least one
};

struct PropertySyntax {
  Word name;
  TypeSyntax type;
  std::vector<AnnotationSyntax> annotations;
};

/// What the three kinds of declarations have in common. An interface has only properties.
struct DeclarationSyntax {
  Word name;
  std::vector<AnnotationSyntax> annotations;
  std::vector<PropertySyntax> properties;
  std::vector<ConstraintSyntax> constraints;
};

struct InterfaceSyntax : DeclarationSyntax {};

struct NodeSyntax : DeclarationSyntax {
  std::vector<Word> implements;
};

/// `@card(min..max)`, as digits.
struct CardinalitySyntax {
  Word min;
  std::optional<Word> max;
};

struct EdgeSyntax : DeclarationSyntax {
  Word from;
  Word to;
  std::optional<CardinalitySyntax> cardinality;
};

/// A whole source; declarations of one kind in source order.
struct SchemaAst {
  std::vector<InterfaceSyntax> interfaces;
  std::vector<NodeSyntax> nodes;
  std::vector<EdgeSyntax> edges;
};

/// The first annotation of that name, or null. The old name of a renamed type or property is
/// `find_annotation(annotations, "rename_from")->value` (SCH-73); admission has checked that it is
/// there.
const AnnotationSyntax* find_annotation(const std::vector<AnnotationSyntax>& annotations,
                                        std::string_view name);

}  // namespace omnigraph::schema
