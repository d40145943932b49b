#include "encoding_census.h"

#include "base/throw_error.h"
#include "lance/file_layout.h"
#include "lance/memory_file.h"
#include "lance/message_codec.h"
#include "lance/proto/data_file.pb.h"
#include "lance/proto/structural.pb.h"

#include <set>

namespace omnigraph::interop {
namespace {

using lance::proto::ArrayEncoding;
using lance::proto21::CompressiveEncoding;
using lance::proto21::PageLayout;

// The names of one page's encodings.
using Names = std::set<std::string>;

class ArrayCensus {
 public:
  explicit ArrayCensus(Names& names) : names_(names) {}

  void visit(const ArrayEncoding& encoding) {
    switch (encoding.kind_case()) {
      case ArrayEncoding::kFlat: {
        const std::string& scheme = encoding.flat().compression().scheme();
        names_.insert(scheme.empty() ? "flat" : "flat " + scheme);
        break;
      }
      case ArrayEncoding::kNullable:
        visit(encoding.nullable());
        break;
      case ArrayEncoding::kFixedSizeList:
        names_.insert("fixed_size_list");
        visit(encoding.fixed_size_list().items());
        break;
      case ArrayEncoding::kList:
        names_.insert("list");
        visit(encoding.list().offsets());
        break;
      case ArrayEncoding::kStructure:
        names_.insert("struct");
        break;
      case ArrayEncoding::kBinary:
        names_.insert("binary");
        visit(encoding.binary().indices());
        visit(encoding.binary().bytes());
        break;
      case ArrayEncoding::kDictionary:
        names_.insert("dictionary");
        visit(encoding.dictionary().indices());
        visit(encoding.dictionary().items());
        break;
      case ArrayEncoding::kFsst:
        names_.insert("fsst");
        visit(encoding.fsst().binary());
        break;
      case ArrayEncoding::kPackedStruct:
        names_.insert("packed_struct");
        for (const ArrayEncoding& inner : encoding.packed_struct().inner()) {
          visit(inner);
        }
        break;
      default:
        names_.insert("number " + std::to_string(encoding.kind_case()));
    }
  }

 private:
  void visit(const lance::proto::Nullable& nullable) {
    if (nullable.has_no_nulls()) {
      names_.insert("nullable.no_nulls");
      visit(nullable.no_nulls().values());
    } else if (nullable.has_some_nulls()) {
      names_.insert("nullable.some_nulls");
      visit(nullable.some_nulls().validity());
      visit(nullable.some_nulls().values());
    } else {
      names_.insert("nullable.all_nulls");
    }
  }

  Names& names_;
};

class LayoutCensus {
 public:
  explicit LayoutCensus(Names& names) : names_(names) {}

  void visit(const PageLayout& layout) {
    switch (layout.layout_case()) {
      case PageLayout::kMiniBlock:
        visit(layout.mini_block());
        break;
      case PageLayout::kConstant:
        visit(layout.constant());
        break;
      case PageLayout::kFullZip:
        names_.insert(layout.full_zip().bits_per_value() != 0 ? "full_zip fixed"
                                                              : "full_zip variable");
        visit(layout.full_zip().value_compression(), "values");
        break;
      case PageLayout::kBlob:
        names_.insert("blob layout");
        visit(layout.blob().inner_layout());
        break;
      case PageLayout::LAYOUT_NOT_SET:
        names_.insert("unknown layout");
    }
  }

 private:
  void visit(const lance::proto21::MiniBlockLayout& layout) {
    names_.insert("mini_block");
    names_.insert(layout.has_large_chunk() ? "mini_block large chunks" : "mini_block");
    visit(layout.value_compression(), "values");
    visit_levels(layout.has_rep_compression(), layout.rep_compression());
    visit_levels(layout.has_def_compression(), layout.def_compression());
    if (layout.has_dictionary()) {
      names_.insert("mini_block dictionary");
      visit(layout.dictionary(), "dictionary");
    }
  }

  void visit(const lance::proto21::ConstantLayout& layout) {
    names_.insert(layout.has_inline_value() ? "constant inline" : "constant");
    visit_levels(layout.has_rep_compression(), layout.rep_compression());
    visit_levels(layout.has_def_compression(), layout.def_compression());
  }

  void visit_levels(bool present, const CompressiveEncoding& encoding) {
    if (present) {
      visit(encoding, "levels");
    }
  }

  void visit(const CompressiveEncoding& encoding, const std::string& role) {
    auto named = [&](const std::string& name) { names_.insert(role + " " + name); };
    switch (encoding.kind_case()) {
      case CompressiveEncoding::kFlat:
        return named("flat");
      case CompressiveEncoding::kVariable:
        return named("variable");
      case CompressiveEncoding::kConstant:
        return named("constant");
      case CompressiveEncoding::kOutOfLineBitpacking:
        return named("out_of_line_bitpacking");
      case CompressiveEncoding::kInlineBitpacking:
        return named("inline_bitpacking");
      case CompressiveEncoding::kFsst:
        named("fsst");
        return visit(encoding.fsst().values(), role);
      case CompressiveEncoding::kRle:
        return named("rle");
      case CompressiveEncoding::kByteStreamSplit:
        return named("byte_stream_split");
      case CompressiveEncoding::kGeneral:
        named(encoding.general().compression().scheme() == 1 ? "general lz4" : "general zstd");
        return visit(encoding.general().values(), role);
      case CompressiveEncoding::kFixedSizeList:
        named(encoding.fixed_size_list().has_validity() ? "fixed_size_list with nulls"
                                                        : "fixed_size_list");
        return visit(encoding.fixed_size_list().values(), "items");
      case CompressiveEncoding::kPackedStruct:
        return named("packed_struct");
      case CompressiveEncoding::kVariablePackedStruct:
        named("variable_packed_struct");
        for (const auto& field : encoding.variable_packed_struct().fields()) {
          visit(field.value(), "packed");
        }
        return;
      default:
        named("number " + std::to_string(encoding.kind_case()));
    }
  }

  Names& names_;
};

Names names_of(const lance::proto::Page& page, const std::string& path) {
  lance::proto::TypedValue typed;
  lance::parse_message(typed, as_bytes(page.encoding().direct().encoding()), "encoding", path);
  Names names;
  if (typed.type_url().ends_with("ArrayEncoding")) {
    ArrayEncoding encoding;
    lance::parse_message(encoding, as_bytes(typed.value()), "encoding", path);
    ArrayCensus(names).visit(encoding);
  } else {
    PageLayout layout;
    lance::parse_message(layout, as_bytes(typed.value()), "layout", path);
    LayoutCensus(names).visit(layout);
  }
  return names;
}

}  // namespace

void count_encodings(columnar::Buffer file, const std::string& path, Counts& seen) {
  lance::MemorySource source(std::move(file), path);
  lance::FileLayout layout = lance::read_layout(source);
  std::string prefix(to_string(layout.version));
  prefix += ' ';
  for (const columnar::Buffer& bytes : layout.columns) {
    lance::proto::ColumnMetadata column;
    lance::parse_message(column, bytes.bytes(), "column", path);
    lance::proto::TypedValue typed;
    lance::parse_message(typed, as_bytes(column.encoding().direct().encoding()), "encoding", path);
    lance::proto::ColumnEncoding encoding;
    lance::parse_message(encoding, as_bytes(typed.value()), "encoding", path);
    seen[prefix + "blob column"] += encoding.has_blob() ? 1 : 0;
    seen[prefix + "column of several pages"] += column.pages_size() > 1 ? 1 : 0;
    for (const lance::proto::Page& page : column.pages()) {
      for (const std::string& name : names_of(page, path)) {
        ++seen[prefix + name];
      }
    }
  }
}

}  // namespace omnigraph::interop
