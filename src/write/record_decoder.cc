#include "write/record_decoder.h"

#include "base/suggest.h"
#include "columnar/builder.h"
#include "columnar/scalar_spelling.h"
#include "write/record_shape.h"
#include "write/value_decoder.h"

#include <absl/strings/ascii.h>
#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace omnigraph::write {
namespace {

using columnar::ArrayPtr;
using columnar::Builder;
using simdjson::dom::element;
using simdjson::dom::element_type;

bool is_blank(std::string_view line) {
  return std::all_of(line.begin(), line.end(),
                     [](unsigned char c) { return absl::ascii_isspace(c) != 0; });
}

std::string lower(std::string_view text) {
  return absl::AsciiStrToLower(absl::string_view(text.data(), text.size()));
}

TableLayout layout_of(const schema::EntityType& type, columnar::Schema columns,
                      std::size_t first_property) {
  TableLayout layout;
  layout.type = &type;
  layout.columns = std::move(columns);
  layout.first_property = first_property;
  for (std::size_t i = 0; i < type.properties.size(); ++i) {
    layout.property_columns[type.properties[i].name] = first_property + i;
  }
  return layout;
}

std::vector<ExternalBlob> find_external_blobs(const TableLayout& layout,
                                              const columnar::Batch& rows) {
  std::vector<ExternalBlob> blobs;
  for (std::size_t i = layout.first_property; i < rows.columns.size(); ++i) {
    const schema::Property& property = layout.type->properties[i - layout.first_property];
    if (property.type.scalar != schema::Scalar::blob) {
      continue;
    }
    ArrayPtr uris = rows.columns[i]->child(1);
    for (std::size_t row = 0; row < uris->length() && uris->null_count() < uris->length(); ++row) {
      if (uris->is_valid(row)) {
        blobs.push_back({row, &property.name});
      }
    }
  }
  std::stable_sort(blobs.begin(), blobs.end(),
                   [](const ExternalBlob& a, const ExternalBlob& b) { return a.row < b.row; });
  return blobs;
}

/// Whether an integer as written, with its sign, lies within I64 or U64.
bool fits_64_bits(std::string_view digits) {
  std::int64_t integer = 0;
  std::uint64_t natural = 0;
  const char* end = digits.data() + digits.size();
  return std::from_chars(digits.data(), end, integer).ec == std::errc() ||
         std::from_chars(digits.data(), end, natural).ec == std::errc();
}

/// `line` with a fraction added to integers that 64 bits do not hold, so that they are read as
/// doubles: JSON has them, simdjson refuses them.
std::string with_long_integers_as_doubles(std::string_view line) {
  std::string text;
  std::size_t digits = 0;  // of the number before `c`; 0 after a point or an exponent
  bool in_string = false;
  bool is_integer = true;
  char before = '\0';
  auto end_number = [&] {
    if (digits > 0 && is_integer) {
      std::size_t sign = text.size() > digits && text[text.size() - digits - 1] == '-' ? 1 : 0;
      text += fits_64_bits(std::string_view(text).substr(text.size() - digits - sign)) ? "" : ".0";
    }
    digits = 0;
    is_integer = true;
  };
  for (char c : line) {
    if (in_string) {
      in_string = c != '"' || before == '\\';
      before = before == '\\' ? '\0' : c;  // an escaped character escapes nothing
    } else if (absl::ascii_isdigit(static_cast<unsigned char>(c))) {
      ++digits;
    } else if (digits > 0 && (c == '.' || c == 'e' || c == 'E' || c == '+' || c == '-')) {
      is_integer = false;
    } else {
      end_number();
      in_string = c == '"';
      before = c;
    }
    text += c;
  }
  end_number();
  return text;
}

}  // namespace

std::vector<TableLayout> table_layouts(const schema::Catalog& catalog) {
  std::vector<TableLayout> tables;
  for (const schema::NodeType& node : catalog.nodes) {
    TableLayout layout = layout_of(node, schema::node_columns(node), 1);
    layout.node = &node;
    for (const schema::Property* member : node.key()) {
      layout.key.push_back(layout.property_columns.at(member->name));
    }
    tables.push_back(std::move(layout));
  }
  for (const schema::EdgeType& edge : catalog.edges) {
    TableLayout layout = layout_of(edge, schema::edge_columns(edge), 3);
    layout.edge = &edge;
    tables.push_back(std::move(layout));
  }
  return tables;
}

RecordDecoder::RecordDecoder(const schema::Catalog& catalog) : tables_(table_layouts(catalog)) {
  for (std::size_t i = 0; i < tables_.size(); ++i) {
    rules_.emplace_back(*tables_[i].type);
    const std::string& name = tables_[i].type->name;
    (tables_[i].is_edge() ? edges_ : nodes_)[name] = i;
    if (tables_[i].is_edge()) {
      edges_folded_[lower(name)] = i;
    }
  }
}

RecordDecoder::~RecordDecoder() = default;

/// The state of decoding one piece of input.
class RecordDecoder::Session {
 public:
  explicit Session(const RecordDecoder& decoder)
      : decoder_(decoder), tables_(decoder.tables_.size()) {}

  void decode_line(std::string_view line, std::uint64_t number);
  DecodedChunk finish();

 private:
  /// The columns under construction of one type.
  struct Table {
    std::vector<Builder> columns;
    std::vector<bool> filled;  // columns that the current record gave
    std::vector<std::uint64_t> lines;
    std::vector<std::pair<std::size_t, std::string>> stated_ids;  // row, `data.id` of a keyed node
  };

  void add_record(const RecordShape& shape, std::size_t ordinal);
  void add_members(const RecordShape& shape, const TableLayout& layout, Table& table);
  void add_id(const element& value, const TableLayout& layout, Table& table);
  void add_property(const element& value, const TableLayout& layout, std::size_t column,
                    Table& table);
  void derive_ids(const TableLayout& layout, Table& table, std::vector<ArrayPtr>& columns);
  void report(LoadStage stage, const TableLayout* layout, std::uint64_t line, std::string message);
  std::optional<std::size_t> find_table(const RecordShape& shape) const;
  std::string unknown_type(const RecordShape& shape) const;

  const RecordDecoder& decoder_;
  std::vector<Table> tables_;
  simdjson::dom::parser parser_;
  FirstProblem problem_;
  std::uint64_t line_ = 0;
};

void RecordDecoder::Session::report(LoadStage stage, const TableLayout* layout, std::uint64_t line,
                                    std::string message) {
  ProblemPlace place{stage, false, {}, line};
  if (stage != LoadStage::shape) {
    place.is_edge = layout->is_edge();
    place.type_name = layout->type->name;
  }
  problem_.add({std::move(place), std::move(message)});
}

std::optional<std::size_t> RecordDecoder::Session::find_table(const RecordShape& shape) const {
  const auto& names = shape.is_edge ? decoder_.edges_ : decoder_.nodes_;
  if (auto found = names.find(shape.type_name); found != names.end()) {
    return found->second;
  }
  if (shape.is_edge) {
    const auto& folded = decoder_.edges_folded_;
    if (auto found = folded.find(lower(shape.type_name)); found != folded.end()) {
      return found->second;
    }
  }
  return std::nullopt;
}

std::string RecordDecoder::Session::unknown_type(const RecordShape& shape) const {
  std::vector<std::string> known;
  for (const TableLayout& layout : decoder_.tables_) {
    if (layout.is_edge() == shape.is_edge) {
      known.push_back(layout.type->name);
    }
  }
  return fmt::format("unknown {} type '{}'{}", shape.is_edge ? "edge" : "node", shape.type_name,
                     did_you_mean(shape.type_name, known));
}

void RecordDecoder::Session::decode_line(std::string_view line, std::uint64_t number) {
  if (is_blank(line)) {
    return;
  }
  line_ = number;
  element record;
  simdjson::error_code error = parser_.parse(line.data(), line.size(), false).get(record);
  if (error == simdjson::NUMBER_ERROR) {
    error = parser_.parse(with_long_integers_as_doubles(line)).get(record);
  }
  if (error != simdjson::SUCCESS) {
    report(LoadStage::shape, nullptr, number,
           fmt::format("invalid JSON: {}", simdjson::error_message(error)));
    return;
  }
  RecordShape shape;
  if (auto problem = read_record_shape(record, shape)) {
    report(LoadStage::shape, nullptr, number, std::move(*problem));
    return;
  }
  std::optional<std::size_t> ordinal = find_table(shape);
  if (!ordinal) {
    report(LoadStage::shape, nullptr, number, unknown_type(shape));
    return;
  }
  add_record(shape, *ordinal);
}

void RecordDecoder::Session::add_record(const RecordShape& shape, std::size_t ordinal) {
  const TableLayout& layout = decoder_.tables_[ordinal];
  Table& table = tables_[ordinal];
  if (table.columns.empty()) {
    for (const columnar::Field& field : layout.columns) {
      table.columns.emplace_back(field.type);
    }
  }
  table.filled.assign(layout.columns.size(), false);
  table.lines.push_back(line_);
  if (layout.is_edge()) {
    table.columns[1].append_text(shape.from);
    table.columns[2].append_text(shape.to);
    table.filled[1] = table.filled[2] = true;
  }
  add_members(shape, layout, table);
  for (std::size_t column = 0; column < layout.columns.size(); ++column) {
    if (table.filled[column]) {
      continue;
    }
    table.columns[column].append_null();
    if (column >= layout.first_property && !layout.columns[column].nullable) {
      report(LoadStage::values, &layout, line_,
             fmt::format("property '{}' of {} is required", layout.columns[column].name,
                         layout.type->name));
    }
  }
}

void RecordDecoder::Session::add_members(const RecordShape& shape, const TableLayout& layout,
                                         Table& table) {
  if (!shape.data) {
    return;
  }
  for (auto member : *shape.data) {
    if (member.key == "id") {
      add_id(member.value, layout, table);
      continue;
    }
    auto found = layout.property_columns.find(member.key);
    if (found != layout.property_columns.end()) {
      add_property(member.value, layout, found->second, table);
    } else if (is_reserved_member(member.key)) {
      report(LoadStage::values, &layout, line_, fmt::format("member '{}' is reserved", member.key));
    } else {
      report(LoadStage::values, &layout, line_,
             fmt::format("type '{}' has no property '{}'{}", layout.type->name, member.key,
                         did_you_mean(member.key, layout.type->property_names())));
    }
  }
}

void RecordDecoder::Session::add_id(const element& value, const TableLayout& layout, Table& table) {
  if (value.type() != element_type::STRING) {
    report(LoadStage::values, &layout, line_, "member 'id' must be a string");
    return;
  }
  std::string_view id = value.get_string().value_unsafe();
  if (layout.key.empty()) {
    table.columns[0].append_text(id);
    table.filled[0] = true;
  } else {
    table.stated_ids.emplace_back(table.lines.size() - 1, id);
  }
}

void RecordDecoder::Session::add_property(const element& value, const TableLayout& layout,
                                          std::size_t column, Table& table) {
  const schema::Property& property = layout.type->properties[column - layout.first_property];
  if (value.is_null()) {
    return;  // as a missing member
  }
  auto problem = append_json_value(value, property.type, table.columns[column]);
  if (problem) {
    report(LoadStage::values, &layout, line_,
           fmt::format("property '{}' of {}: {}", property.name, layout.type->name, *problem));
    table.columns[column].append_null();  // keeps the columns even; the rows are not used
  }
  table.filled[column] = true;
}

/// Fills the id column of a keyed node type from the key columns, and holds ids that the input
/// stated against it (WR-35).
void RecordDecoder::Session::derive_ids(const TableLayout& layout, Table& table,
                                        std::vector<ArrayPtr>& columns) {
  std::vector<ArrayPtr> key;
  for (std::size_t column : layout.key) {
    key.push_back(columns[column]);
  }
  Builder ids{columnar::Type(columnar::TypeId::utf8)};
  auto stated = table.stated_ids.begin();
  std::string id;
  for (std::size_t row = 0; row < table.lines.size(); ++row) {
    id.clear();
    bool complete = std::all_of(key.begin(), key.end(),
                                [row](const ArrayPtr& member) { return member->is_valid(row); });
    if (complete && !columnar::append_tuple_spelling(id, key, row)) {
      report(LoadStage::ids, &layout, table.lines[row],
             fmt::format("a key of {} cannot be NaN or infinite", layout.type->name));
    }
    if (stated != table.stated_ids.end() && stated->first == row) {
      if (complete && stated->second != id) {
        report(LoadStage::ids, &layout, table.lines[row],
               fmt::format("id '{}' does not equal '{}', which the key of {} gives", stated->second,
                           id, layout.type->name));
      }
      ++stated;
    }
    ids.append_text(id);
  }
  columns[0] = ids.finish();
}

DecodedChunk RecordDecoder::Session::finish() {
  DecodedChunk chunk;
  chunk.rows.resize(tables_.size());
  for (std::size_t i = 0; i < tables_.size(); ++i) {
    Table& table = tables_[i];
    const TableLayout& layout = decoder_.tables_[i];
    std::vector<ArrayPtr> columns;
    for (Builder& builder : table.columns) {
      columns.push_back(builder.finish());
    }
    if (!layout.key.empty() && !columns.empty()) {
      derive_ids(layout, table, columns);
    }
    chunk.rows[i].batch = {layout.columns, std::move(columns), table.lines.size()};
    if (const ValueRules& rules = decoder_.rules_[i]; !rules.empty() && !table.lines.empty()) {
      for (ValueViolation& violation : rules.find(chunk.rows[i].batch, 1)) {
        report(LoadStage::constraints, &layout, table.lines[violation.row],
               std::move(violation.message));
      }
    }
    chunk.rows[i].external_blobs = find_external_blobs(layout, chunk.rows[i].batch);
    chunk.rows[i].lines = std::move(table.lines);
  }
  chunk.problem = std::move(problem_);
  return chunk;
}

DecodedChunk RecordDecoder::decode(std::string_view text, std::uint64_t first_line) const {
  Session session(*this);
  for (std::uint64_t number = first_line; !text.empty(); ++number) {
    std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    session.decode_line(line, number);
  }
  return session.finish();
}

}  // namespace omnigraph::write
