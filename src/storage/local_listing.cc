#include "storage/local_listing.h"

#include "storage/local_file.h"
#include "storage/object_name.h"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>
#include <string_view>

namespace omnigraph::storage {

namespace {

struct CloseDirectory {
  void operator()(DIR* directory) const { closedir(directory); }
};

/// Neither file nor folder nor link: no object, and nothing to fail for.
bool is_special(const dirent& entry) {
  return entry.d_type == DT_FIFO || entry.d_type == DT_SOCK || entry.d_type == DT_CHR ||
         entry.d_type == DT_BLK;
}

class Walk {
 public:
  Walk(const std::string& root, const ListRequest& request) : root_(root), request_(request) {}

  /// Lists what is below `folder`: empty for the root, else with a slash at its end.
  void visit(const std::string& folder);

  std::vector<ObjectInfo> take() { return std::move(found_); }

 private:
  std::vector<std::string> wanted_entries(const std::string& folder) const;
  bool is_directory(const dirent& entry, const std::string& path) const;
  bool may_hold_wanted(std::string_view folder) const;
  bool is_wanted(std::string_view name) const;

  const std::string& root_;
  const ListRequest& request_;
  std::vector<ObjectInfo> found_;
};

void Walk::visit(const std::string& folder) {
  for (const std::string& name : wanted_entries(folder)) {
    if (found_.size() >= request_.limit) {
      return;
    }
    if (name.ends_with('/')) {
      visit(name);
    } else if (std::optional<FileStatus> status = find_file_status(root_ + "/" + name)) {
      found_.push_back({name, status->size_bytes, status->modified_micros});
    }
  }
}

/// The entries of a folder that are wanted or may hold such, folders with a slash at their end: in
/// that form their order is the order of the names below them.
std::vector<std::string> Walk::wanted_entries(const std::string& folder) const {
  std::vector<std::string> names;
  std::string path = root_ + "/" + folder;
  std::unique_ptr<DIR, CloseDirectory> directory(opendir(path.c_str()));
  if (!directory) {
    if (errno == ENOENT) {
      return names;
    }
    throw_disk_error("list folder", path, errno);
  }
  while (true) {
    errno = 0;
    const dirent* entry = readdir(directory.get());
    if (entry == nullptr) {
      break;
    }
    std::string_view entry_name = entry->d_name;
    if (entry_name == "." || entry_name == ".." || is_special(*entry)) {
      continue;
    }
    std::string name = folder;
    name += entry_name;
    if (is_directory(*entry, root_ + "/" + name)) {
      name += '/';
    }
    if (name.ends_with('/') ? may_hold_wanted(name) : is_wanted(name)) {
      names.push_back(std::move(name));
    }
  }
  if (errno != 0) {
    throw_disk_error("list folder", path, errno);
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool Walk::is_directory(const dirent& entry, const std::string& path) const {
  if (entry.d_type == DT_DIR || entry.d_type == DT_REG) {
    return entry.d_type == DT_DIR;
  }
  struct stat status {};  // a link, or a file system that does not say
  return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

bool Walk::may_hold_wanted(std::string_view folder) const {
  bool holds_prefix =
      folder.starts_with(request_.prefix) || std::string_view(request_.prefix).starts_with(folder);
  bool is_passed =
      folder < request_.start_after && !std::string_view(request_.start_after).starts_with(folder);
  return holds_prefix && !is_passed && folder.size() < kMaxNameBytes;
}

bool Walk::is_wanted(std::string_view name) const {
  return name.starts_with(request_.prefix) && name > request_.start_after && is_valid_name(name);
}

}  // namespace

std::vector<ObjectInfo> list_files(const std::string& root, const ListRequest& request) {
  Walk walk(root, request);
  std::size_t slash = request.prefix.rfind('/');
  walk.visit(slash == std::string::npos ? std::string() : request.prefix.substr(0, slash + 1));
  return walk.take();
}

}  // namespace omnigraph::storage
