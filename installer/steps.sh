# Named steps with times, packages, and the build: what installer/run and tests/run share. Sourced by them.
#
# Each step's output goes to build/log/NAME.log; a step that fails shows its last lines and what to do.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
logs=$root/build/log
step_number=0
steps_total=0
export LC_ALL=C.UTF-8 PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin" HOME="${HOME:-/root}"

warn() { printf 'warning: %s\n' "$*" >&2; }
give_up() { printf 'error: %s\n' "$*" >&2; exit 1; }

# step NAME "Title" "What to do if it fails" COMMAND...
step() {
    local name=$1 title=$2 advice=$3 status=0 begin=$SECONDS pulse log
    shift 3
    step_number=$((step_number + 1))
    log=$logs/$name.log
    mkdir -p "$logs"
    printf '[%d/%d] %s ... ' "$step_number" "$steps_total" "$title"
    # a sign of life for long steps: some CI systems end jobs that say nothing
    { while sleep 30; do printf '. '; done; } &
    pulse=$!
    # A command of its own, in its own shell: "set -e" is not in force in a condition.
    (set -eu; "$@") > "$log" 2>&1 < /dev/null &
    wait $! || status=$?
    kill $pulse 2>/dev/null
    wait $pulse 2>/dev/null
    if [ $status = 0 ]; then
        printf 'done (%d s)\n' $((SECONDS - begin))
        return
    fi
    printf 'FAILED (%d s)\n\n' $((SECONDS - begin))
    tail -n 25 "$log" | sed 's/^/    /'
    printf '\n%s failed with status %d. The whole log: %s\n%s\n' "$title" $status "$log" "$advice"
    exit $status
}

# Runs a command as root.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -- "$@"; fi
}

# sudo asks for the password once, while there is still a terminal to ask on.
become_root() {
    [ "$(id -u)" != 0 ] || return 0
    command -v sudo > /dev/null || give_up "run this as root (sudo is not installed)"
    sudo -v || give_up "run this as root, or as a user who may use sudo"
}

# What a file that --config names says of a setting: the last line counts, as for the program. Nothing if it can't be read.
setting_in() { # file name
    sed -n "s/^[[:space:]]*$2[[:space:]]*=[[:space:]]*//p" "$1" 2> /dev/null | sed 's/[[:space:]]*$//' | tail -n 1
}

# The packages of lists: build, runtime, test.
packages_of() {
    local list
    for list in "$@"; do sed 's/#.*//' "$root/installer/packages/$list.txt"; done | awk 'NF { print $1 }' | sort -u
}
missing_packages() {
    command -v dpkg-query > /dev/null || { echo "This is not a Debian system: there is no dpkg-query." >&2; return 1; }
    comm -23 <(packages_of "$@") <(dpkg-query -W -f '${Package} ${db:Status-Status}\n' | awk '$2 == "installed" { print $1 }' | sort -u)
}

# Installs what is missing. Services are not started by their packages: without systemd that may fail, and Skylab's own
# host scripts start what is needed. A policy that is there already stays, unless a killed installation left it.
policy=/usr/sbin/policy-rc.d
install_packages() {
    local missing
    if grep -qs '^# put here by Skylab' "$policy"; then
        as_root rm -f "$policy" || echo "warning: $policy is of a killed installation and can't be removed"
    fi
    missing=$(missing_packages "$@")
    if [ -z "$missing" ]; then
        echo "all packages of $* are installed"
        return
    fi
    echo "missing:" $missing
    as_root apt-get update -qq
    if [ ! -e "$policy" ]; then
        trap 'as_root rm -f "$policy"' EXIT
        printf '#!/bin/sh\n# put here by Skylab while packages are installed; remove it if no installation runs\nexit 101\n' | as_root tee "$policy" > /dev/null
        as_root chmod 755 "$policy"
    fi
    as_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 apt-get install -y -qq --no-install-recommends \
        -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 $missing
    missing=$(missing_packages "$@")
    [ -z "$missing" ] || { echo "still missing:" $missing; return 1; }
}

# As many compilers as there are processors, but not more than the memory takes: 1.5 GiB each.
build_jobs() {
    local processors memory
    processors=$(nproc)
    memory=$(awk '/^MemAvailable/ { print int($2 / 1572864) }' /proc/meminfo)
    [ "${memory:-1}" -ge 1 ] || memory=1
    echo $((processors < memory ? processors : memory))
}
configure() { # tests: ON or OFF
    cd "$root"
    # GCC begins with a small heap and collects it again and again: a sixth of its time. build_jobs leaves room for a larger one.
    CXXFLAGS="${CXXFLAGS:-} --param ggc-min-heapsize=524288" cmake --preset release -DSKYLAB_TESTS="$1"
}
build() {
    cd "$root"
    cmake --build --preset release --parallel "$(build_jobs)"
}

packages_advice="Is the network there, and does /etc/apt/sources.list name Debian 12's main archive? Try: apt-get update && apt-get -f install"
configure_advice="A library may be missing or too old: Skylab needs Debian 12's. rm -rf build/release starts afresh."
build_advice="If the compiler was killed, there was too little memory: close other programs. rm -rf build/release starts afresh."
image_advice="Needs Debian's package archive. Try: apt-get update && installer/guest-image --force"
