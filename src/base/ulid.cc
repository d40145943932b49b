#include "base/ulid.h"

#include "base/throw_error.h"

#include <sys/random.h>

namespace omnigraph {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

int digit_value(char c) {
  if (c >= 'a' && c <= 'z') {
    c = static_cast<char>(c - 'a' + 'A');
  }
  std::size_t at = kAlphabet.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

}  // namespace

std::optional<Ulid> Ulid::parse(std::string_view text) {
  // 26 digits hold 130 bits, so the first one must be at most 7.
  if (text.size() != kTextSize || digit_value(text[0]) > 7) {
    return std::nullopt;
  }
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  for (char c : text) {
    int digit = digit_value(c);
    if (digit < 0) {
      return std::nullopt;
    }
    high = high << 5 | low >> 59;
    low = low << 5 | static_cast<std::uint64_t>(digit);
  }
  return Ulid(high, low);
}

void Ulid::write_text(char* out) const {
  std::uint64_t high = high_;
  std::uint64_t low = low_;
  for (std::size_t i = kTextSize; i-- > 0;) {
    out[i] = kAlphabet[low & 31];
    low = low >> 5 | high << 59;
    high >>= 5;
  }
}

std::string Ulid::to_string() const {
  std::string text(kTextSize, '0');
  write_text(text.data());
  return text;
}

Ulid Ulid::plus(std::uint64_t count) const {
  std::uint64_t low = low_ + count;
  return Ulid(high_ + (low < low_ ? 1 : 0), low);
}

std::uint64_t SystemRandom::next() {
  std::uint64_t bits = 0;
  if (getrandom(&bits, sizeof(bits), 0) != static_cast<ssize_t>(sizeof(bits))) {
    throw_internal("the operating system gave no random bits");
  }
  return bits;
}

Ulid UlidGenerator::reserve(std::uint64_t count) {
  auto millis = static_cast<std::uint64_t>(clock_.now_micros() / 1000);
  Ulid fresh(millis << 16 | (random_.next() & 0xFFFF), random_.next());
  MutexLock lock(mutex_);
  // Within a millisecond, and when the clock steps back, go on from the last one.
  Ulid first = fresh.millis() > next_.millis() ? fresh : next_;
  next_ = first.plus(count);
  return first;
}

}  // namespace omnigraph
