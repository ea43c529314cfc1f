# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# What packaging/run, packaging/test and packaging/bench share: packages, configure, build, and how a phase is reported.

TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=packaging/packages.sh
. "$TOP/packaging/packages.sh"

fail() {
    echo "loopscope: $*" >&2
    exit 1
}

# phase NAME LOG COMMAND... : runs COMMAND with its output in LOG; one line with the time it took, the end of LOG where it fails.
phase() {
    local name=$1 log=$2 begun=$EPOCHREALTIME status=0
    shift 2
    mkdir -p "$(dirname "$log")"
    printf '%-28s' "$name"
    if [ -t 1 ]; then
        "$@" 2>&1 </dev/null | tee "$log" | show_progress "$name"
        status=${PIPESTATUS[0]}
    else
        "$@" >"$log" 2>&1 </dev/null || status=$?
    fi
    if [ "$status" -eq 0 ]; then
        echo "$(seconds_since "$begun") s"
        return 0
    fi
    echo "failed after $(seconds_since "$begun") s; the end of $log:"
    tail -n "${LOG_TAIL:-40}" "$log" | sed 's/^/    /'
    return "$status"
}

# Ninja's "[12/345] ..." lines, shown in place on a terminal.
show_progress() {
    awk -v name="$1" '
        match($0, /^\[[0-9]+\/[0-9]+\]/) { printf "\r%-28s%s ", name, substr($0, RSTART, RLENGTH); fflush() }
        END { printf "\r\033[K%-28s", name }'
}

# seconds_since EPOCHREALTIME : "12.3"; the fraction's sign follows the locale, hence the [,.].
seconds_since() {
    local now=${EPOCHREALTIME/[,.]/} then=${1/[,.]/} tenths
    tenths=$(((now - then) / 100000))
    echo "$((tenths / 10)).$((tenths % 10))"
}

is_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# installed_of NEED : the first alternative of NEED that is installed.
installed_of() {
    local name
    for name in ${1//|/ }; do
        if is_installed "$name"; then echo "$name"; return 0; fi
    done
    return 1
}

# offered_of NEED : the first alternative of NEED that apt can install.
offered_of() {
    local name policy
    for name in ${1//|/ }; do
        policy=$(LC_ALL=C apt-cache policy "$name" 2>/dev/null)
        if [[ $policy =~ Candidate:\ [^\(] ]]; then echo "$name"; return 0; fi
    done
    return 1
}

# need_packages PURPOSE... : installs what of these purposes is missing. Asks apt nothing where nothing is missing.
need_packages() {
    local need name missing=() names=()
    if ! command -v dpkg-query >/dev/null; then
        echo "no dpkg here: taking it that these are installed under this system's names: $(packages_for "$@" | paste -sd " ")"
        return 0
    fi
    while read -r need; do
        installed_of "$need" >/dev/null || missing+=("$need")
    done < <(packages_for "$@")
    [ ${#missing[@]} -gt 0 ] || return 0

    local as_root=(env DEBIAN_FRONTEND=noninteractive)
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "packages are missing and there is neither root nor sudo to install them; as root: apt-get install ${missing[*]%%|*}"
        echo "packages are missing, sudo may ask for your password: ${missing[*]%%|*}"
        sudo -v || fail "packages are missing and sudo refused; as root: apt-get install ${missing[*]%%|*}"
        as_root=(sudo "${as_root[@]}")
    fi
    # A foreign source that cannot be reached need not stop us: what counts is whether the install below works.
    phase "package lists" "$TOP/build/apt-update.log" "${as_root[@]}" apt-get -o DPkg::Lock::Timeout=300 update ||
        echo "going on with the package lists that are there"
    for need in "${missing[@]}"; do
        name=$(offered_of "$need") || fail "apt knows no package $need (on Ubuntu: is 'universe' enabled?)"
        names+=("$name")
    done
    phase "${#names[@]} packages" "$TOP/build/apt-install.log" "${as_root[@]}" apt-get -o DPkg::Lock::Timeout=300 \
        -o Dpkg::Use-Pty=0 install -y --no-install-recommends "${names[@]}" || fail "apt could not install: ${names[*]}"
}

# One compiler job needs up to about 1.5 GiB here; more jobs than memory would end in swapping or a killed compiler.
build_jobs() {
    local cores memory
    cores=$(nproc)
    memory=$(awk '/^MemAvailable:/ { print int($2 / 1572864) }' /proc/meminfo 2>/dev/null || true)
    [ -n "$memory" ] || memory=$cores
    [ "$memory" -ge 1 ] || memory=1
    echo $((cores < memory ? cores : memory))
}

# configure PRESET [CMAKE-ARGUMENT...] : nothing to do where this tree was configured with the same arguments and presets;
# changed CMake files are Ninja's to notice.
configure() {
    local preset=$1 stamp key
    shift
    stamp=$TOP/build/$preset/.configured
    key="$TOP $* $(cksum <"$TOP/CMakePresets.json") $(cmake --version | head -n 1)"
    if [ -f "$TOP/build/$preset/build.ninja" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$key" ]; then
        return 0
    fi
    local launcher=() linker=()
    command -v ccache >/dev/null && launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
    command -v mold >/dev/null && linker=(-DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=mold)
    phase "configure $preset" "$TOP/build/$preset-configure.log" \
        cmake -S "$TOP" --preset "$preset" "${launcher[@]}" "${linker[@]}" "$@" || return
    echo "$key" >"$stamp"
}

# build PRESET [TARGET...]
build() {
    local preset=$1
    shift
    phase "build $preset" "$TOP/build/$preset-build.log" \
        cmake --build "$TOP/build/$preset" --parallel "$(build_jobs)" ${1:+--target "$@"}
}

# The newest clang++ from 16 on: its name.
newest_clang() {
    local version
    for version in 19 18 17 16; do
        if command -v "clang++-$version" >/dev/null; then echo "clang++-$version"; return 0; fi
    done
    return 1
}
