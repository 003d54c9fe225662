# Finds, downloads and unpacks the Debian packages of the guest. Sourced by guest-image.

# apt's own index of the lists, kept beside the packages: reading the lists anew takes seconds.
apt_cache() {
    apt-cache -o Dir::Cache::pkgcache="$cache/lists.bin" -o Dir::Cache::srcpkgcache="$cache/lists-src.bin" "$@" 2>/dev/null
}

# "name=version=file in the archive" of each package that apt knows, newest version.
candidates() {
    apt_cache show --no-all-versions "$@" | awk '
        $1 == "Package:" { name = $2 } $1 == "Version:" { version = $2 }
        $1 == "Filename:" { print name "=" version "=" $2 }'
}

refresh_lists() {
    [ "$(id -ru)" = 0 ] && [ -z "${FAKEROOTKEY:-}" ] || die "apt knows no package \"$1\": run apt-get update as root"
    apt-get update -qq || die "apt-get update failed; see its messages above"
}

# Sets kernel_package and the array packages.
resolve_packages() {
    local names attempt found name
    names=$(sed 's/#.*//' "$sources/packages.txt" | awk 'NF { print $1 }')
    for attempt in 1 2; do
        kernel_package=$(apt_cache depends linux-image-cloud-amd64 | awk '/Depends: linux-image-/ { print $2; exit }')
        mapfile -t packages < <(candidates $kernel_package $names)
        found=" ${packages[*]%%=*} "
        for name in ${kernel_package:-linux-image-cloud-amd64} $names; do
            case $found in *" $name "*) ;; *) [ $attempt = 1 ] || die "apt knows no package \"$name\""
                refresh_lists "$name"; continue 2 ;; esac
        done
        return
    done
}

# The cache's name of a package; the version tells which one it is.
deb_file() { # name=version=file
    local name=${1%%=*} rest=${1#*=}
    echo "$cache/${name}_${rest%%=*}.deb" | tr ':' '%'
}

fetch() { # name=version=file
    local file folder
    file=$(deb_file "$1")
    [ -s "$file" ] && return
    folder=$(mktemp -d "$cache/.fetch.XXXXXX")
    # apt checks the signature of the lists and the checksum of the file
    (cd "$folder" && apt-get -qq -o APT::Sandbox::User=root download "${1%=*}") 2>"$folder/errors" ||
        { cat "$folder/errors" >&2; rm -rf "$folder"; return 1; }
    mv "$folder"/*.deb "$file"
    rm -rf "$folder"
}

# Unpacks all packages into one tree; sets debs, kernel_release, modules.
unpack_packages() { # folder
    local package
    debs=$1
    mkdir -p "$debs"
    for package in "${packages[@]}"; do
        fetch "$package" || die "${package%%=*} can't be downloaded; if Debian has a newer one, apt-get update helps"
        dpkg-deb -x "$(deb_file "$package")" "$debs"
    done
    kernel_release=$(ls "$debs/lib/modules")
    modules=$debs/lib/modules/$kernel_release
}
