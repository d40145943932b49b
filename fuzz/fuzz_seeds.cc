// fuzz_seeds SAMPLES OUT: cuts seeds for every target out of the data sets below SAMPLES; those of
// segments and schemas it makes.

#include "lance/column_pages.h"
#include "lance/file_layout.h"
#include "lance/structural/structural_column.h"
#include "omnigraph/error.h"
#include "page_case.h"
#include "schema_seeds.h"
#include "segment_seeds.h"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

namespace omnigraph::fuzz {
namespace {

namespace files = std::filesystem;
using lance::Field;

constexpr std::size_t kMaxFileBytes = 96 << 10;
constexpr std::size_t kMaxPageBytes = 24 << 10;

class SeedWriter {
 public:
  explicit SeedWriter(files::path out) : out_(std::move(out)) {}

  void write(const char* target, const std::string& content) {
    files::create_directories(out_ / target);
    std::ofstream(out_ / target / std::to_string(++count_), std::ios::binary) << content;
  }
  std::size_t count() const { return count_; }

 private:
  files::path out_;
  std::size_t count_ = 0;
};

std::string read_file(const files::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Cuts the pages out of one data file.
class PageCutter {
 public:
  PageCutter(std::string content, SeedWriter& seeds)
      : source_(columnar::Buffer::take(std::move(content)), "seed"),
        layout_(lance::read_layout(source_)),
        seeds_(seeds) {}

  void cut() {
    for (const Field& field : layout_.schema) {
      std::vector<const Field*> stack;
      visit(field, stack);
    }
  }

 private:
  bool is_structural() const { return layout_.version != lance::FormatVersion::v2_0; }

  // In 2.0 every field has a column; from 2.1 on only leaves do.
  void visit(const Field& field, std::vector<const Field*>& stack) {
    if (is_structural()) {
      stack.push_back(&field);
    } else {
      stack = {&field};
    }
    bool is_leaf = lance::is_leaf_column(field);
    if (is_leaf || !is_structural()) {
      numbers_[field.id] = next_column_++;
    }
    if (is_leaf) {
      try {
        cut_column(stack);
      } catch (const Error& error) {
        std::cerr << error.what() << '\n';
      }
    } else {
      for (const Field& child : field.children) {
        visit(child, stack);
      }
    }
    if (is_structural()) {
      stack.pop_back();
    }
  }

  void cut_column(const std::vector<const Field*>& stack) {
    std::optional<std::size_t> type = find_stack(stack);
    if (!type) {
      return;
    }
    lance::ColumnBuilder builder{source_, layout_, numbers_, no_side_files_};
    lance::ColumnPages pages(builder, *stack.back());
    for (int i = 0; i < pages.count() && i < 2; ++i) {
      lance::PageMetadata metadata = pages.page(i);
      PageCase page;
      page.type = *type;
      page.length = metadata.length;
      page.encoding = pages.encoding(
          i, is_structural() ? "lance.encodings21.PageLayout" : "lance.encodings.ArrayEncoding");
      for (const lance::ByteRange& range : metadata.buffers) {
        page.buffers.emplace_back(as_text(source_.read(range).bytes()));
      }
      std::string seed = page.serialize();
      if (seed.size() <= kMaxPageBytes && page.buffers.size() < 8 && page.length < 65'536) {
        seeds_.write(is_structural() ? "structural_page" : "page_2_0", seed);
      }
    }
  }

  lance::MemorySource source_;
  lance::FileLayout layout_;
  SeedWriter& seeds_;
  lance::ColumnNumbers numbers_;
  std::uint32_t next_column_ = 0;
  lance::SideFileOpener no_side_files_;
};

void cut_sample(const files::path& path, SeedWriter& seeds) {
  std::string extension = path.extension().string();
  std::string content = read_file(path);
  if (extension == ".manifest") {
    seeds.write("manifest", content);
  } else if (extension == ".arrow" || extension == ".bin") {
    seeds.write("deletions", (extension == ".arrow" ? '\0' : '\1') + content);
  } else if (extension == ".lance" || extension == ".omni") {
    if (content.size() <= kMaxFileBytes) {
      seeds.write("file", content);
    }
    PageCutter(std::move(content), seeds).cut();
  }
}

}  // namespace
}  // namespace omnigraph::fuzz

int main(int argc, char** argv) {
  using namespace omnigraph;
  if (argc != 3) {
    std::cerr << "usage: fuzz_seeds SAMPLES OUT\n";
    return 2;
  }
  fuzz::SeedWriter seeds(argv[2]);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[1])) {
    try {
      if (entry.is_regular_file()) {
        fuzz::cut_sample(entry.path(), seeds);
      }
    } catch (const Error& error) {
      std::cerr << entry.path() << ": " << error.what() << '\n';
    }
  }
  for (const std::string& seed : fuzz::segment_seeds()) {
    seeds.write("segments", seed);
  }
  for (const std::string& seed : fuzz::schema_seeds()) {
    seeds.write("schema", seed);
  }
  std::cout << seeds.count() << " seeds\n";
  return 0;
}
