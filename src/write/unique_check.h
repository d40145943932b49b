#pragma once

#include "base/hash.h"
#include "write/table_image.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::write {

/// `T.p` of one property, `T.(a, b)` of several: where a group is violated (SCH-49).
std::string group_place(std::string_view type, std::span<const std::string> group);

/// Two rows with one tuple.
struct TupleConflict {
  table::Position row = 0;    ///< of the added rows
  table::Position other = 0;  ///< a later one of them, or of the committed rows
  std::string tuple;          ///< as it is compared: a text, or a JSON array of texts
};

/// Looks for rows that share a tuple in one `@unique` group (SCH-43, WR-55). Tuples with a null are
/// none. Costs are those of the rows added: committed ones are found by the index of the group in
/// each data file.
class UniqueCheck {
 public:
  /// `image` outlives the check. `group` names the columns.
  UniqueCheck(const TableImage& image, std::span<const std::string> group);

  /// The first added row whose tuple another added one has, superseded or not: what a load refuses.
  std::optional<TupleConflict> find_repeated() const;
  /// The first added row whose tuple another added one has in the final image.
  std::optional<TupleConflict> find_repeated_in_image() const;
  /// The first added row of the image whose tuple a committed row of the image has.
  std::optional<TupleConflict> find_held() const;

 private:
  struct Entry {
    Hash128 hash;
    table::Position row = 0;
  };
  enum class Rows { all, of_image };

  std::string tuple_at(const table::Table& table, const std::vector<const lance::Field*>& members,
                       table::Position row) const;
  std::optional<TupleConflict> find_repeated(Rows rows) const;
  std::optional<TupleConflict> find_held_in(std::size_t fragment, const index::TupleSegment& tuples,
                                            std::span<const Entry> entries) const;

  const TableImage& image_;
  std::vector<const lance::Field*> added_members_;
  std::vector<const lance::Field*> committed_members_;
  std::vector<Entry> entries_;  // of the added rows, sorted by hash, then row
};

}  // namespace omnigraph::write
