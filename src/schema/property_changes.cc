#include "schema/change_codes.h"
#include "schema/comparison.h"
#include "schema/migration_text.h"
#include "schema/names.h"
#include "schema/normal_form.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

// What changes of one property: its being there, its type and its annotations.

namespace omnigraph::schema {
namespace {

/// What `@default` says, or nothing.
std::optional<std::string> default_text(const Property& property) {
  for (const Annotation& annotation : property.annotations) {
    if (annotation.name == "default" && annotation.value) {
      return annotation.value;
    }
  }
  return std::nullopt;
}

std::string count_text(const std::optional<std::uint64_t>& count) {
  if (!count) {
    return "the existing entities";
  }
  return *count == 1 ? "1 existing entity" : fmt::format("{} existing entities", *count);
}

/// Whether every number of type `from` is one of type `to`.
bool is_wider(Scalar from, Scalar to) {
  constexpr std::array<std::pair<Scalar, Scalar>, 6> kWider = {{
      {Scalar::i32, Scalar::i64},
      {Scalar::i32, Scalar::f64},
      {Scalar::u32, Scalar::u64},
      {Scalar::u32, Scalar::i64},
      {Scalar::u32, Scalar::f64},
      {Scalar::f32, Scalar::f64},
  }};
  return std::find(kWider.begin(), kWider.end(), std::pair(from, to)) != kWider.end();
}

bool is_key_member(const TypeView& type, const Property& property) {
  if (type.entity == nullptr) {
    return property.key;
  }
  return std::any_of(type.entity->constraints.begin(), type.entity->constraints.end(),
                     [&property](const Constraint& constraint) {
                       const auto* key = std::get_if<KeyConstraint>(&constraint);
                       return key != nullptr &&
                              std::find(key->properties.begin(), key->properties.end(),
                                        property.name) != key->properties.end();
                     });
}

/// Compares the types of one property that differ.
class TypeChange {
 public:
  TypeChange(Comparison& comparison, const TypePair& pair, const Property& accepted,
             const Property& desired)
      : comparison_(comparison), pair_(pair), accepted_(accepted), desired_(desired) {
    widened_.nullable = accepted.type.nullable;
  }

  void add_steps() {
    if (widened_ != accepted_.type && !add_widening()) {
      return;
    }
    if (widened_ != desired_.type) {
      ChangeNullability step{pair_.kind(), pair_.type_name(), desired_.name, widened_,
                             desired_.type};
      if (desired_.type.nullable) {
        comparison_.add(std::move(step));
      } else {
        comparison_.add(std::move(step), ChangeTier::validated, kOptionalMadeRequired);
      }
    }
  }

 private:
  /// The step to the desired type apart from its optional mark; false if there is none.
  bool add_widening() {
    const PropertyType& from = accepted_.type;
    if (from.list != widened_.list) {
      refuse("a list and a single value cannot be converted");
      return false;
    }
    if (!from.enum_values.empty() && !widened_.enum_values.empty()) {
      return add_enum_widening();
    }
    if (!from.list && is_wider(from.scalar, widened_.scalar)) {
      return add_number_widening();
    }
    refuse("existing values cannot be converted without a possible loss");
    return false;
  }

  bool add_enum_widening() {
    const std::vector<std::string>& from = accepted_.type.enum_values;
    const std::vector<std::string>& to = widened_.enum_values;
    if (!std::includes(to.begin(), to.end(), from.begin(), from.end())) {
      std::vector<std::string> lost;
      std::set_difference(from.begin(), from.end(), to.begin(), to.end(), std::back_inserter(lost));
      refuse(fmt::format("an enum may gain members, but not lose any: {}", fmt::join(lost, ", ")));
      return false;
    }
    ExtendEnum step{pair_.kind(), pair_.type_name(), desired_.name, {}};
    std::set_difference(to.begin(), to.end(), from.begin(), from.end(),
                        std::back_inserter(step.added_values));
    comparison_.add(std::move(step));
    return true;
  }

  bool add_number_widening() {
    if (accepted_.type.scalar == Scalar::f32 && is_key_member(pair_.accepted, accepted_)) {
      refuse("it is part of the @key, and the ids of entities would change");
      return false;
    }
    comparison_.add(
        ChangeType{pair_.kind(), pair_.type_name(), desired_.name, accepted_.type, widened_});
    return true;
  }

  void refuse(std::string_view reason) {
    comparison_.refuse(
        entity_name(pair_.kind(), pair_.desired.name, desired_.name), kTypeChanged,
        fmt::format("its type cannot change from {} to {}: {}; add a property of the new type "
                    "under another name instead",
                    to_string(accepted_.type), to_string(desired_.type), reason));
  }

  Comparison& comparison_;
  const TypePair& pair_;
  const Property& accepted_;
  const Property& desired_;
  PropertyType widened_ = desired_.type;  // the desired type with the accepted optional mark
};

/// The annotations of a property as a source spells them, its `@embed` among them.
std::vector<Annotation> with_embed(const Property& property) {
  std::vector<Annotation> annotations = property.annotations;
  Annotation embed{"embed", property.embed->property, {}};
  if (property.embed->model) {
    embed.kwargs.emplace_back("model", *property.embed->model);
  }
  annotations.push_back(std::move(embed));
  normalise(annotations);
  return annotations;
}

/// Compares what `@embed` says about one property.
class EmbedChange {
 public:
  EmbedChange(Comparison& comparison, const TypePair& pair, const Property& accepted,
              const Property& desired)
      : comparison_(comparison), pair_(pair), accepted_(accepted), desired_(desired) {}

  /// Whether a vector gets its first `@embed`.
  bool is_new() const { return !accepted_.embed && desired_.embed; }

  void refuse_others() {
    if (!accepted_.embed) {
      return;
    }
    const Property* source = pair_.accepted.find(accepted_.embed->property);
    const Property* source_now =
        source != nullptr ? comparison_.after().property(source->id) : nullptr;
    if (!desired_.embed) {
      if (source_now == nullptr) {
        refuse(kEmbedSourceDropped,
               "its @embed cannot go together with the source while the "
               "vectors stay; drop this property too");
      } else {
        refuse(kEmbedRemoved,
               "its @embed cannot be removed while the vectors stay; drop this "
               "property and add a plain vector");
      }
      return;
    }
    bool same_source = source_now != nullptr && source_now->name == desired_.embed->property;
    if (!same_source || accepted_.embed->model != desired_.embed->model) {
      refuse(kEmbedChanged,
             "source and model of its @embed cannot change, since the vectors were "
             "made with them; add another vector property instead");
    }
  }

 private:
  void refuse(std::string_view code, std::string reason) {
    comparison_.refuse(entity_name(pair_.kind(), pair_.desired.name, desired_.name), code,
                       std::move(reason));
  }

  Comparison& comparison_;
  const TypePair& pair_;
  const Property& accepted_;
  const Property& desired_;
};

}  // namespace

void add_property(Comparison& comparison, const TypePair& pair, const Property& property) {
  std::string entity = entity_name(pair.kind(), pair.desired.name, property.name);
  std::optional<std::string> text = default_text(property);
  if (text && default_value(property.type, *text) == nullptr) {
    comparison.refuse(
        entity, kRequiredPropertyAdded,
        fmt::format("@default(\"{}\") is no value of type {}; correct it or remove it", *text,
                    to_string(property.type)));
    return;
  }
  bool required = !property.type.nullable;
  if (required && !text && !comparison.is_empty(pair)) {
    comparison.refuse(
        entity, kRequiredPropertyAdded,
        fmt::format("it is required, and {} of {} would have no value for it; give it a "
                    "@default(…), or make it optional: {}?",
                    count_text(comparison.entities_of(pair.accepted)), pair.desired.name,
                    to_string(property.type)));
    return;
  }
  comparison.add(
      AddProperty{pair.kind(), pair.type_name(), property.name, property.type, std::move(text)},
      required ? ChangeTier::validated : ChangeTier::safe);
}

void compare_property_types(Comparison& comparison, const TypePair& pair, const Property& accepted,
                            const Property& desired) {
  if (accepted.type != desired.type) {
    TypeChange(comparison, pair, accepted, desired).add_steps();
  }
}

bool compare_embeds(Comparison& comparison, const TypePair& pair, const Property& accepted,
                    const Property& desired) {
  EmbedChange change(comparison, pair, accepted, desired);
  change.refuse_others();
  if (!change.is_new()) {
    return false;
  }
  comparison.add(UpdatePropertyMetadata{pair.kind(), pair.type_name(), desired.name,
                                        with_embed(desired), true},
                 comparison.is_empty(pair) ? ChangeTier::safe : ChangeTier::validated);
  return true;
}

void compare_annotations(Comparison& comparison, const TypePair& pair, const Property& accepted,
                         const Property& desired) {
  if (accepted.annotations != desired.annotations) {
    comparison.add(UpdatePropertyMetadata{pair.kind(), pair.type_name(), desired.name,
                                          desired.annotations, false});
  }
}

}  // namespace omnigraph::schema
