# Fills the two trees of the guest: the initramfs that finds the root disk, and the root file system. Sourced by
# guest-image; uses debs, kernel_release, modules, sources, work.

# The names of modules.txt's modules of some kinds.
modules_of() { # kind...
    local kind
    for kind in "$@"; do awk -v kind="$kind" '$1 == kind { print $2 }' "$sources/modules.txt"; done
}

# Copies modules and what they depend on into a tree, with the tables that modprobe reads.
add_modules() { # tree, module...
    local tree=$1 name path; shift
    [ -f "$modules/modules.dep" ] || "$debs/bin/busybox" depmod -b "$debs" "$kernel_release"
    for name in "$@"; do
        path=$(find "$modules/kernel" -name "${name//_/[_-]}.ko" -o -name "$name.ko" | head -1)
        [ -n "$path" ] || die "Linux $kernel_release has no module $name"
        path=${path#"$modules"/}
        awk -F': *' -v path="$path" '$1 == path { print $1 " " $2 }' "$modules/modules.dep" | tr ' ' '\n' | sed '/^$/d'
    done | sort -u > "$work/module-list"
    mkdir -p "$tree/lib/modules/$kernel_release"
    (cd "$modules" && cpio -pdm --quiet "$tree/lib/modules/$kernel_release") < "$work/module-list"
    "$debs/bin/busybox" depmod -b "$tree" "$kernel_release"
}

make_initramfs() { # tree
    local tree=$1 applet
    mkdir -p "$tree"/{bin,sbin,dev,proc,sys,newroot}
    cp "$debs/bin/busybox" "$tree/bin/"
    for applet in sh mount modprobe findfs switch_root sleep cat dd blockdev printf echo ls sort; do
        ln -s busybox "$tree/bin/$applet"
    done
    ln -s ../bin/busybox "$tree/sbin/modprobe"
    add_modules "$tree" $(modules_of early probe)
    install -m 755 "$sources/boot/init" "$tree/init"
}

# A program with the libraries that it loads, found by the packages' own loader.
add_program() { # path in the packages' tree, path in the image's tree
    local library file
    mkdir -p "$(dirname "$2")"
    rm -f "$2"
    cp "$debs/$1" "$2"
    "$loader" --library-path "$libraries" --list "$debs/$1" | awk '$2 == "=>" && $1 !~ "/" { print $1, $3 }' |
        while read -r library file; do
            case $file in "$debs"/*) ;; *) die "$1 needs $library, which no package of packages.txt has" ;; esac
            [ -f "$root_libraries/$library" ] || cp -L "$file" "$root_libraries/$library"
        done
}

add_programs() { # tree
    local loader=$debs/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
    local libraries=$debs/lib/x86_64-linux-gnu:$debs/usr/lib/x86_64-linux-gnu
    local root_libraries=$1/lib/x86_64-linux-gnu
    mkdir -p "$root_libraries" "$1/lib64"
    cp "$loader" "$1/lib64/"
    add_program usr/sbin/dropbear "$1/usr/sbin/dropbear"
    add_program usr/bin/dropbearkey "$1/usr/bin/dropbearkey"
    add_program usr/sbin/qemu-ga "$1/usr/sbin/qemu-ga"
    add_program sbin/resize2fs "$1/sbin/resize2fs"
    add_program sbin/mke2fs "$1/sbin/mke2fs"
    add_program bin/lsblk "$1/bin/lsblk"
    add_program sbin/blkid "$1/usr/lib/skylab/blkid"
    ln -sf mke2fs "$1/sbin/mkfs.ext4"
    cp "$debs/etc/mke2fs.conf" "$1/etc/"
    cc -Os -Wall -Wextra -Werror -s -o "$1/usr/bin/sudo" "$sources/sudo.c"
    strip --strip-unneeded "$root_libraries"/*.so* "$1"/usr/sbin/{dropbear,qemu-ga}
}

add_busybox() { # tree
    local applet
    cp "$debs/bin/busybox" "$1/bin/busybox"
    "$debs/bin/busybox" --list-full | while read -r applet; do
        case $applet in bin/busybox|linuxrc|usr/bin/dpkg*|usr/bin/rpm*) continue ;; esac
        ln -sf /bin/busybox "$1/$applet"
    done
    ln -sf /bin/busybox "$1/sbin/init"
}

# The console's password is public, so it opens the console only: SSH takes keys (dropbear -s).
add_accounts() { # tree
    local hash
    hash=$("$debs/bin/busybox" mkpasswd -m sha512 -S skylabguest skylab-cloud)
    printf 'root:x:0:0:root:/root:/bin/sh\nskylab:x:1000:1000:Skylab:/home/skylab:/bin/sh\n' > "$1/etc/passwd"
    printf 'root:*:19000:0:99999:7:::\nskylab:%s:19000:0:99999:7:::\n' "$hash" > "$1/etc/shadow"
    chmod 600 "$1/etc/shadow"
    mkdir -p "$1/home/skylab" "$1/root"
    chmod 700 "$1/root"
}

make_root() { # tree
    local tree=$1
    # one folder of programs: SSH sessions have no sbin in their PATH
    mkdir -p "$tree/usr/bin"
    ln -s usr/bin "$tree/bin"
    ln -s usr/bin "$tree/sbin"
    ln -s bin "$tree/usr/sbin"
    mkdir -p "$tree"/{dev,proc,sys,run,tmp,mnt,var/log,var/lib/skylab,var/tmp,etc/dropbear}
    chmod 1777 "$tree/tmp" "$tree/var/tmp"
    ln -s /run "$tree/var/run"
    add_busybox "$tree"
    add_modules "$tree" $(modules_of early probe late)
    mkdir -p "$tree/etc"
    add_programs "$tree"
    # Our own files win over busybox's links of the same name.
    (cd "$sources/rootfs" && find . -type f -printf '%P\n') | while read -r file; do
        mkdir -p "$tree/$(dirname "$file")"
        rm -f "$tree/$file"
        cp -p "$sources/rootfs/$file" "$tree/$file"
    done
    add_accounts "$tree"
    chown -R 0:0 "$tree"
    chown -R 1000:1000 "$tree/home/skylab"
    # busybox drops root at once but for ping, su, passwd and the like. (chown took sudo's bit away.)
    chmod 4755 "$tree/usr/bin/sudo" "$tree/bin/busybox"
    find "$tree" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}
