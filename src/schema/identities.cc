#include "schema/identities.h"

#include "base/throw_error.h"
#include "base/ulid.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace omnigraph::schema {
namespace {

class Counter {
 public:
  explicit Counter(std::uint64_t& next) : next_(next) {}

  void assign(std::uint64_t& id) {
    if (id != 0) {
      return;
    }
    if (next_ == std::numeric_limits<std::uint64_t>::max()) {
      throw_error(ErrorKind::conflict,
                  "this graph has used up its stable identities; export it and load it into a new "
                  "graph");
    }
    id = next_++;
  }

 private:
  std::uint64_t& next_;
};

/// A type's properties, under the id of the type.
struct Owner {
  std::uint64_t type_id;
  std::vector<Property>* properties;
};

}  // namespace

void allocate_identities(Catalog& catalog, std::string domain) {
  std::optional<Ulid> ulid = Ulid::parse(domain);
  ensure(ulid && ulid->to_string() == domain, "the identity domain is a canonical ULID");
  catalog.identity_domain = std::move(domain);
  Counter counter(catalog.next_identity_id);
  std::vector<Owner> owners;
  std::vector<EntityType*> tables;
  for (InterfaceType& type : catalog.interfaces) {
    counter.assign(type.type_id);
    owners.push_back({type.type_id, &type.properties});
  }
  auto add_table = [&](EntityType& type) {
    counter.assign(type.type_id);
    owners.push_back({type.type_id, &type.properties});
    tables.push_back(&type);
  };
  for (NodeType& type : catalog.nodes) {
    add_table(type);
  }
  for (EdgeType& type : catalog.edges) {
    add_table(type);
  }
  std::sort(owners.begin(), owners.end(),
            [](const Owner& a, const Owner& b) { return a.type_id < b.type_id; });
  for (const Owner& owner : owners) {
    for (Property& property : *owner.properties) {
      counter.assign(property.id);
    }
  }
  std::sort(tables.begin(), tables.end(),
            [](const EntityType* a, const EntityType* b) { return a->type_id < b->type_id; });
  for (EntityType* table : tables) {
    counter.assign(table->incarnation);
  }
}

}  // namespace omnigraph::schema
