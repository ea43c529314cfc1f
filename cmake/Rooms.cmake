# SPDX-License-Identifier: GPL-3.0-or-later
# A room is a folder under src/ that is one static library; a test is one executable for one source file.

add_library(loopscope_options INTERFACE)
target_include_directories(loopscope_options INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_definitions(loopscope_options INTERFACE
  QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_KEYWORDS QT_NO_FOREACH
  LOOPSCOPE_VERSION="${PROJECT_VERSION}")
file(RELATIVE_PATH source_from_build ${CMAKE_BINARY_DIR} ${CMAKE_SOURCE_DIR}/src)
target_compile_options(loopscope_options INTERFACE -Wall -Wextra -Wconversion -Werror
  # __FILE__ in recorded await sites must not depend on where the tree was built, or traces would differ.
  # A compiler cache may name the file relative to the build folder.
  -fmacro-prefix-map=${CMAKE_SOURCE_DIR}/src/= -fmacro-prefix-map=${source_from_build}/=)

# loopscope_room(NAME SOURCES f... LINKS room-or-target...)
# Rooms are linked by their bare folder names; anything with :: is an outside library.
function(loopscope_room NAME)
  cmake_parse_arguments(ROOM "" "" "SOURCES;LINKS" ${ARGN})
  add_library(loopscope_${NAME} STATIC ${ROOM_SOURCES})
  add_library(Loopscope::${NAME} ALIAS loopscope_${NAME})
  target_link_libraries(loopscope_${NAME} PUBLIC loopscope_options)
  foreach(link IN LISTS ROOM_LINKS)
    if(link MATCHES "::")
      target_link_libraries(loopscope_${NAME} PUBLIC ${link})
    else()
      target_link_libraries(loopscope_${NAME} PUBLIC loopscope_${link})
    endif()
  endforeach()
endfunction()

# loopscope_test(FILE LINKS room-or-target... [LABELS l...] [TIMEOUT s])
# FILE is tst_NAME.cpp in the calling folder; the test runs offscreen and is killed after TIMEOUT seconds (60).
# The folder's name is a label of each test in it.
function(loopscope_test FILE)
  cmake_parse_arguments(TEST "" "TIMEOUT" "LINKS;LABELS;SOURCES" ${ARGN})
  get_filename_component(name ${FILE} NAME_WE)
  add_executable(${name} ${FILE} ${TEST_SOURCES})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  find_package(Qt6 REQUIRED COMPONENTS Test QUIET)
  target_link_libraries(${name} PRIVATE loopscope_options loopscope_places Qt6::Test)
  foreach(link IN LISTS TEST_LINKS)
    if(link MATCHES "::")
      target_link_libraries(${name} PRIVATE ${link})
    else()
      target_link_libraries(${name} PRIVATE loopscope_${link})
    endif()
  endforeach()
  add_test(NAME ${name} COMMAND ${name})
  get_filename_component(folder ${CMAKE_CURRENT_SOURCE_DIR} NAME)
  if(NOT TEST_TIMEOUT)
    set(TEST_TIMEOUT 60)
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${TEST_TIMEOUT} LABELS "${folder};${TEST_LABELS}"
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QT_LOGGING_RULES=qt.qpa.*=false;TSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/support/tsan.supp")
endfunction()
