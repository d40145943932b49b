#include "schema/ast.h"

#include <algorithm>

namespace omnigraph::schema {

const AnnotationSyntax* find_annotation(const std::vector<AnnotationSyntax>& annotations,
                                        std::string_view name) {
  auto found = std::find_if(
      annotations.begin(), annotations.end(),
      [name](const AnnotationSyntax& annotation) { return annotation.name.text == name; });
  return found != annotations.end() ? &*found : nullptr;
}

}  // namespace omnigraph::schema
