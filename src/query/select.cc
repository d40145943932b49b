#include "query/select.h"

#include "base/suggest.h"
#include "base/throw_error.h"

#include <string>
#include <vector>

namespace omnigraph::query {

const QueryDeclaration& select_query(std::span<const QueryDeclaration> queries,
                                     std::optional<std::string_view> name) {
  std::vector<std::string> names;
  for (const QueryDeclaration& query : queries) {
    if (name && query.name.text == *name) {
      return query;
    }
    names.push_back(query.name.text);
  }
  if (name) {
    throw_bad_request("query '{}' not found{}", *name, did_you_mean(*name, names));
  }
  if (queries.empty()) {
    throw_bad_request("the source holds no query");
  }
  if (queries.size() > 1) {
    throw_bad_request("the source holds multiple queries; name the one to run: {}",
                      fmt::join(names, ", "));
  }
  return queries.front();
}

}  // namespace omnigraph::query
