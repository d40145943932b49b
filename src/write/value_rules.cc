#include "write/value_rules.h"

#include "base/suggest.h"
#include "base/throw_error.h"
#include "columnar/scalar_spelling.h"
#include "schema/range_bound.h"
#include "write/value_interval.h"

#include <re2/re2.h>

#include <algorithm>

namespace omnigraph::write {
namespace {

using columnar::Array;
using columnar::TypeId;

constexpr std::size_t kLongestQuoted = 120;

/// The first rows, up to `most`, whose value is there and does not pass.
template <typename Passes>
std::vector<std::size_t> rows_failing(const Array& values, std::size_t most, const Passes& passes) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < values.length() && rows.size() < most; ++i) {
    if (values.is_valid(i) && !passes(i)) {
      rows.push_back(i);
    }
  }
  return rows;
}

template <typename T, typename Bounds = T>
std::vector<std::size_t> rows_outside(const Array& array, std::size_t most,
                                      const schema::RangeConstraint& range) {
  ValueInterval<Bounds> interval(range);
  std::span<const T> values = array.values<T>();
  return rows_failing(array, most, [&values, &interval](std::size_t i) {
    return interval.contains(Bounds{values[i]});
  });
}

std::string text_of(const std::optional<schema::RangeBound>& bound) {
  if (!bound) {
    return "";
  }
  const auto* integer = std::get_if<std::int64_t>(&*bound);
  return integer != nullptr ? std::to_string(*integer) : schema::ir_float(std::get<double>(*bound));
}

}  // namespace

std::string in_quotes(std::string_view text) {
  if (text.size() <= kLongestQuoted) {
    return fmt::format("'{}'", text);
  }
  std::size_t end = kLongestQuoted;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
    --end;  // not within a character
  }
  return fmt::format("'{}…'", text.substr(0, end));
}

/// A rule about one column.
class ValueRules::Rule {
 public:
  Rule(const schema::EntityType& type, const std::string& property)
      : type_name_(type.name), property_(property) {}
  virtual ~Rule() = default;

  const std::string& property() const { return property_; }
  /// `T.p`.
  std::string place() const { return fmt::format("{}.{}", type_name_, property_); }

  /// The first rows, up to `most`, that break the rule.
  virtual std::vector<std::size_t> find(const Array& values, std::size_t most) const = 0;
  /// About such a row.
  virtual std::string message(const Array& values, std::size_t row) const = 0;

 private:
  std::string type_name_;
  std::string property_;
};

class ValueRules::EnumRule final : public Rule {
 public:
  EnumRule(const schema::EntityType& type, const schema::Property& property)
      : Rule(type, property.name), type_(property.type) {}

  std::vector<std::size_t> find(const Array& values, std::size_t most) const override {
    return rows_failing(values, most,
                        [this, &values](std::size_t row) { return !stranger(values, row); });
  }

  std::string message(const Array& values, std::size_t row) const override {
    std::string_view text = stranger(values, row).value();
    return fmt::format("invalid enum value {} for {}{}; the type is {}", in_quotes(text), place(),
                       did_you_mean(text, type_.enum_values), schema::to_string(type_));
  }

 private:
  bool is_member(std::string_view text) const {
    return std::binary_search(type_.enum_values.begin(), type_.enum_values.end(), text);
  }

  /// The value, or the first item of the list, that is no member.
  std::optional<std::string_view> stranger(const Array& values, std::size_t row) const {
    if (values.type().id() != TypeId::list) {
      std::string_view text = values.text_at(row);
      return is_member(text) ? std::nullopt : std::optional(text);
    }
    const Array& items = values.items();
    for (auto i = static_cast<std::size_t>(values.offsets()[row]);
         i < static_cast<std::size_t>(values.offsets()[row + 1]); ++i) {
      if (items.is_valid(i) && !is_member(items.text_at(i))) {
        return items.text_at(i);
      }
    }
    return std::nullopt;
  }

  schema::PropertyType type_;
};

class ValueRules::RangeRule final : public Rule {
 public:
  RangeRule(const schema::EntityType& type, schema::RangeConstraint range)
      : Rule(type, range.property), range_(std::move(range)) {}

  std::vector<std::size_t> find(const Array& values, std::size_t most) const override {
    switch (values.type().id()) {
      case TypeId::int32:
        return rows_outside<std::int32_t>(values, most, range_);
      case TypeId::int64:
        return rows_outside<std::int64_t>(values, most, range_);
      case TypeId::uint32:
        return rows_outside<std::uint32_t>(values, most, range_);
      case TypeId::uint64:
        return rows_outside<std::uint64_t>(values, most, range_);
      case TypeId::float32:
        return rows_outside<float, double>(values, most, range_);
      case TypeId::float64:
        return rows_outside<double>(values, most, range_);
      default:
        throw_internal("@range on {}, which is a column of type {}", place(),
                       columnar::to_string(values.type()));
    }
  }

  std::string message(const Array& values, std::size_t row) const override {
    std::string value;
    static_cast<void>(
        columnar::append_scalar_spelling(value, values, row, columnar::SpelledFloats::all));
    return fmt::format("@range violation on {}: {} is not within {}..{}", place(), value,
                       text_of(range_.min), text_of(range_.max));
  }

 private:
  schema::RangeConstraint range_;
};

class ValueRules::CheckRule final : public Rule {
 public:
  CheckRule(const schema::EntityType& type, const schema::CheckConstraint& check)
      : Rule(type, check.property), expression_(check.pattern, re2::RE2::Quiet) {
    if (!expression_.ok()) {  // admission refuses such patterns
      throw_internal("the pattern of @check on {} is no RE2 expression: {}", place(),
                     expression_.error());
    }
  }

  std::vector<std::size_t> find(const Array& values, std::size_t most) const override {
    return rows_failing(values, most, [this, &values](std::size_t row) {
      std::string_view text = values.text_at(row);
      return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), expression_);
    });
  }

  std::string message(const Array& values, std::size_t row) const override {
    return fmt::format("@check violation on {}: {} does not match \"{}\"", place(),
                       in_quotes(values.text_at(row)), expression_.pattern());
  }

 private:
  re2::RE2 expression_;
};

ValueRules::ValueRules() = default;
ValueRules::~ValueRules() = default;
ValueRules::ValueRules(ValueRules&&) noexcept = default;
ValueRules& ValueRules::operator=(ValueRules&&) noexcept = default;

ValueRules::ValueRules(const schema::EntityType& type) {
  for (const schema::Property& property : type.properties) {
    add_enum(type, property);
  }
  for (const schema::Constraint& constraint : type.constraints) {
    add(type, constraint);
  }
}

ValueRules::ValueRules(const schema::EntityType& type,
                       std::span<const schema::Constraint> constraints) {
  for (const schema::Constraint& constraint : constraints) {
    add(type, constraint);
  }
}

ValueRules::ValueRules(const schema::EntityType& type, const schema::Property& property) {
  add_enum(type, property);
}

void ValueRules::add(const schema::EntityType& type, const schema::Constraint& constraint) {
  if (const auto* range = std::get_if<schema::RangeConstraint>(&constraint)) {
    rules_.push_back(std::make_unique<const RangeRule>(type, *range));
  } else if (const auto* check = std::get_if<schema::CheckConstraint>(&constraint)) {
    rules_.push_back(std::make_unique<const CheckRule>(type, *check));
  }
}

void ValueRules::add_enum(const schema::EntityType& type, const schema::Property& property) {
  if (!property.type.enum_values.empty()) {
    rules_.push_back(std::make_unique<const EnumRule>(type, property));
  }
}

std::vector<std::string> ValueRules::properties() const {
  std::vector<std::string> names;
  for (const auto& rule : rules_) {
    if (std::find(names.begin(), names.end(), rule->property()) == names.end()) {
      names.push_back(rule->property());
    }
  }
  return names;
}

std::vector<ValueViolation> ValueRules::find(const columnar::Batch& batch, std::size_t most) const {
  struct Found {
    std::size_t row = 0;
    const Rule* rule = nullptr;
    const Array* values = nullptr;
  };
  std::vector<Found> found;
  for (const auto& rule : rules_) {
    for (std::size_t i = 0; i < batch.schema.size(); ++i) {
      if (batch.schema[i].name == rule->property()) {
        for (std::size_t row : rule->find(*batch.columns[i], most)) {
          found.push_back({row, rule.get(), batch.columns[i].get()});
        }
      }
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Found& a, const Found& b) { return a.row < b.row; });
  found.resize(std::min(found.size(), most));
  std::vector<ValueViolation> violations;
  violations.reserve(found.size());
  for (const Found& one : found) {
    violations.push_back({one.row, one.rule->message(*one.values, one.row)});
  }
  return violations;
}

}  // namespace omnigraph::write
