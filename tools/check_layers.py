#!/usr/bin/env python3
"""Fails when a file includes something that its layer must not know.

The allowed edges are the table docs/architecture/layers.toml: the table is the architecture.
usage: check_layers.py [--root DIR] [--dot]       --dot prints the table for Graphviz
"""
import re
import sys
import tomllib
from pathlib import Path

from sources import files, report, root_from_arguments

TOPS = ("app", "backend", "ui")
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+([<"])([^>"\n]+)[>"]', re.M)
QT_HEADERS = "/usr/include"


class Layers:
    """The table, and the questions that are asked of it."""

    def __init__(self, root: Path) -> None:
        table = tomllib.loads((root / "docs/architecture/layers.toml").read_text())
        self.rows = table["layers"]
        self.facades = table.get("facades", {})
        self.external = dict(table.get("external", {}))
        for module, homes in table.get("modules", {}).items():
            self.external[module + "/"] = homes
        self.modules = {name: header_names(name) for name in table.get("modules", {})}
        self.module_homes = table.get("modules", {})

    def layer_of(self, path: str) -> tuple[str, str, dict[str, str]] | None:
        """Row, actual folder and the meaning of its placeholders for the longest row that fits."""
        best = None
        for row in self.rows:
            pattern = re.sub(r"<(\w+)>", r"(?P<\1>[^/]+)", row)
            found = re.match(f"({pattern})/", path)
            # a row without placeholders is better than one with them
            if found and (best is None or (row.count("/"), "<" not in row) > (best[0].count("/"), "<" not in best[0])):
                best = (row, found[1], found.groupdict())
        return best

    def allowed(self, row: str, meaning: dict[str, str]) -> list[str]:
        names = self.rows[row]
        for key, value in meaning.items():
            names = [name.replace(f"<{key}>", value) for name in names]
        return names

    def homes_of(self, header: str) -> list[str] | None:
        """The only folders that may include an external header; None: everyone may."""
        for prefix, homes in self.external.items():
            if header.startswith(prefix):
                return homes
        for module, names in self.modules.items():
            if header in names:
                return self.module_homes[module]
        return None


def header_names(module: str) -> set[str]:
    folders = [folder for where in ("qt6", "*/qt6") for folder in Path(QT_HEADERS).glob(f"{where}/{module}")]
    return {path.name for folder in folders for path in folder.iterdir() if path.is_file()}


def edge_problem(layers: Layers, path: str, target: str) -> str | None:
    """What is wrong with `path` including the project's file `target`."""
    row, here, meaning = layers.layer_of(path)
    there_found = layers.layer_of(target)
    if there_found is None:
        return f"{target} belongs to no layer"
    there = there_found[1]
    if there == here or here == "app":
        return None
    if there not in layers.allowed(row, meaning):
        return f"{here} must not include {there} ({target})"
    facade = layers.facades.get(there)
    if facade and target not in facade:
        return f"of {there} only {', '.join(facade)} may be included, not {target}"
    return None


def check_file(layers: Layers, root: Path, file: Path) -> list[str]:
    path = file.relative_to(root).as_posix()
    if layers.layer_of(path) is None:
        return [f"{path}: belongs to no layer of docs/architecture/layers.toml"]
    problems = []
    text = file.read_text(errors="replace")
    for match in INCLUDE.finditer(text):
        header, where = match[2], f"{path}:{text.count(chr(10), 0, match.start()) + 1}"
        ours = next((f"{top}/{header}" for top in TOPS if (root / top / header).is_file()), None)
        if ours:
            problem = edge_problem(layers, path, ours)
        elif header.startswith(".."):
            problem = f"includes are written from the top, not {header}"
        else:
            homes = layers.homes_of(header)
            problem = None
            if homes is not None and not any(path.startswith(home + "/") for home in homes):
                problem = f"<{header}> belongs to {', '.join(homes)}"
        if problem:
            problems.append(f"{where}: {problem}")
    return problems


def main() -> int:
    root, options = root_from_arguments(__doc__.splitlines()[0], "--dot")
    layers = Layers(root)
    if options.dot:
        print("digraph {", *(f'  "{a}" -> "{b}";' for a, names in layers.rows.items() for b in names), "}", sep="\n")
        return 0
    problems = []
    for file in files(root, *TOPS):
        if file.suffix in (".cpp", ".h"):
            problems += check_file(layers, root, file)
    return report(problems, "layers")


if __name__ == "__main__":
    sys.exit(main())
