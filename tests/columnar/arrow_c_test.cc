#include "columnar/arrow_c.h"

#include "array_builder.h"
#include "testing/testing.h"

#include <rapidcheck/gtest.h>

namespace omnigraph::columnar {
namespace {

RC_GTEST_PROP(ArrowC, arrays_and_slices_survive_the_crossing, ()) {
  auto seeds =
      *rc::gen::container<std::vector<std::uint64_t>>(rc::gen::inRange<std::uint64_t>(0, 1000));
  auto first = *rc::gen::inRange<std::size_t>(0, seeds.size() + 1);
  auto count = *rc::gen::inRange<std::size_t>(0, seeds.size() - first + 1);
  for (const Type& type : types()) {
    Field field{"c", type, true};
    ArrowSchema schema;
    export_schema(field, schema);
    RC_ASSERT(import_schema(schema) == field);
    RC_ASSERT(schema.release == nullptr);

    ArrayPtr array = array_of(type, seeds)->slice(first, count);
    ArrowArray out;
    export_array(array, out);
    ArrayPtr back = import_array(out, type);
    RC_ASSERT(out.release == nullptr);  // moved away
    RC_ASSERT(equals(*back, *array));
  }
}

TEST(ArrowC, buffers_are_shared_and_live_until_released) {
  ArrayPtr array = array_of(Type(TypeId::utf8), {1, 2, 3});
  const void* bytes = array->parts().values.data();
  std::weak_ptr<const Array> watch = array;
  ArrowArray out;
  export_array(array, out);
  array.reset();
  EXPECT_FALSE(watch.expired());
  EXPECT_EQ(out.buffers[2], bytes);
  out.release(&out);
  EXPECT_TRUE(watch.expired());
}

TEST(ArrowC, types_that_we_do_not_have_are_refused_by_name) {
  ArrowSchema schema;
  export_schema({"amount", Type(TypeId::int32), false}, schema);
  schema.format = "d:19,10";
  Error error = testing::error_of([&schema] { import_schema(schema); });
  EXPECT_EQ(error.kind(), ErrorKind::bad_request);
  EXPECT_THAT(error.what(), ::testing::HasSubstr("'d:19,10' of column 'amount'"));

  ArrowArray out;
  export_array(array_of(Type(TypeId::int32), {1}), out);
  EXPECT_EQ(testing::error_of([&out] { import_array(out, Type(TypeId::utf8)); }).kind(),
            ErrorKind::bad_request);
}

}  // namespace
}  // namespace omnigraph::columnar
