#pragma once

#include "lance/page_decoder.h"
#include "lance/page_reader.h"
#include "lance/structural/leaf_path.h"

#include <memory>

namespace omnigraph::lance {

namespace proto21 {
class PageLayout;
}  // namespace proto21

/// The reader of a page of 2.1 or later, chosen by its layout. It reads arrays of `path->type()`.
/// Throws `Error` (internal) naming the page's place if the layout is corrupt or none of those that
/// we read.
std::unique_ptr<PageReader> decode_structural_page(PageMetadata page,
                                                   std::shared_ptr<const LeafPath> path,
                                                   const proto21::PageLayout& layout);

}  // namespace omnigraph::lance
