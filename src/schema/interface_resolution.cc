#include "base/throw_error.h"
#include "schema/admission.h"

#include <fmt/format.h>

#include <utility>

// Phase (c) of admission: what interfaces demand of nodes and give them.

namespace omnigraph::schema {
namespace {

using Positions = absl::flat_hash_map<std::string_view, std::size_t, StringHash, std::equal_to<>>;

/// The old name that a property claims, or nothing.
std::string_view rename_hint(const DraftProperty& property) {
  const AnnotationSyntax* hint = find_annotation(property.syntax->annotations, "rename_from");
  return hint != nullptr && hint->value ? std::string_view(hint->value->text) : std::string_view();
}

/// Whether two interfaces mean the same by a property that both inject (SCH-34).
bool agree(const DraftProperty& a, const DraftProperty& b) {
  return a.property.type == b.property.type && a.property.annotations == b.property.annotations &&
         a.property.key == b.property.key && a.property.unique == b.property.unique &&
         a.property.index == b.property.index && a.property.embed == b.property.embed &&
         rename_hint(a) == rename_hint(b);
}

class InterfaceResolution {
 public:
  InterfaceResolution(Draft& draft, Diagnostics& diagnostics)
      : draft_(draft), diagnostics_(diagnostics) {
    for (std::size_t i = 0; i < draft.interfaces.size(); ++i) {
      interfaces_.try_emplace(draft.interfaces[i].name(), i);
    }
  }

  void resolve(DraftType& node, const std::vector<Word>& implements);

 private:
  void refuse_unknown(DraftType& node, const Word& name);
  void contribute(DraftType& node, const DraftType& interface, const Word& reference);
  void merge(DraftType& node, const DraftProperty& wanted, const Word& reference);
  void charge(const Property& property);

  Draft& draft_;
  Diagnostics& diagnostics_;
  Positions interfaces_;
  std::size_t copied_bytes_ = 0;
};

void InterfaceResolution::resolve(DraftType& node, const std::vector<Word>& implements) {
  absl::flat_hash_set<std::string_view, StringHash, std::equal_to<>> seen;
  for (const Word& name : implements) {
    if (!seen.insert(name.text).second) {
      continue;
    }
    auto found = interfaces_.find(name.text);
    if (found == interfaces_.end()) {
      refuse_unknown(node, name);
      continue;
    }
    const DraftType& interface = draft_.interfaces[found->second];
    if (interface.sound) {
      contribute(node, interface, name);
    } else {
      node.sound = false;
    }
  }
}

void InterfaceResolution::refuse_unknown(DraftType& node, const Word& name) {
  std::vector<std::string> known;
  for (const DraftType& interface : draft_.interfaces) {
    known.push_back(interface.name());
  }
  node.refuse(diagnostics_, name.offset,
              fmt::format("implements '{}', but no interface of that name is declared{}", name.text,
                          suggestion(name.text, known)));
}

void InterfaceResolution::contribute(DraftType& node, const DraftType& interface,
                                     const Word& reference) {
  for (const DraftProperty& wanted : interface.properties) {
    if (interface.find(wanted.property.name) ==
        &wanted) {  // else a duplicate, which phase (f) finds
      charge(wanted.property);
      merge(node, wanted, reference);
    }
  }
}

void InterfaceResolution::merge(DraftType& node, const DraftProperty& wanted,
                                const Word& reference) {
  auto position = node.positions.find(wanted.property.name);
  if (position == node.positions.end()) {
    DraftProperty injected = wanted;
    injected.interface_name = reference.text;
    injected.property.declared_directly = false;
    injected.property.satisfies = {{reference.text, wanted.property.name}};
    node.add(std::move(injected));
    return;
  }
  DraftProperty& present = node.properties[position->second];
  bool declared = present.interface_name.empty();
  if (declared && present.property.type != wanted.property.type) {
    node.refuse(diagnostics_, present, present.syntax->type.offset,
                fmt::format("is {} here, but {} in interface {}; the types must be the same",
                            to_string(present.property.type), to_string(wanted.property.type),
                            reference.text));
  } else if (!declared && !agree(present, wanted)) {
    node.refuse(diagnostics_, present, reference.offset,
                fmt::format("incompatible property semantics: interfaces {} ({}) and {} ({}) must "
                            "agree in type and annotations, or {} declares the property itself",
                            present.interface_name, to_string(present.property.type),
                            reference.text, to_string(wanted.property.type), node.name()));
  } else {
    present.property.satisfies.push_back({reference.text, wanted.property.name});
  }
}

/// Few interfaces and many nodes multiply: a small hostile source must not fill the memory.
void InterfaceResolution::charge(const Property& property) {
  constexpr std::size_t kMostCopiedBytes = 64 << 20;
  constexpr std::size_t kBytesOfProperty = 64;
  copied_bytes_ += kBytesOfProperty + property.name.size();
  for (const std::string& value : property.type.enum_values) {
    copied_bytes_ += value.size() + sizeof(std::string);
  }
  for (const Annotation& annotation : property.annotations) {
    copied_bytes_ += sizeof(Annotation) + (annotation.value ? annotation.value->size() : 0);
    for (const auto& [name, value] : annotation.kwargs) {
      copied_bytes_ += name.size() + value.size() + sizeof(annotation.kwargs.front());
    }
  }
  if (copied_bytes_ > kMostCopiedBytes) {
    throw_bad_request(
        "parse error: the interfaces of this schema add more than {} MiB of properties to its "
        "nodes; implement fewer or smaller interfaces",
        kMostCopiedBytes >> 20);
  }
}

}  // namespace

void resolve_interfaces(const SchemaAst& ast, Draft& draft, Diagnostics& diagnostics) {
  InterfaceResolution resolution(draft, diagnostics);
  for (std::size_t i = 0; i < ast.nodes.size(); ++i) {
    resolution.resolve(draft.nodes[i], ast.nodes[i].implements);
  }
}

}  // namespace omnigraph::schema
