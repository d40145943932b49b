#pragma once

#include "base/bytes.h"
#include "lance/transaction.h"

#include <string>
#include <string_view>

namespace omnigraph::lance {

/// The message alone, as in a `.txn` file or behind its length in a manifest. Throws `Error`
/// (internal) if the operation is foreign.
std::string encode_transaction(const Transaction& transaction);

/// Throws `Error` (internal) naming `path` if `bytes` are no transaction.
Transaction decode_transaction(ByteSpan bytes, std::string_view path);

}  // namespace omnigraph::lance
