#!/usr/bin/env python3
"""Writes the first sector of a disk: boot code, and two partitions on 1 MiB boundaries (FAT to boot from, Linux).

usage: mbr.py DISK BOOT-CODE BOOT-MIB ROOT-MIB
"""
import struct
import sys

SECTORS_PER_MIB = 2048


def entry(active: bool, kind: int, first: int, count: int) -> bytes:
    """A partition entry; the cylinder fields say "see the sector numbers"."""
    beyond = b"\xfe\xff\xff"
    return struct.pack("<B3sB3sII", 0x80 if active else 0, beyond, kind, beyond, first, count)


def main() -> None:
    disk, code = sys.argv[1], sys.argv[2]
    boot, root = int(sys.argv[3]) * SECTORS_PER_MIB, int(sys.argv[4]) * SECTORS_PER_MIB
    with open(code, "rb") as file:
        sector = bytearray(file.read()[:440].ljust(512, b"\0"))
    sector[440:444] = b"SKYL"
    sector[446:462] = entry(True, 0x0C, SECTORS_PER_MIB, boot)
    sector[462:478] = entry(False, 0x83, SECTORS_PER_MIB + boot, root)
    sector[510:512] = b"\x55\xaa"
    with open(disk, "r+b") as file:
        file.write(sector)


if __name__ == "__main__":
    main()
