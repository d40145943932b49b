# Brings what package.json names into PACKAGES, unless it is there already.

file(MAKE_DIRECTORY ${PACKAGES})
if(EXISTS ${PACKAGES}/installed.json)
  file(SHA256 ${SOURCE} wanted)
  file(SHA256 ${PACKAGES}/installed.json present)
  if(wanted STREQUAL present)
    return()
  endif()
endif()
file(REMOVE_RECURSE ${PACKAGES}/node_modules)
file(COPY_FILE ${SOURCE} ${PACKAGES}/package.json)
find_program(NPM npm REQUIRED)
# The optional packages of LanceDB are half a gigabyte of embedding models' runtimes.
execute_process(COMMAND ${NPM} install --prefix ${PACKAGES} --omit=optional --legacy-peer-deps
                        --ignore-scripts --no-package-lock --no-audit --no-fund
                WORKING_DIRECTORY ${PACKAGES} RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "npm could not install ${SOURCE}")
endif()
file(COPY_FILE ${SOURCE} ${PACKAGES}/installed.json)
