#pragma once

#include "base/bytes.h"

namespace omnigraph::lance {

/// Where a file is written, front to back.
class ByteSink {
 public:
  virtual ~ByteSink() = default;
  /// Appends `bytes`, which need not outlive the call.
  virtual void append(ByteSpan bytes) = 0;
};

}  // namespace omnigraph::lance
