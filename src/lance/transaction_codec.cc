#include "lance/transaction_codec.h"

#include "base/throw_error.h"
#include "lance/field_codec.h"
#include "lance/fragment_codec.h"
#include "lance/message_codec.h"
#include "lance/proto/transaction.pb.h"

#include <fmt/format.h>

namespace omnigraph::lance {
namespace {

using FragmentMessages = google::protobuf::RepeatedPtrField<proto::Fragment>;

void encode_fragments(const std::vector<Fragment>& fragments, FragmentMessages& out) {
  for (const Fragment& fragment : fragments) {
    encode_fragment(fragment, *out.Add());
  }
}

std::vector<Fragment> decode_fragments(const FragmentMessages& messages, std::string_view path) {
  std::vector<Fragment> fragments;
  for (const proto::Fragment& message : messages) {
    fragments.push_back(decode_fragment(message, path));
  }
  return fragments;
}

// Fills the operation of the message, one overload for each.
struct OperationEncoder {
  proto::Transaction& out;

  void operator()(const AppendOperation& append) const {
    encode_fragments(append.fragments, *out.mutable_append()->mutable_fragments());
  }
  void operator()(const OverwriteOperation& overwrite) const {
    proto::Overwrite& message = *out.mutable_overwrite();
    encode_fragments(overwrite.fragments, *message.mutable_fragments());
    encode_fields(overwrite.schema, *message.mutable_schema());
    encode_entries(overwrite.schema_metadata, *message.mutable_schema_metadata());
  }
  void operator()(const UpdateOperation& update) const {
    proto::Update& message = *out.mutable_update();
    message.mutable_removed_fragment_ids()->Add(update.removed_fragment_ids.begin(),
                                                update.removed_fragment_ids.end());
    encode_fragments(update.updated_fragments, *message.mutable_updated_fragments());
    encode_fragments(update.new_fragments, *message.mutable_new_fragments());
  }
  void operator()(const ForeignOperation&) const {
    ensure(false, "only operations of ours are written");
  }
};

std::string foreign_name(proto::Transaction message) {
  switch (message.operation_case()) {
    case proto::Transaction::kDeleteRows:
      return "delete";
    case proto::Transaction::kCreateIndex:
      return "create_index";
    case proto::Transaction::kRewrite:
      return "rewrite";
    case proto::Transaction::kMerge:
      return "merge";
    case proto::Transaction::kRestore:
      return "restore";
    case proto::Transaction::kReserveFragments:
      return "reserve_fragments";
    case proto::Transaction::kProject:
      return "project";
    case proto::Transaction::kUpdateConfig:
      return "update_config";
    case proto::Transaction::kDataReplacement:
      return "data_replacement";
    default:
      message.clear_read_version();
      message.clear_uuid();
      message.clear_tag();
      message.clear_properties();
      return fmt::format("operation {}", first_field_number(message));
  }
}

}  // namespace

std::string encode_transaction(const Transaction& transaction) {
  proto::Transaction message;
  message.set_read_version(transaction.read_version);
  message.set_uuid(transaction.uuid);
  message.set_tag(transaction.tag);
  encode_entries(transaction.properties, *message.mutable_properties());
  std::visit(OperationEncoder{message}, transaction.operation);
  return serialize_message(message);
}

Transaction decode_transaction(ByteSpan bytes, std::string_view path) {
  proto::Transaction message;
  parse_message(message, bytes, "transaction", path);
  Transaction transaction;
  transaction.read_version = message.read_version();
  transaction.uuid = message.uuid();
  transaction.tag = message.tag();
  transaction.properties = decode_entries(message.properties());
  switch (message.operation_case()) {
    case proto::Transaction::kAppend:
      transaction.operation = AppendOperation{decode_fragments(message.append().fragments(), path)};
      break;
    case proto::Transaction::kOverwrite: {
      const proto::Overwrite& overwrite = message.overwrite();
      transaction.operation = OverwriteOperation{decode_fragments(overwrite.fragments(), path),
                                                 decode_fields(overwrite.schema(), path),
                                                 decode_entries(overwrite.schema_metadata())};
      break;
    }
    case proto::Transaction::kUpdate: {
      const proto::Update& update = message.update();
      UpdateOperation operation;
      operation.removed_fragment_ids.assign(update.removed_fragment_ids().begin(),
                                            update.removed_fragment_ids().end());
      operation.updated_fragments = decode_fragments(update.updated_fragments(), path);
      operation.new_fragments = decode_fragments(update.new_fragments(), path);
      transaction.operation = std::move(operation);
      break;
    }
    default:
      transaction.operation = ForeignOperation{foreign_name(message)};
      break;
  }
  return transaction;
}

}  // namespace omnigraph::lance
