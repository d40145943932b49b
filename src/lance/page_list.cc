#include "lance/page_list.h"

#include "lance/message_codec.h"
#include "lance/proto/data_file.pb.h"

namespace omnigraph::lance {
namespace {

// Wraps a message as LNC-95 wants it: directly, with its type.
void set_encoding(proto::Encoding& out, const char* type_url,
                  const google::protobuf::MessageLite& message) {
  proto::TypedValue typed;
  typed.set_type_url(type_url);
  typed.set_value(serialize_message(message));
  out.mutable_direct()->set_encoding(serialize_message(typed));
}

}  // namespace

PageList::PageList(ColumnKind kind) : metadata_(std::make_unique<proto::ColumnMetadata>()) {
  proto::ColumnEncoding encoding;
  if (kind == ColumnKind::blob) {
    encoding.mutable_blob()->mutable_inner()->mutable_values();
  } else {
    encoding.mutable_values();
  }
  set_encoding(*metadata_->mutable_encoding(), "/lance.encodings.ColumnEncoding", encoding);
}

PageList::~PageList() = default;

void PageList::add(std::uint64_t length, const proto::ArrayEncoding& encoding,
                   std::span<const ByteRange> buffers) {
  proto::Page& page = *metadata_->add_pages();
  for (const ByteRange& buffer : buffers) {
    page.add_buffer_offsets(buffer.offset);
    page.add_buffer_sizes(buffer.size);
  }
  page.set_length(length);
  set_encoding(*page.mutable_encoding(), "/lance.encodings.ArrayEncoding", encoding);
}

std::string PageList::serialize() const { return serialize_message(*metadata_); }

}  // namespace omnigraph::lance
