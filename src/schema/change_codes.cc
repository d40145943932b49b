#include "schema/change_codes.h"

#include <algorithm>
#include <array>

namespace omnigraph::schema {
namespace {

// Diagnostics about drops that are carried out have the severity `warn`; what is told here is that
// of a refusal.
constexpr std::array kCodes = {
    ChangeCode{"OG-DS-101", ChangeTier::destructive, "error", "drop a populated graph type"},
    ChangeCode{kDropsNodes, ChangeTier::destructive, "error", "drop a populated node type"},
    ChangeCode{kDropsEdges, ChangeTier::destructive, "error", "drop a populated edge type"},
    ChangeCode{kDropsValues, ChangeTier::destructive, "error",
               "drop a property of a populated type"},
    ChangeCode{kDropsVectors, ChangeTier::destructive, "error",
               "drop a vector property of a populated type"},
    ChangeCode{kRequiredPropertyAdded, ChangeTier::validated, "error",
               "required property added to an existing type"},
    ChangeCode{kOptionalMadeRequired, ChangeTier::validated, "error", "optional made required"},
    ChangeCode{kTypeChanged, ChangeTier::destructive, "error",
               "property type changed other than to a wider one"},
    ChangeCode{kKeyMemberDropped, ChangeTier::destructive, "error",
               "drop a property that is in the @key"},
    ChangeCode{kKeyAdded, ChangeTier::destructive, "error", "@key added to an existing type"},
    ChangeCode{kKeyChanged, ChangeTier::destructive, "error", "@key removed or changed"},
    ChangeCode{kEndpointsChanged, ChangeTier::destructive, "error",
               "an edge type connects other node types"},
    ChangeCode{kInterfaceDropped, ChangeTier::destructive, "error",
               "drop or rename an interface that is implemented"},
    ChangeCode{kInterfacesChanged, ChangeTier::destructive, "error",
               "a node type implements other interfaces, and did not satisfy them all"},
    ChangeCode{kUnclassifiedChange, ChangeTier::destructive, "error",
               "a difference that no rule explains"},
    ChangeCode{kEmbedSourceDropped, ChangeTier::destructive, "error",
               "@embed removed together with its source, while the vector stays"},
    ChangeCode{kEmbedRemoved, ChangeTier::destructive, "error", "@embed removed"},
    ChangeCode{kEmbedChanged, ChangeTier::destructive, "error",
               "source or model of @embed changed"},
    ChangeCode{kEmbedAddedToVectors, ChangeTier::validated, "error",
               "@embed added to a property that has vectors"},
};

}  // namespace

std::span<const ChangeCode> change_codes() { return kCodes; }

ChangeTier tier_of(std::string_view code) {
  const auto* found = std::find_if(kCodes.begin(), kCodes.end(),
                                   [code](const ChangeCode& entry) { return entry.code == code; });
  return found != kCodes.end() ? found->tier : ChangeTier::destructive;
}

}  // namespace omnigraph::schema
