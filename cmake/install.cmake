# The installed package: include/omnigraph/ and one target, `omnigraph::omnigraph`, which is the
# engine and all layers below it as one static library. What the layers link, the target links;
# so a new dependency needs no mention here.

get_property(layers GLOBAL PROPERTY OMNIGRAPH_LIBRARIES)
list(REMOVE_ITEM layers omnigraph_cli)  # a front end, not for embedding

# What a program needs that links `target`: imported targets, and libraries by their short names.
function(omnigraph_linked_libraries target property result)
  get_target_property(links ${target} ${property})
  set(found)
  foreach(link IN LISTS links)
    if(link IN_LIST layers OR (link MATCHES "TBB::" AND OMNIGRAPH_PLAIN_THREADS))
      continue()
    elseif(link MATCHES "[A-Za-z0-9_]+::[A-Za-z0-9_]+")
      list(APPEND found ${CMAKE_MATCH_0})
    elseif(link MATCHES "^/")
      get_filename_component(name ${link} NAME_WE)
      string(REGEX REPLACE "^lib" "" name ${name})
      list(APPEND found ${name})
    elseif(TARGET ${link})
      omnigraph_linked_libraries(${link} INTERFACE_LINK_LIBRARIES inner)
      list(APPEND found ${inner})
    endif()
  endforeach()
  set(${result} ${found} PARENT_SCOPE)
endfunction()

set(objects)
set(links)
foreach(layer IN LISTS layers)
  list(APPEND objects $<TARGET_OBJECTS:${layer}>)
  omnigraph_linked_libraries(${layer} LINK_LIBRARIES layer_links)
  list(APPEND links ${layer_links})
endforeach()
list(REMOVE_DUPLICATES links)
list(REMOVE_ITEM links nlohmann_json::nlohmann_json)  # headers only, and none of them are ours

# Packages of the imported targets, for find_dependency.
set(OMNIGRAPH_DEPENDENCIES ${links})
list(FILTER OMNIGRAPH_DEPENDENCIES INCLUDE REGEX ::)
list(TRANSFORM OMNIGRAPH_DEPENDENCIES REPLACE "::.*" "")
list(REMOVE_DUPLICATES OMNIGRAPH_DEPENDENCIES)

add_library(omnigraph_package STATIC ${objects})
set_target_properties(omnigraph_package PROPERTIES
                      OUTPUT_NAME omnigraph EXPORT_NAME omnigraph LINKER_LANGUAGE CXX
                      VERIFY_INTERFACE_HEADER_SETS ON)
target_compile_features(omnigraph_package INTERFACE cxx_std_20)
target_link_libraries(omnigraph_package INTERFACE ${links})
file(GLOB public_headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/include/omnigraph/*.h)
target_sources(omnigraph_package PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/include
               FILES ${public_headers})

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/omnigraph)
include(CMakePackageConfigHelpers)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/omnigraph-config.cmake.in
                              ${PROJECT_BINARY_DIR}/omnigraph-config.cmake
                              INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/omnigraph-config-version.cmake
                                 COMPATIBILITY SameMinorVersion)
install(TARGETS omnigraph_package EXPORT omnigraph-targets FILE_SET HEADERS)
install(EXPORT omnigraph-targets NAMESPACE omnigraph:: DESTINATION ${package_dir})
install(FILES ${PROJECT_BINARY_DIR}/omnigraph-config.cmake
              ${PROJECT_BINARY_DIR}/omnigraph-config-version.cmake
        DESTINATION ${package_dir})
