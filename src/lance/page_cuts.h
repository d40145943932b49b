#pragma once

#include "columnar/array.h"
#include "lance/data_file_writer_options.h"

#include <cstddef>
#include <cstdint>

namespace omnigraph::lance {

/// Decides where the pages of a column end.
class PageCuts {
 public:
  /// The page at hand.
  struct Page {
    std::size_t rows = 0;
    std::size_t bytes = 0;       ///< decoded
    std::uint64_t next_row = 0;  ///< of the column, behind the page
  };
  struct Cut {
    std::size_t rows = 0;  ///< that the page takes
    bool ends_page = false;
  };

  /// Of a column of `type`; of a list's offsets with its items, they being of one page.
  PageCuts(const columnar::Type& type, const DataFileWriterOptions& options);

  /// How many of the values from `first` on, scalars or vectors, belong to `page`.
  Cut next(const columnar::Array& array, std::size_t first, const Page& page) const;
  /// Whether `page` ends where it is.
  bool is_full(const Page& page) const {
    return page.rows > 0 && page.bytes >= full_bytes_ && page.next_row % multiple_ == 0;
  }
  /// Whether `page` ends because a row of `bytes` would make it too large.
  bool has_no_room(const Page& page, std::size_t bytes) const {
    return page.rows > 0 && page.bytes + bytes > most_bytes_;
  }

 private:
  std::size_t full_bytes_;
  std::size_t most_bytes_;  // only a single value may have more
  std::size_t multiple_;
};

}  // namespace omnigraph::lance
