// Tables that other writers made: $OMNIGRAPH_SHARED/data/lance-samples.

#include "base/date_text.h"
#include "lance/deletion_file.h"
#include "lance/manifest_codec.h"
#include "lance/manifest_name.h"
#include "lance/memory_file.h"
#include "lance_testing.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>

namespace omnigraph::lance {
namespace {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::TypeId;
using nlohmann::json;
using omnigraph::testing::error_of;
using omnigraph::testing::read_file;
using testing::samples_root;

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      group = group << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      text += i + j <= bytes.size() ? kDigits[group >> (18 - 6 * j) & 63] : '=';
    }
  }
  return text;
}

template <typename Integer>
json integer_json(Integer value) {
  constexpr auto kExact = static_cast<Integer>((std::int64_t{1} << 53) - 1);
  bool exact = value <= kExact;
  if constexpr (std::is_signed_v<Integer>) {
    exact = exact && value >= -kExact;
  }
  return exact ? json(value) : json(std::to_string(value));
}

json float_json(double value) {
  if (std::isnan(value)) {
    return "NaN";
  }
  return std::isinf(value) ? json(value > 0 ? "Infinity" : "-Infinity") : json(value);
}

std::string timestamp_text(std::int64_t micros) {
  std::int64_t millis = micros / 1000 - (micros % 1000 < 0 ? 1 : 0);
  std::string text = format_date_time(millis);
  std::string rest = std::to_string(1000 + (micros - millis * 1000));
  return text.substr(0, text.size() - 1) + rest.substr(1) + "Z";
}

json value_json(const Array& array, std::size_t i, const Field& field) {
  if (array.is_null(i)) {
    return nullptr;
  }
  switch (array.type().id()) {
    case TypeId::boolean:
      return array.boolean_at(i);
    case TypeId::int32:
      return array.values<std::int32_t>()[i];
    case TypeId::int64:
      if (field.foreign_type == "timestamp:us:UTC") {
        return timestamp_text(array.values<std::int64_t>()[i]);
      }
      return integer_json(array.values<std::int64_t>()[i]);
    case TypeId::uint32:
      return array.values<std::uint32_t>()[i];
    case TypeId::uint64:
      return integer_json(array.values<std::uint64_t>()[i]);
    case TypeId::float32:
      return float_json(array.values<float>()[i]);
    case TypeId::float64:
      return float_json(array.values<double>()[i]);
    case TypeId::date32:
      return format_date(array.values<std::int32_t>()[i]);
    case TypeId::date64:
      return format_date_time(array.values<std::int64_t>()[i]);
    case TypeId::utf8:
      return std::string(array.text_at(i));
    case TypeId::binary:
      return json{{"$bin", base64(array.text_at(i))}};
    case TypeId::vector: {
      json items = json::array();
      for (float item : array.vector_at(i)) {
        // Null items of foreign vectors read as NaN.
        items.push_back(std::isnan(item) ? json() : float_json(item));
      }
      return items;
    }
    case TypeId::list: {
      json items = json::array();
      ArrayPtr list = array.list_at(i);
      Field none;
      const Field& item = field.children.empty() ? none : field.children.front();
      for (std::size_t j = 0; j < list->length(); ++j) {
        items.push_back(value_json(*list, j, item));
      }
      return items;
    }
    case TypeId::structure: {
      if (is_blob_v2(field)) {
        return value_json(*array.child(0), i, field.children[0]);
      }
      json object = json::object();
      for (std::size_t j = 0; j < field.children.size(); ++j) {
        object[field.children[j].name] = value_json(*array.child(j), i, field.children[j]);
      }
      return object;
    }
  }
  return {};
}

class SampleTable {
 public:
  explicit SampleTable(std::string folder) : folder_(std::move(folder)) {}

  Manifest manifest(std::uint64_t version) const {
    std::string name;
    std::uint64_t newest = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder_ + "/_versions")) {
      std::optional<ManifestName> parsed = parse_manifest_name(entry.path().filename().string());
      bool wanted =
          parsed && (version == 0 ? parsed->version > newest : parsed->version == version);
      if (wanted) {
        newest = parsed->version;
        name = entry.path().string();
      }
    }
    std::string bytes = read_file(name);
    ManifestFile file = decode_manifest(as_bytes(bytes), name);
    EXPECT_EQ(file.manifest.version, newest);
    return file.manifest;
  }

  std::shared_ptr<const DataFileReader> open(const Manifest& manifest, const DataFile& file) const {
    std::string content = read_file(folder_ + "/data/" + file.path);
    EXPECT_TRUE(file.size_bytes == 0 || file.size_bytes == content.size());
    return DataFileReader::open(
        std::make_shared<MemorySource>(columnar::Buffer::take(std::move(content)), file.path),
        manifest.fields, file, {opener(file)});
  }

  DeletionVector deletions(const Fragment& fragment) const {
    if (!fragment.deletion_file) {
      return {};
    }
    std::string name =
        folder_ + "/_deletions/" + deletion_file_name(fragment.id, *fragment.deletion_file);
    std::string bytes = read_file(name);
    DeletionVector vector =
        decode_deletion_file(fragment.deletion_file->kind, as_bytes(bytes), name);
    EXPECT_EQ(vector.count(), fragment.deletion_file->deleted_row_count);
    EXPECT_TRUE(vector.fits(fragment.physical_rows));
    return vector;
  }

  std::vector<json> rows(std::uint64_t version) const {
    Manifest manifest = this->manifest(version);
    std::vector<json> all;
    for (const Fragment& fragment : manifest.fragments) {
      append_rows(manifest, fragment, all);
    }
    return all;
  }

 private:
  void append_rows(const Manifest& manifest, const Fragment& fragment,
                   std::vector<json>& all) const {
    std::vector<std::uint32_t> live =
        deletions(fragment).live_rows(0, static_cast<std::uint32_t>(fragment.physical_rows));
    std::size_t first = all.size();
    all.resize(first + live.size(), json::object());
    for (const Field& field : manifest.fields) {
      ArrayPtr column = Array::nulls(field.type, live.size());
      for (const DataFile& file : fragment.files) {
        auto reader = open(manifest, file);
        EXPECT_EQ(reader->row_count(), fragment.physical_rows);
        if (reader->has_field(field.id)) {
          column = reader->take(field.id, live);
          ArrayPtr whole = reader->read_column(field.id, 0, fragment.physical_rows);
          EXPECT_TRUE(columnar::equals(*column, *columnar::take(*whole, live))) << field.name;
          check_parts(manifest, file, field, *whole);
        }
      }
      for (std::size_t i = 0; i < live.size(); ++i) {
        all[first + i][field.name] = value_json(*column, i, field);
      }
    }
  }

  // Parts of a column, near and far, are those of the whole.
  void check_parts(const Manifest& manifest, const DataFile& file, const Field& field,
                   const Array& whole) const {
    auto reader = DataFileReader::open(
        std::make_shared<testing::RemoteSource>(read_file(folder_ + "/data/" + file.path)),
        manifest.fields, file, {opener(file)});
    testing::SeededRandom random(whole.length());
    for (int i = 0; i < 4 && whole.length() > 0; ++i) {
      std::vector<std::uint32_t> rows;
      for (std::uint64_t n = random.next() % 6; n > 0; --n) {
        rows.push_back(static_cast<std::uint32_t>(random.next() % whole.length()));
      }
      EXPECT_TRUE(columnar::equals(*reader->take(field.id, rows), *columnar::take(whole, rows)))
          << field.name;
      std::size_t first = random.next() % whole.length();
      std::size_t count = random.next() % (whole.length() - first);
      EXPECT_TRUE(columnar::equals(*reader->read_column(field.id, first, count),
                                   *whole.slice(first, count)))
          << field.name << ", " << count << " rows from " << first;
    }
  }

  // Opens side files whatever the source of the data file is called.
  SideFileOpener opener(const DataFile& file) const {
    return [folder = folder_ + "/data/" +
                     file.path.substr(0, file.path.rfind('.'))](const std::string& name) {
      return std::make_shared<MemorySource>(
          columnar::Buffer::take(read_file(folder + name.substr(name.rfind('/')))), name);
    };
  }

  std::string folder_;
};

std::vector<json> expected_rows(const std::string& path) {
  std::ifstream in(path);
  EXPECT_TRUE(in) << path;
  std::vector<json> rows;
  for (std::string line; std::getline(in, line);) {
    rows.push_back(json::parse(line));
  }
  return rows;
}

// A group of sample tables: `<group>/<variant>` holds what `<group>/<expected>` says.
struct Sample {
  const char* group;
  std::vector<const char*> variants;
  std::uint64_t version;  // 0: the newest
  const char* expected;
};

class SampleRows : public ::testing::TestWithParam<Sample> {};

TEST_P(SampleRows, are_the_expected_ones) {
  REQUIRE_SAMPLES();
  const Sample& sample = GetParam();
  std::string group = samples_root() + sample.group + "/";
  std::vector<json> expected = expected_rows(group + sample.expected);
  for (const char* variant : sample.variants) {
    SCOPED_TRACE(variant);
    std::vector<json> rows = SampleTable(group + variant).rows(sample.version);
    ASSERT_EQ(rows.size(), expected.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      json row = expected[i];
      // A Blob property whose fields are both null reads as null.
      if (row.contains("body") && row["body"].is_object() && row["body"].contains("uri") &&
          row["body"]["data"].is_null() && row["body"]["uri"].is_null()) {
        row["body"] = nullptr;
      }
      // 2.0 has no packed column.
      if (!rows[i].contains("pk")) {
        row.erase("pk");
      }
      ASSERT_EQ(rows[i], row) << "row " << i;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Lance, SampleRows,
    ::testing::Values(
        Sample{"all-types", {"2.0", "2.1", "2.2", "from-scratch-2.0"}, 0, "expected.jsonl"},
        Sample{"all-types", {"2.0", "2.1", "2.2", "from-scratch-2.0"}, 1, "expected-v1.jsonl"},
        Sample{"all-types", {"2.0", "2.1", "2.2", "from-scratch-2.0"}, 4, "expected-v4.jsonl"},
        Sample{"drift", {"2.0"}, 0, "expected.jsonl"},
        Sample{"drift", {"2.0"}, 2, "expected-v2.jsonl"},
        Sample{"encodings", {"2.0", "2.1", "2.2"}, 0, "expected.jsonl"},
        Sample{"chunks", {"2.0", "2.1", "2.2"}, 0, "expected.jsonl"},
        Sample{"vectors", {"2.0", "2.1", "2.2"}, 0, "expected.jsonl"},
        Sample{"nested", {"2.1", "2.2"}, 0, "expected.jsonl"},
        Sample{"deletions", {"bitmap-2.0"}, 0, "expected-bitmap.jsonl"},
        Sample{"deletions", {"arrow-2.2"}, 0, "expected-arrow.jsonl"},
        Sample{"deletions", {"arrow-small-2.1"}, 0, "expected-arrow-small.jsonl"},
        Sample{"deletions", {"roaring-kinds-2.0"}, 0, "expected-roaring-kinds.jsonl"},
        Sample{"evolution", {"2.0", "2.2"}, 0, "expected.jsonl"},
        Sample{"evolution", {"2.0", "2.2"}, 1, "expected-v1.jsonl"},
        Sample{
            "empty", {"2.0", "2.2", "all-deleted-2.1", "empty-fragments-2.0"}, 0, "expected.jsonl"},
        Sample{"blobs", {"v1-2.0", "v1-2.1", "v2-2.2"}, 0, "expected.jsonl"},
        Sample{"blobs", {"struct-2.0"}, 0, "expected-struct.jsonl"},
        Sample{"stable-row-ids", {"2.2"}, 0, "expected.jsonl"},
        Sample{"indexed", {"2.1"}, 0, "expected.jsonl"},
        Sample{"v1-names", {"2.0"}, 0, "expected.jsonl"},
        Sample{"v1-names", {"2.0"}, 1, "expected-v1.jsonl"},
        Sample{"compacted", {"2.2"}, 0, "expected.jsonl"},
        Sample{"historical", {"v2-with-files-0.15"}, 0, "v2-with-files-0.15.expected.jsonl"},
        Sample{"historical", {"v2-no-files-0.15"}, 0, "v2-no-files-0.15.expected.jsonl"},
        Sample{"historical", {"declares-legacy-0.16"}, 0, "declares-legacy-0.16.expected.jsonl"},
        Sample{"historical", {"indexed-0.18"}, 0, "indexed-0.18.expected.jsonl"},
        Sample{"historical", {"btree-bitmap-0.20"}, 0, "btree-bitmap-0.20.expected.jsonl"},
        Sample{"historical", {"fts-0.27"}, 0, "fts-0.27.expected.jsonl"},
        Sample{"historical", {"btree-0.36"}, 0, "btree-0.36.expected.jsonl"}),
    [](const ::testing::TestParamInfo<Sample>& test) {
      std::string name = std::string(test.param.group) + "_" + test.param.variants.front() + "_v" +
                         std::to_string(test.param.version) + "_" + std::to_string(test.index);
      for (char& c : name) {
        c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
      }
      return name;
    });

TEST(LanceSamples, LNC_2_legacy_files_are_refused_with_their_version) {
  REQUIRE_SAMPLES();
  std::string folder = samples_root() + "historical/";
  SampleTable legacy(folder + "legacy-refuse-0.7");
  Manifest manifest = legacy.manifest(0);
  EXPECT_THAT(error_of([&] { legacy.open(manifest, manifest.fragments.at(0).files.at(0)); }).what(),
              ::testing::HasSubstr("0.1 (legacy)"));
  // Without fragments there is nothing to refuse, though it may be.
  EXPECT_TRUE(SampleTable(folder + "legacy-refuse-empty-0.5").rows(0).empty());
}

TEST(LanceSamples, columns_of_several_pages_have_the_expected_values) {
  REQUIRE_SAMPLES();
  for (const char* variant : {"2.0", "2.1", "2.2"}) {
    SampleTable table(samples_root() + "pages/" + variant);
    Manifest manifest = table.manifest(0);
    ASSERT_EQ(manifest.fragments.size(), 1U);
    auto reader = table.open(manifest, manifest.fragments[0].files[0]);
    ASSERT_EQ(reader->row_count(), 4500U);
    auto column = [&](std::string_view name) {
      for (const Field& field : reader->schema()) {
        if (field.name == name) {
          return reader->read_column(field.id, 0, 4500);
        }
      }
      throw std::runtime_error("no such column");
    };
    ArrayPtr ids = column("id");
    ArrayPtr numbers = column("n");
    ArrayPtr lists = column("l");
    ArrayPtr texts = column("text");
    for (std::size_t i = 0; i < 4500; ++i) {
      std::string digits = std::to_string(10'000 + i);
      ASSERT_EQ(ids->text_at(i), "p" + digits.substr(1));
      std::string text;
      while (text.size() < 4096) {
        text += "page " + std::to_string(i) + " of a long book, ";
      }
      ASSERT_EQ(texts->is_null(i), i % 10 == 9);
      ASSERT_EQ(texts->text_at(i), i % 10 == 9 ? "" : text.substr(0, 4096));
      ASSERT_EQ(value_json(*numbers, i, {}), json(i));
      ASSERT_EQ(value_json(*lists, i, {}), i % 3 == 0 ? json() : json(std::vector(i % 3, i)));
    }
  }
}

TEST(LanceSamples, foreign_transactions_are_named_and_ours_are_read) {
  REQUIRE_SAMPLES();
  struct Case {
    const char* table;
    std::vector<std::size_t> operations;  // append, overwrite, update, foreign
  };
  for (const Case& c : {Case{"from-scratch-2.0", {1, 2, 2, 2, 2}}, Case{"2.0", {1, 0, 0, 3, 2}}}) {
    std::vector<std::size_t> operations;
    for (std::uint64_t version = 1; version <= 5; ++version) {
      std::string name =
          samples_root() + "all-types/" + c.table + "/_versions/" + manifest_name(version);
      ManifestFile file = decode_manifest(as_bytes(read_file(name)), name);
      ASSERT_TRUE(file.transaction.has_value());
      EXPECT_EQ(file.transaction->read_version, version - 1);
      operations.push_back(file.transaction->operation.index());
      if (operations.back() == 3) {
        EXPECT_EQ(std::get<ForeignOperation>(file.transaction->operation).name, "delete");
      } else {
        // What we decode we also encode to something that means the same.
        EXPECT_EQ(decode_manifest(as_bytes(encode_manifest(file)), "m"), file);
      }
    }
    EXPECT_EQ(operations, c.operations) << c.table;
  }
}

}  // namespace
}  // namespace omnigraph::lance
