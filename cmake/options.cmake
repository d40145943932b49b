# Build options and the compiler flags that every target of ours gets.

option(OMNIGRAPH_TESTS "Build the tests" ${PROJECT_IS_TOP_LEVEL})
option(OMNIGRAPH_FUZZERS "Build the libFuzzer targets (Clang only)" OFF)
option(OMNIGRAPH_PLAIN_THREADS "Run parallel loops on std::thread instead of oneTBB" OFF)
set(OMNIGRAPH_SANITIZERS "" CACHE STRING "Value of -fsanitize= for all of our code")

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

# GCC 12 reports -Wrestrict falsely on string concatenation (GCC bug 105329).
set(OMNIGRAPH_WARNINGS -Wall -Wextra -Wpedantic)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  list(APPEND OMNIGRAPH_WARNINGS -Wno-restrict)
endif()

set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g1")

if(OMNIGRAPH_SANITIZERS)
  add_compile_options(-fsanitize=${OMNIGRAPH_SANITIZERS} -fno-omit-frame-pointer
                      -fno-sanitize-recover=undefined)
  # The fuzzer runtime is linked by fuzz targets only.
  string(REPLACE ",fuzzer-no-link" "" link_sanitizers "${OMNIGRAPH_SANITIZERS}")
  add_link_options(-fsanitize=${link_sanitizers})
endif()

find_program(OMNIGRAPH_MOLD mold)
if(OMNIGRAPH_MOLD)
  add_link_options(-fuse-ld=mold)
endif()
# Commands start fast when they load only what they use and bind symbols on first call.
add_link_options(-Wl,--as-needed -Wl,-z,lazy)
