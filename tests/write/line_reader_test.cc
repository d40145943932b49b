#include "write/line_reader.h"

#include "testing/testing.h"

#include <rapidcheck/gtest.h>
#include <unistd.h>

#include <algorithm>

namespace omnigraph::write {
namespace {

using omnigraph::testing::error_of;
using omnigraph::testing::TemporaryDirectory;
using omnigraph::testing::write_file;
using ::testing::HasSubstr;

std::uint64_t line_of(std::string_view text, std::size_t at) {
  return 1 + static_cast<std::uint64_t>(
                 std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

RC_GTEST_PROP(LineReader, pieces_are_whole_lines_in_order, ()) {
  // Many line ends, some of them at the end or next to one another, and lines longer than a piece.
  const auto text = *rc::gen::container<std::string>(
      rc::gen::weightedElement<char>({{3, '\n'}, {6, 'a'}, {6, 'b'}, {1, '\r'}}));
  const auto chunk_bytes = *rc::gen::inRange<std::size_t>(1, 20);
  TemporaryDirectory directory;
  std::string path = directory / "input";
  write_file(path, text);
  LineReader reader(path, chunk_bytes);
  RC_ASSERT(reader.total_bytes() == text.size());
  std::string seen;
  while (auto chunk = reader.next()) {
    RC_ASSERT(chunk->size > 0U);
    RC_ASSERT(chunk->first_line == line_of(text, seen.size()));
    RC_ASSERT(chunk->bytes.size() >= chunk->size + 64);
    RC_ASSERT((seen.empty() || seen.back() == '\n'));
    seen += chunk->text();
  }
  RC_ASSERT(seen == text);
  RC_ASSERT(reader.bytes_read() == text.size());
  RC_ASSERT(!reader.next());
}

TEST(LineReader, a_line_longer_than_a_piece_is_one_piece) {
  TemporaryDirectory directory;
  std::string path = directory / "input";
  std::string line(1000, 'x');
  std::string text = "a\n" + line + "\nb\n" + std::string(20, 'c');
  write_file(path, text);
  LineReader reader(path, 10);
  EXPECT_EQ(reader.next()->text(), "a\n");
  auto longer = reader.next();
  EXPECT_EQ(longer->first_line, 2);
  std::string rest(longer->text());
  EXPECT_THAT(rest, ::testing::StartsWith(line + "\n"));
  auto last = reader.next();
  ASSERT_TRUE(last);
  EXPECT_EQ(last->first_line, line_of(text, 2 + rest.size()));
  EXPECT_EQ("a\n" + rest + std::string(last->text()), text);
  EXPECT_FALSE(reader.next());
}

TEST(LineReader, reads_a_pipe_which_has_no_size) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  std::string text = "one\ntwo\nthree";
  ASSERT_EQ(::write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  close(ends[1]);
  LineReader reader("/dev/fd/" + std::to_string(ends[0]), 5);
  EXPECT_EQ(reader.total_bytes(), 0);
  std::string seen;
  while (auto chunk = reader.next()) {
    seen += chunk->text();
  }
  close(ends[0]);
  EXPECT_EQ(seen, text);
}

TEST(LineReader, what_cannot_be_read_is_named) {
  TemporaryDirectory directory;
  for (const std::string& path : {directory / "absent", directory.path().string()}) {
    Error error = error_of([&path] { LineReader reader(path); });
    EXPECT_EQ(error.kind(), ErrorKind::bad_request);
    EXPECT_THAT(error.what(), HasSubstr(path));
  }
}

}  // namespace
}  // namespace omnigraph::write
