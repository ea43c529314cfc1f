# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# The one list of Debian packages. A line is one need; alternatives are parted by | and the first one that this release
# knows is taken (names differ between Debian 12, Debian 13 and Ubuntu 24.04).

# packages_for PURPOSE... : prints the needs of each purpose, one a line.
packages_for() {
    local purpose
    for purpose in "$@"; do
        case $purpose in
            build) printf '%s\n' \
                g++ cmake ninja-build \
                qt6-base-dev 'qt6-svg-dev|libqt6svg6-dev' qcoro-qt6-dev qt6-httpserver-dev zlib1g-dev libgmp-dev libwebp-dev ;;
            # Qt talks to X11 out of the box; a session with Wayland alone needs the plugin.
            wayland) printf '%s\n' qt6-wayland ;;
            # clang's run-time library holds its sanitizers, llvm the symbolizer that names functions in their reports;
            # both have to be of clang's own version. What we write is read by other programs too, and CPython's own tests of asyncio run under the probe. mold links the many test programs in a tenth of the time.
            test) printf '%s\n' \
                python3 mold desktop-file-utils appstream shared-mime-info libglib2.0-bin \
                protobuf-compiler librsvg2-bin poppler-utils \
                'libpython3.13-testsuite|libpython3.12-testsuite|libpython3.11-testsuite' \
                'clang-19|clang-18|clang-17|clang-16' \
                'libclang-rt-19-dev|libclang-rt-18-dev|libclang-rt-17-dev|libclang-rt-16-dev' \
                'llvm-19|llvm-18|llvm-17|llvm-16' ;;
            bench) printf '%s\n' python3 libbenchmark-dev ;;
            *) echo "packages_for: unknown purpose $purpose" >&2; return 2 ;;
        esac
    done
}
