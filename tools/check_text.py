#!/usr/bin/env python3
"""Fails on unfinished work, paths of build machines, TRYs that leak, missing READMEs and broken links between documents."""
import re
import sys
from pathlib import Path

from sources import files, report, root_from_arguments, text_of

README_LINES = 15
# Split, so that this file does not find itself.
FORBIDDEN = {
    r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX)\b": "unfinished work",
    r"(?<![\w.$}>])/wo" r"rk/": "a path of a build machine",
    r"\.\./sha" r"red\b": "a path outside the project",
    r"^(?:<{7}|>{7}) ": "a conflict that was not resolved",
}
NOT_CODE = re.compile(r'''R"(\w*)\((?:.|\n)*?\)\1"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])'|//[^\n]*|/\*(?:.|\n)*?\*/''')
LINK = re.compile(r"\[[^\]\n]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


# Qt looks texts up by the name in the macro, lupdate files them under the name of the class: they have to be one.
CONTEXT = re.compile(r"^\s*(?:struct|class) (\w+)[^{};]*\{\s*Q_DECLARE_TR_FUNCTIONS\((\w+)\)", re.M)


def check_contexts(path: str, text: str) -> list[str]:
    return [f"{path}: texts of {name} are looked up as {context}, where no translation is: name both alike"
            for name, context in CONTEXT.findall(text) if name != context]


def check_words(path: str, text: str) -> list[str]:
    problems = []
    for pattern, what in FORBIDDEN.items():
        for match in re.finditer(pattern, text, re.M):
            problems.append(f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {what}: {match[0]}")
    return problems


def check_tries(path: str, text: str) -> list[str]:
    """A TRY behind another member of an initialiser list leaks that member when it returns, with g++ and with clang."""
    code = NOT_CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    marks = list(re.finditer(r"[(){}\[\],;]|\bTRY\(", code))
    blocks, open_at = set(), []
    for mark in marks:                                 # braces around statements
        if mark[0][-1] in "({[":
            open_at.append((mark[0][-1], mark.end()))
        elif mark[0] in ")}]" and open_at:
            open_at.pop()
        elif mark[0] == ";" and open_at and open_at[-1][0] == "{":
            blocks.add(open_at[-1][1])
    problems, around = [], []                          # around: [kind, place, members so far]
    for mark in marks:
        if mark[0] == "TRY(":
            inner = next((i for i in range(len(around) - 1, -1, -1) if around[i][1] in blocks), -1) + 1
            if any(kind == "{" and members for kind, _, members in around[inner:]):
                problems.append(f"{path}:{code.count(chr(10), 0, mark.start()) + 1}: TRY behind another member of an initialiser list: take its value first")
        if mark[0][-1] in "({[":
            around.append([mark[0][-1], mark.end(), 0])
        elif mark[0] in ")}]" and around:
            around.pop()
        elif mark[0] == "," and around:
            around[-1][2] += 1
    return problems


def check_links(root: Path, file: Path, text: str) -> list[str]:
    """Links to files of the project must lead somewhere."""
    missing = [link for link in LINK.findall(text) if "://" not in link and not link.startswith("mailto:")
               and not (file.parent / link).exists()]
    return [f"{file.relative_to(root).as_posix()}: the link {link} leads nowhere" for link in missing]


def check_readmes(root: Path) -> list[str]:
    """Every folder with sources says in few lines what it owns."""
    problems = []
    for folder in sorted({file.parent for file in files(root, "backend", "ui") if file.suffix in (".cpp", ".h")}):
        readme, name = folder / "README.md", folder.relative_to(root).as_posix()
        if not readme.is_file():
            problems.append(f"{name}: has no README.md")
        elif (lines := readme.read_text().count("\n")) > README_LINES:
            problems.append(f"{name}/README.md: {lines} lines, {README_LINES} are allowed")
    return problems


def main() -> int:
    root, _ = root_from_arguments(__doc__.splitlines()[0])
    problems = check_readmes(root)
    for file in files(root):
        text = text_of(file)
        if text is None:
            continue
        problems += check_words(file.relative_to(root).as_posix(), text)
        if file.suffix in (".cpp", ".h") and "TRY(" in text:
            problems += check_tries(file.relative_to(root).as_posix(), text)
        problems += check_contexts(file.relative_to(root).as_posix(), text)
        if file.suffix == ".md":
            problems += check_links(root, file, text)
    return report(problems, "text")


if __name__ == "__main__":
    sys.exit(main())
