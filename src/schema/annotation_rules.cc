#include "schema/admission.h"

#include <fmt/format.h>

#include <algorithm>

// Phase (d) of admission: section 16 of the schema specification, and SCH-73.

namespace omnigraph::schema {
namespace {

/// The annotations that may stand once on a target.
bool is_single(std::string_view name) {
  return is_structural_annotation(name) || name == "description" || name == "instruction";
}

bool has_text(const AnnotationSyntax& annotation) {
  return annotation.value && !is_blank(annotation.value->text);
}

class AnnotationRules {
 public:
  AnnotationRules(DraftType& type, Diagnostics& diagnostics)
      : type_(type), diagnostics_(diagnostics) {}

  void check_header();
  void check_property(const DraftProperty& property);
  /// On an interface only what no node could make right: hints and sources of embeddings.
  void check_interface_property(const DraftProperty& property);

 private:
  void check_each(const std::vector<AnnotationSyntax>& annotations);
  void check_rename(const AnnotationSyntax& annotation);
  bool check_embed_form(const AnnotationSyntax& annotation);
  void check_embed(const DraftProperty& property, const AnnotationSyntax& annotation);
  void refuse(const AnnotationSyntax& annotation, std::string_view reason) {
    refuse_at(annotation.name.offset, reason);
  }
  void refuse_at(std::size_t offset, std::string_view reason);

  DraftType& type_;
  Diagnostics& diagnostics_;
  const DraftProperty* property_ = nullptr;  // null while the header is checked
};

void AnnotationRules::refuse_at(std::size_t offset, std::string_view reason) {
  if (property_ != nullptr) {
    type_.refuse(diagnostics_, *property_, offset, reason);
  } else {
    type_.refuse(diagnostics_, offset, reason);
  }
}

void AnnotationRules::check_header() {
  property_ = nullptr;
  for (const AnnotationSyntax& annotation : type_.syntax->annotations) {
    const std::string& name = annotation.name.text;
    if (is_structural_annotation(name) && name != "rename_from") {
      refuse(annotation, fmt::format("@{} stands on a property{}, not on a whole {}", name,
                                     name == "embed" ? ""
                                                     : fmt::format(" or, as @{}(…), in the "
                                                                   "body",
                                                                   name),
                                     to_string(type_.kind)));
    }
  }
  check_each(type_.syntax->annotations);
}

void AnnotationRules::check_property(const DraftProperty& property) {
  property_ = &property;
  check_each(property.syntax->annotations);
  for (const AnnotationSyntax& annotation : property.syntax->annotations) {
    if (annotation.name.text == "instruction") {
      refuse(annotation, "@instruction stands on node and edge types; use @description here");
    } else if (annotation.name.text == "embed" && check_embed_form(annotation)) {
      check_embed(property, annotation);
    }
  }
}

void AnnotationRules::check_interface_property(const DraftProperty& property) {
  property_ = &property;
  int hints = 0;
  for (const AnnotationSyntax& annotation : property.syntax->annotations) {
    const std::string& name = annotation.name.text;
    if (name == "rename_from") {
      if (hints++ > 0) {
        refuse(annotation, "@rename_from is there twice");
      }
      check_rename(annotation);
    } else if (name == "embed" && check_embed_form(annotation) &&
               type_.find(annotation.value->text) == nullptr) {
      refuse_at(annotation.value->offset,
                fmt::format("@embed source '{}' is no property of this interface{}",
                            annotation.value->text,
                            suggestion(annotation.value->text, property_names(type_))));
    }
  }
}

/// The rules that hold on types and properties alike.
void AnnotationRules::check_each(const std::vector<AnnotationSyntax>& annotations) {
  StringSet seen;
  for (const AnnotationSyntax& annotation : annotations) {
    const std::string& name = annotation.name.text;
    StringSet keywords;
    for (const AnnotationSyntax::Keyword& keyword : annotation.keywords) {
      if (!keywords.insert(keyword.name.text).second) {
        refuse_at(keyword.name.offset,
                  fmt::format("@{} gives '{}' twice", name, keyword.name.text));
      }
    }
    if (!is_single(name)) {
      continue;
    }
    if (!seen.insert(name).second) {
      refuse(annotation, fmt::format("@{} is there twice", name));
    }
    if ((name == "description" || name == "instruction") && !has_text(annotation)) {
      refuse(annotation, fmt::format("@{} needs a text that is not blank: @{}(\"…\")", name, name));
    }
    if (name == "rename_from") {
      check_rename(annotation);
    }
  }
}

void AnnotationRules::check_rename(const AnnotationSyntax& annotation) {
  if (!has_text(annotation) || !annotation.keywords.empty()) {
    refuse(annotation, "@rename_from takes the old name and nothing else: @rename_from(\"Old\")");
  }
}

bool AnnotationRules::check_embed_form(const AnnotationSyntax& annotation) {
  if (!has_text(annotation)) {
    refuse(annotation, "@embed needs the property that was embedded: @embed(source)");
    return false;
  }
  for (const AnnotationSyntax::Keyword& keyword : annotation.keywords) {
    if (keyword.name.text != "model") {
      refuse_at(keyword.name.offset,
                fmt::format("@embed has no argument '{}', only 'model'", keyword.name.text));
      return false;
    }
  }
  return true;
}

void AnnotationRules::check_embed(const DraftProperty& property,
                                  const AnnotationSyntax& annotation) {
  const PropertyType& target = property.property.type;
  const Word& source_name = *annotation.value;
  const DraftProperty* source = type_.find(source_name.text);
  if (type_.kind == DeclarationKind::edge) {
    refuse(annotation, "@embed is for properties of nodes, not of edges");
  } else if (target.scalar != Scalar::vector) {
    refuse(annotation, fmt::format("@embed needs a Vector property, not {}", to_string(target)));
  } else if (source == nullptr) {
    refuse_at(source_name.offset,
              fmt::format("@embed source '{}' is no property of {}{}", source_name.text,
                          type_.name(), suggestion(source_name.text, property_names(type_))));
  } else if (source->property.type.scalar != Scalar::string || source->property.type.list) {
    refuse_at(source_name.offset, fmt::format("@embed source '{}' must be a String, not {}",
                                              source_name.text, to_string(source->property.type)));
  }
}

}  // namespace

void check_annotations(Draft& draft, Diagnostics& diagnostics) {
  for (DraftType& type : draft.interfaces) {
    if (type.sound) {
      AnnotationRules rules(type, diagnostics);
      for (const DraftProperty& property : type.properties) {
        rules.check_interface_property(property);
      }
    }
  }
  for (std::vector<DraftType>* types : {&draft.nodes, &draft.edges}) {
    for (DraftType& type : *types) {
      if (type.sound) {
        AnnotationRules rules(type, diagnostics);
        rules.check_header();
        for (const DraftProperty& property : type.properties) {
          rules.check_property(property);
        }
      }
    }
  }
}

}  // namespace omnigraph::schema
