#pragma once

#include "base/string_map.h"
#include "columnar/batch.h"
#include "schema/catalog.h"
#include "write/load_problem.h"
#include "write/value_rules.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::write {

/// A blob that is not in the input, but named by a URI.
struct ExternalBlob {
  std::size_t row = 0;
  const std::string* property = nullptr;  ///< its name, in the catalog
};

/// The rows of one type in a piece of input, in input order.
struct DecodedRows {
  columnar::Batch batch;  ///< as `TableLayout::columns`; `id` is null where one must be minted
  std::vector<std::uint64_t> lines;               ///< physical line of each row
  std::vector<ExternalBlob> external_blobs = {};  ///< by row
};

/// What a piece of input decodes to.
struct DecodedChunk {
  std::vector<DecodedRows> rows;  ///< by ordinal of the table; types not met have no rows
  FirstProblem problem;           ///< if any, the rows are incomplete and must not be used
};

/// How the records of one type are stored.
struct TableLayout {
  const schema::EntityType* type = nullptr;
  const schema::NodeType* node = nullptr;  ///< one of these two
  const schema::EdgeType* edge = nullptr;
  columnar::Schema columns;
  std::size_t first_property = 1;           ///< column of `type->properties[0]`
  std::vector<std::size_t> key;             ///< columns of the key members, in the order of the id
  StringMap<std::size_t> property_columns;  ///< column of a property, by name

  bool is_edge() const { return edge != nullptr; }
};

/// The tables of a catalog in one order: node types by name, then edge types by name.
std::vector<TableLayout> table_layouts(const schema::Catalog& catalog);

/// Decodes load records, strict form (WR-32 to WR-38): one JSON object a line,
///
///     {"type": NODE_TYPE, "data": {…}}
///     {"edge": EDGE_TYPE, "from": ID, "to": ID, "data": {…}}
///
/// into columns, and holds their values to the rules of their types. Immutable: pieces of an input
/// may be decoded by several threads at once. The catalog outlives it.
class RecordDecoder {
 public:
  explicit RecordDecoder(const schema::Catalog& catalog);
  ~RecordDecoder();

  const std::vector<TableLayout>& tables() const { return tables_; }

  /// Decodes whole lines. `text` must be followed by 64 readable bytes (simdjson reads ahead);
  /// `first_line` is the 1-based number of its first line. Never throws for what the input says:
  /// the first problem by place is in the result.
  DecodedChunk decode(std::string_view text, std::uint64_t first_line) const;

 private:
  class Session;

  std::vector<TableLayout> tables_;
  std::vector<ValueRules> rules_;        // by ordinal
  StringMap<std::size_t> nodes_;         // ordinal by exact name
  StringMap<std::size_t> edges_;         // by exact name
  StringMap<std::size_t> edges_folded_;  // by lower-case name
};

}  // namespace omnigraph::write
