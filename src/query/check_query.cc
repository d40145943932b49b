#include "query/check_query.h"

#include "query/check_context.h"
#include "query/check_mutation.h"
#include "query/check_read.h"

namespace omnigraph::query {

CheckedQuery check_query(const QueryDeclaration& query, const schema::Catalog& catalog,
                         std::string_view source) {
  CheckContext context(catalog, source, query.parameters);
  CheckedQuery checked;
  checked.name = query.name.text;
  checked.parameters = context.parameters();
  if (const auto* read = std::get_if<ReadBody>(&query.body)) {
    checked.body = check_read(context, *read);
  } else {
    checked.body = check_mutation(context, query.name, std::get<MutationBody>(query.body));
  }
  return checked;
}

}  // namespace omnigraph::query
