#include "array_builder.h"

#include "columnar/builder.h"

#include <string>

namespace omnigraph::columnar {

const std::vector<Type>& types() {
  static const std::vector<Type> kTypes = {
      Type(TypeId::boolean),
      Type(TypeId::int32),
      Type(TypeId::float64),
      Type(TypeId::date64),
      Type(TypeId::utf8),
      Type::vector(3),
      Type::list({"item", Type(TypeId::utf8), true}),
      Type::list({"item", Type::list({"item", Type(TypeId::boolean), true}), true}),
      Type::structure({{"data", Type(TypeId::binary), true}, {"uri", Type(TypeId::utf8), true}}),
  };
  return kTypes;
}

namespace {

void append_value(Builder& builder, std::uint64_t seed) {
  if (seed % 5 == 4) {
    builder.append_null();
    return;
  }
  switch (builder.type().id()) {
    case TypeId::boolean:
      builder.append_boolean(seed % 2 == 0);
      break;
    case TypeId::utf8:
    case TypeId::binary:
      builder.append_text(std::string(seed % 7, static_cast<char>('a' + seed % 26)));
      break;
    case TypeId::vector: {
      auto x = static_cast<float>(seed);
      builder.append_vector(std::vector<float>{x, -x, 0.5F});
      break;
    }
    case TypeId::list:
      for (std::uint64_t i = 0; i < seed % 4; ++i) {
        append_value(builder.child(0), seed * 31 + i);
      }
      builder.append_list();
      break;
    case TypeId::structure:
      append_value(builder.child(0), seed * 3);
      append_value(builder.child(1), seed * 7);
      builder.append_structure();
      break;
    default:
      if (builder.type().bit_width() == 32) {
        builder.append(static_cast<std::uint32_t>(seed));
      } else {
        builder.append(static_cast<std::uint64_t>(seed));
      }
  }
}

}  // namespace

ArrayPtr array_of(const Type& type, const std::vector<std::uint64_t>& seeds) {
  Builder builder(type);
  for (std::uint64_t seed : seeds) {
    append_value(builder, seed);
  }
  return builder.finish();
}

}  // namespace omnigraph::columnar
