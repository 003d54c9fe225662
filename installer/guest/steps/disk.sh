# Makes the disk: an MBR, a FAT partition with kernel and boot loader, an ext4 partition that grows at the first boot.
# Sourced by guest-image; uses debs, kernel_release, work, sources, mbr_code.

root_mib=48

pack_initramfs() { # tree, file
    # -l: the older frame format, the one that the kernel reads
    (cd "$1" && find . -print0 | sort -z | cpio -0 -o -H newc -R 0:0 --quiet --reproducible) | lz4 -ql -9 -c > "$2"
}

make_boot_files() { # folder
    mkdir -p "$1"
    cp "$debs/boot/vmlinuz-$kernel_release" "$1/vmlinuz"
    pack_initramfs "$work/early" "$1/initrd.img"
    cp "$sources/boot/syslinux.cfg" "$1/syslinux.cfg"
    touch -d "@$SOURCE_DATE_EPOCH" "$1"/*
}

make_disk() { # file
    local boot=$work/boot boot_mib offset=1048576
    make_boot_files "$boot"
    boot_mib=$(( $(du -sk --apparent-size "$boot" | cut -f1) / 1024 + 3 ))

    # resize: room in the descriptor table to grow to 16 TiB.
    E2FSPROGS_FAKE_TIME=$SOURCE_DATE_EPOCH mke2fs -q -t ext4 -L skylab-root -m 1 -b 4096 -I 256 -N 4096 -J size=4 \
        -O ^metadata_csum,^huge_file,resize_inode -U 5ca1ab1e-0000-4000-8000-000000000001 \
        -E root_owner=0:0,resize=4G,hash_seed=5ca1ab1e-0000-4000-8000-000000000002 \
        -d "$work/root" "$work/root.ext4" "${root_mib}M" > "$work/mke2fs.log"

    truncate -s $(( (1 + boot_mib + root_mib) * 1048576 )) "$1"
    python3 "$sources/steps/mbr.py" "$1" "$mbr_code" "$boot_mib" "$root_mib"
    mformat -i "$1@@$offset" -T $((boot_mib * 2048)) -h 64 -s 32 -H 2048 -N 5ca1ab1e -v SKYLABBOOT ::
    mcopy -m -i "$1@@$offset" "$boot"/vmlinuz "$boot"/initrd.img "$boot"/syslinux.cfg ::
    syslinux --install --offset $offset "$1"
    dd if="$work/root.ext4" of="$1" bs=1M seek=$((1 + boot_mib)) conv=notrunc,sparse status=none
}
