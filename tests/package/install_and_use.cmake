# Installs the build into a folder of its own, builds consumer/ against that folder alone, runs it.

set(work ${BUILD_DIR}/package_test)
file(REMOVE_RECURSE ${work})

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "failed (${status}): ${command}")
  endif()
endfunction()

run(${CMAKE_COMMAND} --install ${BUILD_DIR} --prefix ${work}/installed)
file(GLOB_RECURSE headers RELATIVE ${work}/installed/include ${work}/installed/include/*)
list(FILTER headers EXCLUDE REGEX "^omnigraph/[a-z_]+\\.h$")
if(headers)
  message(FATAL_ERROR "installed headers that are not public: ${headers}")
endif()

run(${CMAKE_COMMAND} -G Ninja -S ${CMAKE_CURRENT_LIST_DIR}/consumer -B ${work}/consumer
    -DCMAKE_CXX_COMPILER=${CXX} -DCMAKE_PREFIX_PATH=${work}/installed)
run(${CMAKE_COMMAND} --build ${work}/consumer)
run(${work}/consumer/consumer ${work}/people.omni)
run(${work}/installed/bin/omnigraph --version)
