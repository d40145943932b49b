# Every third-party library, from the distribution's packages, and why we use it.

find_package(Threads REQUIRED)
find_package(fmt REQUIRED)            # text formatting; GCC 12 has no <format>
find_package(absl REQUIRED)           # flat hash maps, small vectors, thread-safety annotations
find_package(simdjson REQUIRED)       # JSON in bulk: load records
find_package(nlohmann_json REQUIRED)  # JSON documents: commit records, the IR, results
find_package(Protobuf REQUIRED)       # Lance metadata (lite runtime)
find_package(roaring REQUIRED)        # deletion vectors

# oneTBB and CLI11: parallel loops, command-line parsing.
if(NOT OMNIGRAPH_PLAIN_THREADS)
  find_package(TBB REQUIRED)
endif()
find_path(CLI11_INCLUDE_DIR CLI/CLI.hpp REQUIRED)

# XXH3 (ids in segments, checksums) and SHA-256 (schema digests): small static libraries, so that a
# command pays nothing at start.
function(omnigraph_static_dependency target header library)
  find_path(${target}_INCLUDE_DIR ${header} REQUIRED)
  find_library(${target}_LIBRARY NAMES lib${library}.a ${library} REQUIRED)
  add_library(omnigraph_${target} INTERFACE)
  target_include_directories(omnigraph_${target} SYSTEM INTERFACE ${${target}_INCLUDE_DIR})
  target_link_libraries(omnigraph_${target} INTERFACE ${${target}_LIBRARY})
endfunction()
omnigraph_static_dependency(xxhash xxhash.h xxhash)
omnigraph_static_dependency(md sha2.h md)
omnigraph_static_dependency(protobuf google/protobuf/message_lite.h protobuf-lite)
target_link_libraries(omnigraph_protobuf INTERFACE Threads::Threads)
omnigraph_static_dependency(re2 re2/re2.h re2)  # @check patterns: linear time on any input
target_link_libraries(omnigraph_re2 INTERFACE Threads::Threads)
# Compressed pages and deletion files: ours (zstd) and those that LanceDB writes (both).
omnigraph_static_dependency(zstd zstd.h zstd)
omnigraph_static_dependency(lz4 lz4.h lz4)

if(OMNIGRAPH_TESTS)
  find_package(GTest REQUIRED)       # tests and matchers
  find_package(rapidcheck REQUIRED)  # property tests
endif()
