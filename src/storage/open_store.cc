#include "storage/open_store.h"

#include "base/throw_error.h"
#include "storage/local_store.h"

#include <filesystem>
#include <string>
#include <system_error>

namespace omnigraph::storage {

namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  if (c >= 'a' && c <= 'f') {
    return c - 'a' + 10;
  }
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::string percent_decoded(std::string_view text, std::string_view uri) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      throw_bad_request(
          "invalid escape in '{}': '%' must be followed by two hex digits; write a "
          "literal '%' as %25",
          uri);
    }
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return decoded;
}

/// The path of a `file://` URI; `rest` is what follows the two slashes.
std::string file_path(std::string_view rest, std::string_view uri) {
  std::size_t slash = rest.find('/');
  std::string_view host = rest.substr(0, slash);
  if (slash == rest.npos || (!host.empty() && host != "localhost")) {
    throw_bad_request(
        "'{}' names the host '{}'; write a local folder with three slashes and its "
        "absolute path, as in file:///data/graph",
        uri, host);
  }
  if (rest.find_first_of("?#") != rest.npos) {
    throw_bad_request(
        "'{}' has a query or fragment, which a file URI cannot have; write a literal "
        "'?' as %3F and '#' as %23",
        uri);
  }
  return percent_decoded(rest.substr(slash), uri);
}

}  // namespace

std::string local_path(std::string_view uri) {
  std::size_t separator = uri.find("://");
  if (separator == uri.npos) {
    return std::string(uri);
  }
  std::string scheme(uri.substr(0, separator));
  for (char& c : scheme) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  if (scheme == "file") {
    return file_path(uri.substr(separator + 3), uri);
  }
  if (scheme == "s3") {
    throw_bad_request("cannot open '{}': S3 is not available in this build; use a local folder",
                      uri);
  }
  if (scheme == "http" || scheme == "https") {
    throw_bad_request("'{}' is a remote URL, not a store; address a server with --server", uri);
  }
  throw_bad_request("cannot open '{}': unknown scheme '{}'; use a path or a file:// URI", uri,
                    scheme);
}

std::unique_ptr<ObjectStore> open_store(std::string_view uri, StoreOptions options) {
  std::string path = local_path(uri);
  if (path.empty()) {
    throw_bad_request("the store's address is empty; use a path or a file:// URI");
  }
  if (path.find('\0') != path.npos) {
    throw_bad_request("the store's path contains a NUL character: '{}'", uri);
  }
  std::error_code error;
  std::filesystem::file_status status = std::filesystem::status(path, error);
  if (error == std::errc::not_a_directory ||
      (std::filesystem::exists(status) && !std::filesystem::is_directory(status))) {
    throw_bad_request("'{}' is, or lies below, a file; a graph is a folder", uri);
  }
  return std::make_unique<LocalStore>(path, LocalStoreOptions{.durability = options.durability});
}

}  // namespace omnigraph::storage
