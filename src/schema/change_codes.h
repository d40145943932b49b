#pragma once

#include "omnigraph/schema.h"

#include <span>
#include <string_view>

namespace omnigraph::schema {

// The diagnostic codes of schema changes (SCH-116). A published code never changes its meaning.

inline constexpr std::string_view kDropsNodes = "OG-DS-102";
inline constexpr std::string_view kDropsEdges = "OG-DS-103";
inline constexpr std::string_view kDropsValues = "OG-DS-104";
inline constexpr std::string_view kDropsVectors = "OG-DS-105";
inline constexpr std::string_view kRequiredPropertyAdded = "OG-MF-103";
inline constexpr std::string_view kOptionalMadeRequired = "OG-MF-104";
inline constexpr std::string_view kTypeChanged = "OG-MF-106";
inline constexpr std::string_view kKeyMemberDropped = "OG-CD-101";
inline constexpr std::string_view kKeyAdded = "OG-CD-102";
inline constexpr std::string_view kKeyChanged = "OG-CD-103";
inline constexpr std::string_view kEndpointsChanged = "OG-ED-101";
inline constexpr std::string_view kInterfaceDropped = "OG-BC-101";
inline constexpr std::string_view kInterfacesChanged = "OG-BC-102";
inline constexpr std::string_view kUnclassifiedChange = "OG-BC-103";
inline constexpr std::string_view kEmbedSourceDropped = "OG-VE-101";
inline constexpr std::string_view kEmbedRemoved = "OG-VE-102";
inline constexpr std::string_view kEmbedChanged = "OG-VE-103";
inline constexpr std::string_view kEmbedAddedToVectors = "OG-VE-104";

struct ChangeCode {
  std::string_view code;
  ChangeTier tier;
  std::string_view severity;  ///< `error`, `warn` or `info`
  std::string_view meaning;
};

/// Every code, also those that are reserved.
std::span<const ChangeCode> change_codes();

/// The tier of a code of the table; `destructive` for any other text.
ChangeTier tier_of(std::string_view code);

}  // namespace omnigraph::schema
