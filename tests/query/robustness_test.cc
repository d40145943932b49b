#include "fixture.h"
#include "query/check_query.h"
#include "query/lexer.h"
#include "query/parameters.h"
#include "query/parser.h"
#include "testing/testing.h"

#include <rapidcheck/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

// No text whatever may do anything but parse and check, or throw a bad_request.

namespace omnigraph::query {
namespace {

constexpr std::string_view kReads = R"gq(
query reach($nick: String, $after: Date?, $v: Vector(3)) @description("Trusted") {
  match {
    $a: Person { name: $nick, tags: "x", rank: "low" }
    $a $w:knows $b   $a <knows>{1,3} $c   $c worksAt $_
    $w.since >= $after
    not { $a worksAt $h not { $h owns $a2 } search($b.name, "q") }
    [1, 2.5] contains $b.age   fuzzy($b.name, $nick, 2) = true
  }
  return { $b.name as n, count($c) as k, n max($b.age) }
  order { n desc, k } limit 20
}
query rank($q: String) { match { $r: Robot } return { $r, rrf(nearest($r.vec, $q), bm25($r.model, $q), 60) as s }
  order { s } limit 5 }
query write($s: String, $p: Blob) { insert Person { name: $s, photo: $p vec: [1, 2, 3.5] }
  update Person set { age: 3, seen: now() } where born <= date("2020-01-01") }
query drop($s: String) { delete Knows where from = $s }
)gq";

void parse_and_check(const std::string& source) {
  try {
    for (const QueryDeclaration& query : parse_source(source)) {
      try {
        check_query(query, testing::catalog(), source);
      } catch (const Error& error) {
        RC_ASSERT(error.kind() == ErrorKind::bad_request);
      }
    }
  } catch (const Error& error) {
    RC_ASSERT(error.kind() == ErrorKind::bad_request);
    RC_ASSERT(std::string_view(error.what()).starts_with("parse error:"));
  }
}

RC_GTEST_PROP(Robustness, mutated_bytes_never_crash, ()) {
  std::string source(kReads);
  int edits = *rc::gen::inRange(1, 8);
  for (int i = 0; i < edits; ++i) {
    auto at = *rc::gen::inRange<std::size_t>(0, source.size());
    switch (*rc::gen::inRange(0, 3)) {
      case 0:
        source[at] = *rc::gen::arbitrary<char>();
        break;
      case 1:
        source.erase(at, *rc::gen::inRange<std::size_t>(1, 20));
        break;
      default:
        source.insert(at, source.substr(*rc::gen::inRange<std::size_t>(0, source.size()), 12));
    }
    RC_PRE(!source.empty());
  }
  parse_and_check(source);
}

RC_GTEST_PROP(Robustness, mutated_tokens_never_crash, ()) {
  static const std::vector<Token> tokens = tokenize(kReads);
  std::vector<Token> changed = tokens;
  int edits = *rc::gen::inRange(1, 6);
  for (int i = 0; i < edits; ++i) {
    auto at = *rc::gen::inRange<std::size_t>(0, changed.size());
    auto other = *rc::gen::inRange<std::size_t>(0, tokens.size());
    switch (*rc::gen::inRange(0, 3)) {
      case 0:
        changed[at] = tokens[other];
        break;
      case 1:
        changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(at));
        break;
      default:
        changed.insert(changed.begin() + static_cast<std::ptrdiff_t>(at), tokens[other]);
    }
    RC_PRE(!changed.empty());
  }
  std::string source;
  for (const Token& token : changed) {
    source += std::string(token.text) + " ";
  }
  parse_and_check(source);
}

RC_GTEST_PROP(Robustness, every_string_survives_as_a_literal, (const std::string& bytes)) {
  std::string text;
  std::string escaped;
  for (char c : bytes) {
    c = static_cast<char>(static_cast<unsigned char>(c) & 0x7F);
    text += c;
    escaped += c == '"' || c == '\\' ? std::string{'\\', c} : std::string(1, c);
  }
  std::string quoted = "\"" + escaped + "\"";
  std::vector<Token> tokens = tokenize(quoted);
  RC_ASSERT(tokens.size() == 2U);
  RC_ASSERT(string_value(tokens[0]) == text);
}

RC_GTEST_PROP(Robustness, arbitrary_arguments_never_crash, (const std::string& junk)) {
  const std::vector<CheckedParameter> parameters = {{"a", scalar_type(schema::Scalar::i64)}};
  for (const std::string& text : {junk, "{\"a\":" + junk + "}"}) {
    try {
      bind_parameters(parameters, text);
    } catch (const Error& error) {
      RC_ASSERT(error.kind() == ErrorKind::bad_request);
    }
  }
}

TEST(Robustness, many_variables_and_blocks_take_linear_time) {
  std::string match = "$p: Person ";
  for (int i = 0; i < 20'000; ++i) {
    std::string n = std::to_string(i);
    match += "$p knows $f" + n + " not { $f" + n + " worksAt $c } ";
  }
  CheckedQuery query = testing::check(testing::read_of(match));
  EXPECT_EQ(std::get<CheckedRead>(query.body).variables.size(), 40'001U);
}

}  // namespace
}  // namespace omnigraph::query
