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

# std::stable_sort of libstdc++ 12 calls what C++17 has deprecated, and clang tells of it in our files; g++ still tells of other uses.
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  target_compile_options(loopscope_options INTERFACE -Wno-deprecated-declarations)
endif()

# Reading Qt's and the standard library's headers is half of what a file costs to compile, so g++ reads them once for the
# rooms without widgets and once for those with. clang, unless asked, reads each file as it stands: it finds an #include that is missing.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  set(precompile ON)
else()
  set(precompile OFF)
endif()
option(LOOPSCOPE_PRECOMPILE "Compile the common headers once" ${precompile})
if(LOOPSCOPE_PRECOMPILE)
  foreach(headers core widgets)
    add_library(loopscope_headers_${headers} STATIC ${CMAKE_SOURCE_DIR}/cmake/headers.cpp)
    set_target_properties(loopscope_headers_${headers} PROPERTIES AUTOMOC OFF AUTOUIC OFF AUTORCC OFF)
    target_precompile_headers(loopscope_headers_${headers} PRIVATE ${CMAKE_SOURCE_DIR}/cmake/headers_${headers}.h)
  endforeach()
  target_link_libraries(loopscope_headers_core PRIVATE loopscope_options Qt6::Core)
  target_link_libraries(loopscope_headers_widgets PRIVATE loopscope_options Qt6::Widgets)
endif()

# loopscope_precompile(TARGET LINK...) : gives TARGET the headers that fit what it links.
function(loopscope_precompile TARGET)
  if(TARGET loopscope_headers_core)
    set(headers core)
    foreach(room timeline panels app window Qt6::Widgets)
      if(room IN_LIST ARGN)
        set(headers widgets)
      endif()
    endforeach()
    target_precompile_headers(${TARGET} REUSE_FROM loopscope_headers_${headers})
  endif()
endfunction()

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
  loopscope_precompile(loopscope_${NAME} ${NAME} ${ROOM_LINKS})
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
  # Qt tells each test where it was built, for QFINDTESTDATA; no test here uses that, and no two checkouts could share a compiler cache.
  get_target_property(definitions Qt6::Test INTERFACE_COMPILE_DEFINITIONS)
  list(FILTER definitions EXCLUDE REGEX "QT_TESTCASE_")
  set_property(TARGET Qt6::Test PROPERTY INTERFACE_COMPILE_DEFINITIONS "${definitions}")
  target_link_libraries(${name} PRIVATE loopscope_options loopscope_places Qt6::Test)
  foreach(link IN LISTS TEST_LINKS)
    if(link MATCHES "::")
      target_link_libraries(${name} PRIVATE ${link})
    else()
      target_link_libraries(${name} PRIVATE loopscope_${link})
    endif()
  endforeach()
  loopscope_precompile(${name} ${TEST_LINKS})
  # QTRY_VERIFY and its kin narrow milliseconds inside their macros in later Qt; with 6.4 our own conversions in tests are checked.
  if(Qt6Core_VERSION VERSION_GREATER 6.5)
    set_property(SOURCE ${FILE} APPEND PROPERTY COMPILE_OPTIONS -Wno-conversion)
  endif()
  add_test(NAME ${name} COMMAND ${name})
  get_filename_component(folder ${CMAKE_CURRENT_SOURCE_DIR} NAME)
  if(NOT TEST_TIMEOUT)
    set(TEST_TIMEOUT 60)
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${TEST_TIMEOUT} LABELS "${folder};${TEST_LABELS}"
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QT_LOGGING_RULES=qt.qpa.*=false;TSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/support/tsan.supp;LSAN_OPTIONS=print_suppressions=0:suppressions=${CMAKE_SOURCE_DIR}/tests/support/lsan.supp")
endfunction()
