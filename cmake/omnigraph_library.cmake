# omnigraph_library(NAME [USES layer...] [LINKS target...] [PUBLIC_LINKS target...])
#
# A folder of src/ as one static library `omnigraph::NAME`. USES states which layers its includes
# may reach (scripts/check_layers.py holds it to that); LINKS are third-party targets that only its
# sources see, PUBLIC_LINKS those that its headers include.
function(omnigraph_library name)
  cmake_parse_arguments(arg "" "" "USES;LINKS;PUBLIC_LINKS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.h)
  set(target omnigraph_${name})
  add_library(${target} STATIC ${sources})
  add_library(omnigraph::${name} ALIAS ${target})
  target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/src
                 FILES ${headers})
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR}/src
                             ${PROJECT_SOURCE_DIR}/include)
  target_compile_options(${target} PRIVATE ${OMNIGRAPH_WARNINGS})
  set_target_properties(${target} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  list(TRANSFORM arg_USES PREPEND omnigraph_)
  target_link_libraries(${target} PUBLIC ${arg_USES} ${arg_PUBLIC_LINKS} PRIVATE ${arg_LINKS})
  set_property(GLOBAL APPEND PROPERTY OMNIGRAPH_LIBRARIES ${target})
endfunction()

# omnigraph_test(NAME [LINKS target...] [SOURCES file...])
#
# The tests of one folder as one binary. Sources default to every *.cc below the calling folder.
function(omnigraph_test name)
  cmake_parse_arguments(arg "" "TIMEOUT" "LINKS;SOURCES" ${ARGN})
  if(NOT arg_SOURCES)
    file(GLOB_RECURSE arg_SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  add_executable(${name}_test ${arg_SOURCES})
  target_link_libraries(${name}_test PRIVATE omnigraph_testing ${arg_LINKS})
  target_compile_options(${name}_test PRIVATE ${OMNIGRAPH_WARNINGS})
  target_precompile_headers(${name}_test REUSE_FROM omnigraph_testing_pch)
  add_test(NAME ${name} COMMAND ${name}_test --gtest_brief=1)
  set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT})
endfunction()
