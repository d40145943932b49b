#include "lance/manifest.h"

#include "base/hash.h"
#include "lance/logical_type.h"
#include "lance/manifest_codec.h"
#include "lance/manifest_name.h"
#include "lance/transaction_codec.h"
#include "lance_testing.h"

namespace omnigraph::lance {
namespace {

using columnar::Type;
using columnar::TypeId;
using testing::error_of;
using testing::from_hex;
using ::testing::HasSubstr;

DataFile data_file(std::string path) {
  DataFile file;
  file.path = std::move(path);
  file.fields = {0, 1};
  file.column_indices = {0, 1};
  file.size_bytes = 646;
  return file;
}

Fragment fragment(std::uint64_t id) {
  Fragment fragment;
  fragment.id = id;
  fragment.files = {data_file("g.lance")};
  fragment.physical_rows = 3;
  return fragment;
}

Manifest appendix_manifest() {
  Manifest manifest;
  manifest.fields =
      assign_field_ids({{"id", Type(TypeId::utf8), false}, {"n", Type(TypeId::int32), true}}, 0);
  manifest.fragments = {fragment(0)};
  manifest.timestamp = Timestamp{1'700'000'000, 0};
  manifest.max_fragment_id = 0;
  manifest.writer_version = WriterVersion{"omnigraph", "1.0.0"};
  manifest.data_format = DataFormat{};
  return manifest;
}

TEST(Manifest, APPENDIX_A_the_sample_manifest_reads_and_is_written_byte_by_byte) {
  std::string bytes =
      from_hex(
          "82000000"
          "0a19 1202 6964 20ffffffffffffffffff01 2a06 737472696e67 3802"
          "0a1b 1201 6e 1801 20ffffffffffffffffff01 2a05 696e743332 3001 3801"
          "121a 1216 0a07") +
      "g.lance" + from_hex("1202 0001 1a02 0001 2002 308605 2003 1801 3a06 0880e2cfaa06 5800") +
      from_hex("6a12 0a09") + "omnigraph" + from_hex("1205") + "1.0.0" + from_hex("7a0c 0a05") +
      "lance" + from_hex("1203") + "2.0" + from_hex("0000000000000000 0000 0200") + "LANC";
  ASSERT_EQ(bytes.size(), 150U);
  ASSERT_EQ(sha256_hex(bytes), "6c3ad33adc6b3a6490b7eef61e3817d349ddf1e1bc211263167ecc6aa2ba0426");
  EXPECT_EQ(decode_manifest(as_bytes(bytes), "m"), (ManifestFile{appendix_manifest(), {}}));
  EXPECT_EQ(encode_manifest({appendix_manifest(), {}}), bytes);
}

TEST(Manifest, LNC_60_everything_survives_with_the_transaction_inline) {
  Manifest manifest = appendix_manifest();
  manifest.version = 8;
  manifest.fields[1].metadata = {{"omnigraph.stable_property_id", "17"}, {"a", std::string(2, 0)}};
  manifest.fields[1].foreign_type = "time32:ms";
  Fragment deleted = fragment(4);
  deleted.deletion_file = DeletionFile{DeletionFileKind::bitmap, 7, 99, 2, 5};
  deleted.files[0].base_id = 0;
  Fragment staged = fragment(5);
  staged.files.push_back(data_file("h.omni"));
  staged.files[0].fields = {-2, 1};
  staged.deleted_rows = std::string("\x3a\x30\0\0", 4);
  staged.deletion_vector = "01J.dv";
  manifest.fragments = {deleted, staged};
  manifest.max_fragment_id = 9;
  manifest.schema_metadata = {{"k", "v"}};
  manifest.config = {{"c", "d"}};
  manifest.table_metadata = {{"state", "x"}};
  manifest.base_paths = {{5, std::nullopt, true, "/elsewhere"}, {6, "n", false, "/b"}};
  manifest.branch = "";
  manifest.tag = "t";
  manifest.reader_feature_flags = needed_reader_flags(manifest);
  manifest.writer_feature_flags = needed_writer_flags(manifest);
  EXPECT_EQ(manifest.reader_feature_flags, kFeatureDeletionFiles | kFeatureBasePaths);
  Transaction transaction;
  transaction.read_version = 7;
  transaction.uuid = "0e8e3b5e-33e8-4c0f-9f0c-0c4d7d8f1a11";
  transaction.tag = "x";
  transaction.properties = {{"p", "q"}};
  std::vector<decltype(transaction.operation)> operations{
      AppendOperation{{fragment(0)}},
      OverwriteOperation{{fragment(0)}, manifest.fields, {{"k", "v"}}},
      UpdateOperation{{1, 2}, {deleted}, {fragment(0)}}};
  for (const auto& operation : operations) {
    transaction.operation = operation;
    ManifestFile file{manifest, transaction};
    std::string bytes = encode_manifest(file);
    EXPECT_EQ(decode_manifest(as_bytes(bytes), "m"), file);
    // The prefix is the transaction's length and the transaction.
    auto size = load_little_endian<std::uint32_t>(as_bytes(bytes).data());
    EXPECT_EQ(decode_transaction(as_bytes(bytes).subspan(4, size), "t"), transaction);
  }
}

TEST(Manifest, what_must_not_be_written_is_refused) {
  Manifest manifest = appendix_manifest();
  manifest.fragments[0].deletion_file = DeletionFile{};
  EXPECT_THAT(error_of([&] { encode_manifest({manifest, {}}); }).what(), HasSubstr("flags"));
  manifest = appendix_manifest();
  manifest.fragments[0].files[0].path = "../x";
  EXPECT_THAT(error_of([&] { encode_manifest({manifest, {}}); }).what(), HasSubstr("path"));
  manifest = appendix_manifest();
  manifest.max_fragment_id.reset();
  EXPECT_THROW(encode_manifest({manifest, {}}), Error);
  Transaction foreign;
  foreign.operation = ForeignOperation{"rewrite"};
  EXPECT_THROW(encode_manifest({appendix_manifest(), foreign}), Error);
}

TEST(Manifest, LNC_22_unknown_reader_features_are_refused_unknown_writer_features_reported) {
  Manifest manifest = appendix_manifest();
  for (std::uint64_t flag : {64U, 512U, 1024U, 2048U, 4096U}) {
    manifest.reader_feature_flags = flag;
    std::string bytes = encode_manifest({manifest, {}});
    EXPECT_THAT(error_of([&] { decode_manifest(as_bytes(bytes), "x.manifest"); }).what(),
                ::testing::AllOf(HasSubstr("x.manifest"), HasSubstr(std::to_string(flag))));
  }
  manifest.reader_feature_flags = kSupportedFeatures;
  manifest.writer_feature_flags = std::uint64_t{1} << 40 | kFeatureConfig;
  std::string bytes = encode_manifest({manifest, {}});
  EXPECT_EQ(unsupported_writer_flags(decode_manifest(as_bytes(bytes), "m").manifest),
            std::uint64_t{1} << 40);
}

TEST(Manifest, LNC_10_names_tell_versions_apart_by_their_length) {
  EXPECT_EQ(manifest_name(1), "18446744073709551614.manifest");
  struct Case {
    const char* name;
    std::optional<ManifestName> expected;
  };
  for (const Case& c :
       {Case{"18446744073709551614.manifest", ManifestName{1, ManifestNaming::inverted}},
        Case{"12.manifest", ManifestName{12, ManifestNaming::decimal}},
        Case{"latest_version_hint.json", {}}, Case{".tmp.manifest", {}}, Case{".manifest", {}},
        Case{"d9223372036854775809.manifest", {}}, Case{"-1.manifest", {}}, Case{"1a.manifest", {}},
        Case{"0.manifest", {}}, Case{"00000000000000000007.manifest", {}},
        Case{"99999999999999999999.manifest", {}}}) {
    EXPECT_EQ(parse_manifest_name(c.name), c.expected) << c.name;
  }
}

TEST(Field, LNC_31_LNC_32_types_have_their_logical_type) {
  struct Case {
    const char* text;
    Type type;
  };
  for (const Case& c :
       {Case{"bool", Type(TypeId::boolean)}, Case{"int32", Type(TypeId::int32)},
        Case{"int64", Type(TypeId::int64)}, Case{"uint32", Type(TypeId::uint32)},
        Case{"uint64", Type(TypeId::uint64)}, Case{"float", Type(TypeId::float32)},
        Case{"double", Type(TypeId::float64)}, Case{"date32:day", Type(TypeId::date32)},
        Case{"date64:ms", Type(TypeId::date64)}, Case{"string", Type(TypeId::utf8)},
        Case{"binary", Type(TypeId::binary)},
        Case{"fixed_size_list:float:768", Type::vector(768)}}) {
    Field field;
    set_logical_type(field, c.text);
    EXPECT_EQ(field.type, c.type) << c.text;
    EXPECT_EQ(field.foreign_type, "") << c.text;
    field = assign_field_ids({{"x", c.type, true}}, 0).front();
    EXPECT_EQ(logical_type(field), c.text);
  }
}

TEST(Field, LNC_31_foreign_types_are_widened_kept_or_named) {
  struct Case {
    const char* text;
    bool readable;
    Type type;
  };
  for (const Case& c :
       {Case{"int8", true, Type(TypeId::int32)}, Case{"uint16", true, Type(TypeId::uint32)},
        Case{"halffloat", true, Type(TypeId::float32)},
        Case{"timestamp:us:UTC", true, Type(TypeId::int64)},
        Case{"large_string", true, Type(TypeId::utf8)},
        Case{"fixed_size_list:int32:4", true, Type::list({"item", Type(TypeId::int32), true})},
        Case{"fixed_size_list:float:0", false, Type(TypeId::binary)},
        Case{"fixed_size_list:float:99999999", false, Type(TypeId::binary)},
        Case{"decimal:128:5:2", false, Type(TypeId::binary)},
        Case{"list", false, Type(TypeId::binary)}, Case{"(none)", false, Type(TypeId::binary)}}) {
    Field field;
    set_logical_type(field, c.text);
    EXPECT_EQ(is_readable(field), c.readable) << c.text;
    EXPECT_EQ(field.type, c.type) << c.text;
    EXPECT_EQ(logical_type(field), c.text);
  }
  Field field;
  set_logical_type(field, "");
  EXPECT_FALSE(is_readable(field));
}

TEST(Field, ids_are_assigned_depth_first_and_blobs_are_marked) {
  std::vector<Field> fields = assign_field_ids(testing::every_type(), 5);
  std::vector<const Field*> flat = flatten(fields);
  for (std::size_t i = 0; i < flat.size(); ++i) {
    EXPECT_EQ(flat[i]->id, static_cast<std::int32_t>(5 + i));
    EXPECT_EQ(find_field(fields, flat[i]->id), flat[i]);
  }
  EXPECT_EQ(max_field_id(fields), flat.back()->id);
  EXPECT_EQ(find_field(fields, 4), nullptr);
  EXPECT_EQ(to_columnar_schema(fields), testing::every_type());
  EXPECT_TRUE(is_blob_structure(fields[17]));
  EXPECT_FALSE(is_blob_structure(fields[18]));
}

}  // namespace
}  // namespace omnigraph::lance
