#pragma once

#include "base/source_text.h"
#include "schema/catalog_builder.h"
#include "testing/testing.h"

#include <string>
#include <string_view>
#include <utility>

namespace omnigraph::schema::testing {

/// A source that must be refused. `~` marks the token that the message must point at.
struct Refusal {
  std::string_view rule;    ///< the requirement that the case is about
  std::string_view marked;  ///< the source
  std::string_view says;    ///< part of the message
  std::string_view heading = "parse error:";
};

/// Checks kind, heading, place and wording of the error that a source gets.
inline void expect_refused(const Refusal& refusal) {
  SCOPED_TRACE(std::string(refusal.rule) + ": " + std::string(refusal.marked));
  std::string source(refusal.marked);
  std::size_t place = source.find('~');
  ASSERT_NE(place, std::string::npos) << "the case marks no place";
  source.erase(place, 1);
  Error error = omnigraph::testing::error_of([&] { compile_schema(source); });
  std::string message = error.what();
  SourcePosition position = position_at(source, place);
  EXPECT_EQ(error.kind(), ErrorKind::bad_request);
  EXPECT_TRUE(message.starts_with(refusal.heading)) << message;
  EXPECT_THAT(message, ::testing::HasSubstr(" --> " + std::to_string(position.line) + ":" +
                                            std::to_string(position.column) + "\n"));
  EXPECT_THAT(message, ::testing::HasSubstr(refusal.says));
}

}  // namespace omnigraph::schema::testing
