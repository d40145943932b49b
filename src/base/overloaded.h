#pragma once

namespace omnigraph {

/// A visitor for `std::visit` made of lambdas, one an alternative.
template <typename... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <typename... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

}  // namespace omnigraph
