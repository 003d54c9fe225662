#!/usr/bin/env python3
"""Fails when the installer's package lists and docs/dependencies.md don't name the same packages."""
import re
import sys
from pathlib import Path

from sources import report, root_from_arguments


def listed(root: Path) -> dict[str, str]:
    """Package → list that names it; a line without a reason maps to ""."""
    found = {}
    for file in sorted((root / "installer/packages").glob("*.txt")):
        for line in file.read_text().splitlines():
            if line.strip() and not line.startswith("#"):
                package, _, why = line.partition(" ")
                found[package] = file.name if why.strip() else ""
    return found


def documented(root: Path) -> set[str]:
    """Packages in the first column of the document's tables."""
    text = (root / "docs/dependencies.md").read_text()
    return {name for row in re.findall(r"^\| *(`[^|]*`) *\|", text, re.M) for name in re.findall(r"`([^`]+)`", row)}


def main() -> int:
    root, _ = root_from_arguments(__doc__.splitlines()[0])
    lists, document = listed(root), documented(root)
    problems = [f"installer/packages: {package} has no reason" for package, file in lists.items() if not file]
    problems += [f"docs/dependencies.md: {package} of {lists[package]} is missing" for package in sorted(set(lists) - document)]
    problems += [f"docs/dependencies.md: {package} is in no list" for package in sorted(document - set(lists))]
    return report(problems, "packages")


if __name__ == "__main__":
    sys.exit(main())
