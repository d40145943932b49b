#include "base/base64.h"

#include <array>
#include <cstdint>

namespace omnigraph {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint32_t kNoDigit = 0x80;

constexpr std::array<std::uint8_t, 256> make_digits() {
  std::array<std::uint8_t, 256> digits{};
  for (std::uint8_t& digit : digits) {
    digit = kNoDigit;
  }
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    digits[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return digits;
}

constexpr std::array<std::uint8_t, 256> kDigits = make_digits();

std::uint32_t digit(char c) { return kDigits[static_cast<unsigned char>(c)]; }

/// The three bytes of four digits; `bad` collects what is no digit.
std::uint32_t group(const char* at, std::uint32_t& bad) {
  std::uint32_t a = digit(at[0]);
  std::uint32_t b = digit(at[1]);
  std::uint32_t c = digit(at[2]);
  std::uint32_t d = digit(at[3]);
  bad |= a | b | c | d;
  return a << 18 | b << 12 | c << 6 | d;
}

void append_bytes(std::string& out, std::uint32_t bits, int count) {
  for (int i = 0; i < count; ++i) {
    out += static_cast<char>(bits >> (16 - 8 * i) & 0xFF);
  }
}

}  // namespace

std::string encode_base64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::string_view part = bytes.substr(i, 3);
    std::uint32_t bits = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      bits = bits << 8 | (j < part.size() ? static_cast<unsigned char>(part[j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      text += j <= part.size() ? kAlphabet[bits >> (18 - 6 * j) & 63] : '=';
    }
  }
  return text;
}

std::optional<std::string> decode_base64(std::string_view text) {
  if (text.size() % 4 != 0) {
    return std::nullopt;
  }
  std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::uint32_t bad = 0;
  std::size_t whole = text.size() - (padding > 0 ? 4 : 0);
  for (std::size_t i = 0; i < whole; i += 4) {
    append_bytes(bytes, group(text.data() + i, bad), 3);
  }
  if (padding > 0) {
    std::string last(text.substr(whole, 4 - padding));
    last.append(padding, 'A');
    std::uint32_t bits = group(last.data(), bad);
    int count = padding == 1 ? 2 : 1;
    if ((bits & (0xFFFFFFU >> (8 * count))) != 0) {
      return std::nullopt;
    }
    append_bytes(bytes, bits, count);
  }
  return (bad & kNoDigit) == 0 ? std::optional(std::move(bytes)) : std::nullopt;
}

}  // namespace omnigraph
