# SPDX-License-Identifier: GPL-3.0-or-later
# libwebp with its animations: WebP::mux writes them (libwebpmux), WebP::demux reads them (libwebpdemux). Distributions build it
# with autotools or with CMake, so not each of them installs a package file.
include(FindPackageHandleStandardArgs)
find_path(WebP_INCLUDE_DIR webp/mux.h)
find_library(WebP_LIBRARY webp)
find_library(WebP_MUX_LIBRARY NAMES webpmux libwebpmux)
find_library(WebP_DEMUX_LIBRARY NAMES webpdemux libwebpdemux)
find_package_handle_standard_args(WebP REQUIRED_VARS WebP_LIBRARY WebP_MUX_LIBRARY WebP_DEMUX_LIBRARY WebP_INCLUDE_DIR)
mark_as_advanced(WebP_INCLUDE_DIR WebP_LIBRARY WebP_MUX_LIBRARY WebP_DEMUX_LIBRARY)
if(WebP_FOUND AND NOT TARGET WebP::mux)
  foreach(part mux demux)
    string(TOUPPER ${part} upper)
    add_library(WebP::${part} INTERFACE IMPORTED)
    target_include_directories(WebP::${part} SYSTEM INTERFACE ${WebP_INCLUDE_DIR})
    target_link_libraries(WebP::${part} INTERFACE ${WebP_${upper}_LIBRARY} ${WebP_LIBRARY})
  endforeach()
endif()
