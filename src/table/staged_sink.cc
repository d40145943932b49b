#include "table/staged_sink.h"

#include "base/throw_error.h"

namespace omnigraph::table {

void StagedSink::append(ByteSpan bytes) {
  size_ += bytes.size();
  if (!object_ && size_ <= memory_bytes_) {
    memory_ += as_text(bytes);
    return;
  }
  if (!object_) {
    object_ = store_.create(name_);
    object_->append(as_bytes(memory_));
    memory_ = std::string();
  }
  object_->append(bytes);
}

std::optional<std::string> StagedSink::finish(storage::Durability durability) {
  if (!object_) {
    return std::move(memory_);
  }
  ensure(object_->finish(durability) == storage::PutResult::created,
         "the name of a new data file is new");
  return std::nullopt;
}

}  // namespace omnigraph::table
