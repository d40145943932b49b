#include "write/record_decoder.h"

#include "write/line_reader.h"
#include "write_testing.h"

#include <fmt/format.h>
#include <rapidcheck/gtest.h>

namespace omnigraph::write {
namespace {

using testing::catalog_of;
using testing::decode;
using testing::Decoded;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::kPeople;
using testing::problem_text;

// The ordinals of kPeople's tables.
constexpr std::size_t kNote = 0;
constexpr std::size_t kPerson = 1;
constexpr std::size_t kSpot = 2;
constexpr std::size_t kHasNote = 3;
constexpr std::size_t kKnows = 4;

class RecordDecoderTest : public ::testing::Test {
 protected:
  Decoded decoded(std::string_view text) {
    Decoded result;
    result.add(decode(decoder_, text));
    return result;
  }

  schema::CatalogPtr catalog_ = catalog_of(kPeople);
  RecordDecoder decoder_{*catalog_};
};

struct Refusal {
  std::string line;
  std::string says;
};

// Each stands on line 3, with a good line before it and one behind it.
void expect_refused(const RecordDecoder& decoder, LoadStage stage,
                    const std::vector<Refusal>& refusals) {
  for (const Refusal& refusal : refusals) {
    SCOPED_TRACE(refusal.line);
    DecodedChunk chunk = decode(
        decoder, "{\"type\":\"Note\"}\n \t\n" + refusal.line + "\n{\"type\":\"Note\",\"data\":{}}");
    ASSERT_TRUE(chunk.problem.get());
    EXPECT_EQ(chunk.problem.get()->place.stage, stage) << chunk.problem.get()->message;
    EXPECT_EQ(chunk.problem.get()->place.line, 3);
    EXPECT_THAT(chunk.problem.get()->message, HasSubstr(refusal.says));
  }
}

std::string wide_object(std::size_t members, std::string_view last) {
  std::string text = R"({"type":"Note","data":{)";
  for (std::size_t i = 0; i < members; ++i) {
    text += fmt::format(R"("m{}":0,)", i);
  }
  return text + fmt::format(R"("{}":0}}}})", last);
}

TEST_F(RecordDecoderTest, WR_32_and_34_framing_invalid_json) {
  expect_refused(decoder_, LoadStage::shape,
                 {{"{", "invalid JSON"},
                  {"nonsense", "invalid JSON"},
                  {"{'type':'Note'}", "invalid JSON"},
                  {R"({"type":"Note",})", "invalid JSON"},
                  {R"({"type":"Note"}})", "invalid JSON"},
                  {R"({"type":"Note"},)", "invalid JSON"},
                  {R"({"type":"Note"}{"type":"Note"})", "invalid JSON"},
                  {R"({"type":"Note"} {"type":"Note"})", "invalid JSON"},
                  {"{\"type\":\n\"Note\"}", "invalid JSON"},
                  {R"({"type":"Note)", "invalid JSON"},
                  {R"({"type":"Note","data":{"score":01}})", "invalid JSON"},
                  {R"({"type":"Note","data":{"score":.5}})", "invalid JSON"},
                  {R"({"type":"Note","data":{"score":+1}})", "invalid JSON"},
                  {R"({"type":"Note","data":{"score":NaN}})", "invalid JSON"},
                  {R"({"type":"Note","data":{"score":Infinity}})", "invalid JSON"},
                  {R"({"type":"Note","data":{"text":"\x"}})", "invalid JSON"},
                  {"{\"type\":\"Note\",\"data\":{\"text\":\"a\x01\"}}", "invalid JSON"},
                  {"{\"type\":\"Note\",\"data\":{\"text\":\"a\tb\"}}", "invalid JSON"},
                  // Not UTF-8: a lone byte, an overlong form, half a surrogate pair.
                  {"{\"type\":\"Note\",\"data\":{\"text\":\"\xff\"}}", "invalid JSON"},
                  {"{\"type\":\"Note\",\"data\":{\"text\":\"\xc0\xaf\"}}", "invalid JSON"},
                  {"{\"type\":\"Note\",\"data\":{\"text\":\"\xed\xa0\x80\"}}", "invalid JSON"},
                  {R"({"type":"Note","data":{"text":"\ud800"}})", "invalid JSON"},
                  {R"({"type":"Note","data":{"text":"\udc00"}})", "invalid JSON"},
                  {R"({"type":"Note","data":{"text":"\ud800\ud800"}})", "invalid JSON"},
                  {R"({"type":"Note","data":{"text":"\udc00\ud800"}})", "invalid JSON"},
                  {R"({"type":"Note","data":{"text":"\ud83d\u0041"}})", "invalid JSON"},
                  {"{\"type\":\"Note\"}" + std::string(1, '\0'), "invalid JSON"},
                  {"\xc2\xa0", "invalid JSON"}});
}

TEST_F(RecordDecoderTest, WR_34_duplicate_members_at_any_depth) {
  expect_refused(decoder_, LoadStage::shape,
                 {{R"({"type":"Note","type":"Note"})", "'type' occurs twice"},
                  {R"({"type":"Note","data":{"text":"a","text":"b"}})", "'text' occurs twice"},
                  {R"({"type":"Note","data":{"text":"a","t\u0065xt":"b"}})", "'text' occurs twice"},
                  {R"({"type":"Note","data":{"nope":{"x":{"y":1,"y":1}}}})", "'y' occurs twice"},
                  {R"({"edge":"Nope","odd":[[1,{"z":1,"z":2}]]})", "'z' occurs twice"},
                  {R"([{"a":1,"a":2}])", "'a' occurs twice"},  // before "not an object"
                  {R"({"_rowid":1,"_rowid":1})", "'_rowid' occurs twice"},
                  {wide_object(23, "m0"), "'m0' occurs twice"},
                  {wide_object(24, "m23"), "'m23' occurs twice"},
                  {wide_object(25, "m24"), "'m24' occurs twice"},
                  {wide_object(100, "m3"), "'m3' occurs twice"}});
  expect_refused(decoder_, LoadStage::values, {{wide_object(100, "m100"), "no property 'm0'"}});
}

TEST_F(RecordDecoderTest, WR_34_record_shape_in_the_order_of_its_checks) {
  expect_refused(
      decoder_, LoadStage::shape,
      {{"[]", "object"},
       {"\"type\"", "object"},
       {"1", "object"},
       {"null", "object"},
       {"true", "object"},
       {"{}", "needs a member 'type'"},
       {R"({"data":{}})", "needs a member 'type'"},
       {R"({"_rowid":1})", "needs a member 'type'"},
       {R"({"type":"Note","edge":"Knows"})", "not both"},
       {R"({"type":null,"edge":null,"_rowid":1})", "not both"},
       {R"({"type":"Note","_tombstone":true})", "'_tombstone' is reserved"},
       {R"({"type":"Note","_rowid":1})", "'_rowid' is reserved"},
       {R"({"type":"Note","_rowaddr":1})", "'_rowaddr' is reserved"},
       {R"({"type":"Note","_rowoffset":1})", "'_rowoffset' is reserved"},
       {R"({"type":"Note","_row_created_at_version":1})", "'_row_created_at_version' is reserved"},
       {R"({"edge":"Knows","from":"a","to":"b","_row_last_updated_at_version":1})",
        "'_row_last_updated_at_version' is reserved"},
       {R"({"type":1,"odd":1,"_rowid":1})", "'_rowid' is reserved"},
       {R"({"type":"Note","odd":1})", "unknown member 'odd'"},
       {R"({"type":"Note","":1})", "unknown member"},
       {R"({"type":"Note","id":"x"})", "unknown member 'id'"},
       {R"({"type":"Note","Data":{}})", "unknown member 'Data'"},
       {R"({"type":"Note","from":"a"})", "unknown member 'from'"},
       {R"({"type":"Note","to":"a"})", "unknown member 'to'"},
       {R"({"type":1,"odd":1})", "unknown member 'odd'"},
       {R"({"edge":"Knows","from":"a","to":"b","src":"a"})", "unknown member 'src'"},
       {R"({"type":1})", "'type' must be a string"},
       {R"({"type":null})", "'type' must be a string"},
       {R"({"type":["Note"]})", "'type' must be a string"},
       {R"({"edge":1})", "'edge' must be a string"},
       {R"({"edge":"Knows"})", "'from' is missing"},
       {R"({"edge":"Knows","to":"b"})", "'from' is missing"},
       {R"({"edge":"Knows","from":null,"to":"b"})", "'from' must be a string"},
       {R"({"edge":"Knows","from":7,"to":8})", "'from' must be a string"},
       {R"({"edge":"Knows","from":"a"})", "'to' is missing"},
       {R"({"edge":"Knows","from":"a","to":{}})", "'to' must be a string"},
       {R"({"edge":"Nope","from":"a","to":1,"data":1})", "'to' must be a string"},
       {R"({"type":"Note","data":null})", "'data' must be an object"},
       {R"({"type":"Note","data":[]})", "'data' must be an object"},
       {R"({"type":"Note","data":"x"})", "'data' must be an object"},
       {R"({"type":"Nope","data":1})", "'data' must be an object"},
       {R"({"edge":"Nope","from":"a","to":"b","data":{"src":"a"}})", "'src'"},
       {R"({"edge":"Knows","from":"a","to":"b","data":{"since":1,"dst":"a"}})", "'dst'"},
       {R"({"type":"Nope"})", "unknown node type 'Nope'"},
       {R"({"type":"person"})", "unknown node type 'person'"},
       {R"({"type":"Knows"})", "unknown node type 'Knows'"},
       {R"({"type":""})", "unknown node type ''"},
       {R"({"edge":"Likes","from":"a","to":"b"})", "unknown edge type 'Likes'"},
       {R"({"edge":"Person","from":"a","to":"b"})", "unknown edge type 'Person'"}});
}

TEST_F(RecordDecoderTest, WR_35_members_of_data) {
  expect_refused(
      decoder_, LoadStage::values,
      {{R"({"type":"Note","data":{"id":7}})", "'id' must be a string"},
       {R"({"type":"Note","data":{"id":null}})", "'id' must be a string"},
       {R"({"type":"Person","data":{"name":"a","id":["a"]}})", "'id' must be a string"},
       {R"({"edge":"Knows","from":"a","to":"b","data":{"id":1}})", "'id' must be a string"},
       {R"({"type":"Note","data":{"_rowid":1}})", "'_rowid' is reserved"},
       {R"({"type":"Note","data":{"_tombstone":1}})", "'_tombstone' is reserved"},
       {R"({"type":"Note","data":{"txet":"a"}})", "no property 'txet'"},
       {R"({"type":"Note","data":{"txet":null}})", "no property 'txet'"},
       {R"({"type":"Note","data":{"Text":"a"}})", "no property 'Text'"},
       {R"({"type":"Note","data":{"src":"a"}})", "no property 'src'"},
       {R"({"type":"Note","data":{"from":"a"}})", "no property 'from'"},
       {R"({"edge":"knows","from":"a","to":"b","data":{"from":"a"}})", "'Knows' has no property"},
       {R"({"type":"Person"})", "'name' of Person is required"},
       {R"({"type":"Person","data":{}})", "'name' of Person is required"},
       {R"({"type":"Person","data":{"name":null}})", "'name' of Person is required"},
       {R"({"type":"Spot","data":{"zone":"a"}})", "'aisle' of Spot is required"}});
  expect_refused(decoder_, LoadStage::ids,
                 {{R"({"type":"Person","data":{"id":"b","name":"a"}})", "id 'b'"},
                  {R"({"type":"Person","data":{"name":"a","id":""}})", "id ''"},
                  {R"({"type":"Person","data":{"name":"a","id":"A"}})", "'a'"},
                  {R"({"type":"Spot","data":{"id":"7","zone":"a","aisle":7}})", "id '7'"},
                  {R"({"type":"Spot","data":{"id":"[\"7\", \"a\"]","zone":"a","aisle":7}})",
                   R"('["7","a"]')"}});
}

TEST_F(RecordDecoderTest, WR_32_and_33_records_in_any_order_and_layout) {
  Decoded result = decoded(
      "\r\n"
      "{\"edge\":\"kNOWS\",\"from\":\"a\",\"to\":\"b\",\"data\":{\"since\":\"2024-01-01\"}}\r\n"
      "   \t \r\n"
      "  { \"data\" : { \"age\" : 3 , \"name\" : \"a\" } , \"type\" : \"Person\" }  \r\n"
      "{\"type\":\"Note\"}\n"
      "\v\f\n"
      "{\"type\":\"Note\",\"data\":{\"id\":\"n1\",\"text\":\"\\u00e9\\ud83d\\ude00\"}}\n"
      "{\"to\":\"n1\",\"edge\":\"HASNOTE\",\"from\":\"a\"}\n"
      "{\"type\":\"Spot\",\"data\":{\"zone\":\"z\",\"aisle\":7,\"id\":\"[\\\"7\\\",\\\"z\\\"]\"}}\n"
      "{\"type\":\"Person\",\"data\":{\"id\":\"\",\"name\":\"\",\"age\":null}}");
  EXPECT_EQ(problem_text(result.problem), "");
  EXPECT_THAT(result.rows[kNote],
              ElementsAre("5 [null,null,null,null]", "7 [\"n1\",null,null,\"é😀\"]"));
  EXPECT_THAT(result.rows[kPerson], ElementsAre("4 [\"a\",3,\"a\"]", "10 [\"\",null,\"\"]"));
  EXPECT_THAT(result.rows[kSpot], ElementsAre(R"(9 ["[\"7\",\"z\"]",7,null,"z"])"));
  EXPECT_THAT(result.rows[kHasNote], ElementsAre("8 [null,\"a\",\"n1\"]"));
  EXPECT_THAT(result.rows[kKnows], ElementsAre("2 [null,\"a\",\"b\",\"2024-01-01\",null]"));
  for (std::string_view nothing : {"", "\n", " \r\n\t\n", "\r\n\r\n"}) {
    Decoded empty = decoded(nothing);
    EXPECT_EQ(problem_text(empty.problem), "");
    EXPECT_THAT(empty.rows, ::testing::Each(IsEmpty()));
  }
}

// Lines that are fine, and one for each stage of decoding that is not.
const std::vector<std::string>& sample_lines() {
  static const std::vector<std::string> kLines = {
      R"({"type":"Person","data":{"name":"a","age":1}})",
      R"({"type":"Note","data":{"id":"n","text":"t","kind":"memo"}})",
      R"({"edge":"Knows","from":"a","to":"b"})",
      R"({"edge":"HasNote","from":"a","to":"n"})",
      "",
      " \r",
      R"({"type":)",
      R"({"type":"Nope"})",
      R"({"type":"Person","data":{"name":1}})",
      R"({"type":"Note","data":{"x":1}})",
      R"({"edge":"Knows","from":"a","to":"b","data":{"since":"?"}})",
      R"({"edge":"HasNote","from":"a","to":"b","data":{"x":1}})",
      R"({"type":"Person","data":{"name":"a","id":"b"}})",
      R"({"type":"Note","data":{"kind":"none"}})"};
  return kLines;
}

RC_GTEST_FIXTURE_PROP(RecordDecoderTest, WR_48_what_is_found_does_not_depend_on_the_pieces, ()) {
  const auto picks = *rc::gen::container<std::vector<std::size_t>>(
      rc::gen::inRange<std::size_t>(0, sample_lines().size()));
  const bool only_good = *rc::gen::arbitrary<bool>();
  const bool last_end = *rc::gen::arbitrary<bool>();
  std::string text;
  std::vector<std::size_t> starts;  // of each line
  for (std::size_t pick : picks) {
    starts.push_back(text.size());
    text += sample_lines()[only_good ? pick % 6 : pick] + '\n';
  }
  if (!last_end && !text.empty()) {
    text.pop_back();
  }
  Decoded whole = decoded(text);
  auto check = [&](const Decoded& pieces) {
    RC_ASSERT(problem_text(pieces.problem) == problem_text(whole.problem));
    if (!whole.problem.get()) {
      RC_ASSERT(pieces.rows == whole.rows);
    }
  };
  for (std::size_t line = 0; line < starts.size(); ++line) {
    Decoded pieces;  // the rear one first, as threads may end in any order
    DecodedChunk rear = decode(decoder_, std::string_view(text).substr(starts[line]), line + 1);
    pieces.problem.add(rear.problem.get());
    pieces.add(decode(decoder_, std::string_view(text).substr(0, starts[line])));
    pieces.add(rear);
    check(pieces);
  }
  omnigraph::testing::TemporaryDirectory directory;
  std::string path = directory / "input";
  omnigraph::testing::write_file(path, text);
  LineReader reader(path, *rc::gen::inRange<std::size_t>(1, 100));
  Decoded pieces;
  pieces.rows.resize(whole.rows.size());
  while (auto chunk = reader.next()) {
    pieces.add(decoder_.decode(chunk->text(), chunk->first_line));
  }
  check(pieces);
}

// The stage decides, then nodes before edges, then the type's name, then the line.
TEST_F(RecordDecoderTest, WR_48_order_of_what_decoding_finds) {
  const std::vector<std::vector<std::string>> cases = {
      {R"({"type":"Note","data":{"kind":"x"}})",
       R"({"type":"Person","data":{"name":"a","id":"b"}})",
       R"({"edge":"Knows","from":"a","to":"b","data":{"x":1}})", "!{"},
      {R"({"type":"Note","data":{"kind":"x"}})",
       R"({"type":"Person","data":{"name":"a","id":"b"}})",
       R"(!{"edge":"Knows","from":"a","to":"b","data":{"x":1}})"},
      {R"({"type":"Note","data":{"kind":"x"}})",
       R"(!{"type":"Person","data":{"name":"a","id":"b"}})"},
      {"!{\"type\":\"Nope\"}", "{", "[]"},  // shape goes by line alone
      {R"({"edge":"HasNote","from":"a","to":"b","data":{"x":1}})",
       R"({"type":"Person","data":{"x":1}})", R"(!{"type":"Note","data":{"x":1}})",
       R"({"type":"Note","data":{"y":1}})"},
      {R"({"edge":"Knows","from":"a","to":"b","data":{"x":1}})",
       R"(!{"edge":"HasNote","from":"a","to":"b","data":{"x":1}})"},
      {R"({"edge":"Knows","from":"a","to":"b","data":{"x":1}})",
       R"(!{"type":"Spot","data":{"zone":1,"aisle":1}})"}};
  for (const std::vector<std::string>& lines : cases) {
    std::string text;
    std::size_t expected = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      bool marked = lines[i].front() == '!';
      expected = marked ? i + 1 : expected;
      text += lines[i].substr(marked ? 1 : 0) + '\n';
    }
    Decoded result = decoded(text);
    ASSERT_TRUE(result.problem.get());
    EXPECT_EQ(result.problem.get()->place.line, expected) << text << problem_text(result.problem);
  }
}

}  // namespace
}  // namespace omnigraph::write
