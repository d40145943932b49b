#pragma once

namespace omnigraph::query {

/// A visitor for `std::visit` made of lambdas, one an alternative.
template <typename... Lambdas>
struct Overloaded : Lambdas... {
  using Lambdas::operator()...;
};
template <typename... Lambdas>
Overloaded(Lambdas...) -> Overloaded<Lambdas...>;

}  // namespace omnigraph::query
