#!/usr/bin/env python3
"""Fails when a file has more than 600 lines or a function more than 60.

C++ functions are found by counting braces outside of comments and strings; Python's by its own parser; those of shell
scripts by "name() {" and "}" at the start of a line. Functions NAME_data of tests are tables, not counted.
"""
import ast
import re
import sys
from pathlib import Path

from sources import files, report, root_from_arguments, text_of

FILE_LINES = 600
FUNCTION_LINES = 60
CODE = {".cpp", ".h", ".c", ".py", ".sh", ".cmake", ".awk", ".sql"}

# In this order: a quote within a comment is no string, and the other way round.
NOISE = re.compile(r"""
    R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)"      # raw string
  | //[^\n]*
  | /\*.*?\*/
  | "(?:\\.|[^"\\\n])*"
  | (?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'               # not the separator in 1'000
  | ^[ \t]*\#(?:[^\n]*\\\n)*[^\n]*                    # preprocessor
""", re.S | re.M | re.X)
# What can stand before the brace of a function: a parameter list and what may follow it.
SIGNATURE = re.compile(r"\)\s*(?:const|noexcept(?:\([^)]*\))?|override|final|mutable|&&?|->[^;={}]+|\s)*(?::[^:].*)?$", re.S)
# A member within a constructor's initializer list.
INITIALIZER = re.compile(r"\)\s*(?:noexcept\s*)?:(?!:).*[\w>]\s*$", re.S)
SCOPE = re.compile(r"(?:^|\s)(?:namespace|class|struct|union|enum|extern)\b[^()=;]*$", re.S)


def blank(text: str) -> str:
    """The text with its comments, strings and directives replaced by blanks; lines stay lines."""
    return NOISE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def kind_of_block(before: str) -> str:
    """What a brace after this text opens: a scope, a function, or something else."""
    if SCOPE.search(before):
        return "scope"
    return "function" if SIGNATURE.search(before) else "other"


def functions_of_cpp(text: str) -> list[tuple[str, int, int]]:
    """Name, first line, number of lines of each function at namespace or class scope."""
    code, found = blank(text), []
    stack: list[tuple[str, int, str]] = []
    start = 0                                   # where the present declaration began
    for match in re.finditer(r"[{};]", code):
        here = match.start()
        outside = all(kind == "scope" for kind, _, _ in stack)
        if match[0] == "{":
            before = code[start:here]
            kind = kind_of_block(before) if outside else "other"
            # an initializer list's braces: "A() : m_a { 1 } {"
            if kind == "function" and INITIALIZER.search(before):
                kind = "other"
            first = start + len(before) - len(before.lstrip())
            stack.append((kind, first, before.strip()))
            if kind != "other":
                start = here + 1
        elif match[0] == "}" and stack:
            kind, first, before = stack.pop()
            if kind == "function":
                line = code.count("\n", 0, first) + 1
                name = re.search(r"([\w~:]+|operator\S+)\s*\(", before)
                found.append((name[1] if name else "?", line, code.count("\n", first, here) + 1))
            if kind != "other":
                start = here + 1
        elif match[0] == ";" and outside:
            start = here + 1
    return found


def functions_of_python(text: str) -> list[tuple[str, int, int]]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [(node.name, node.lineno, node.end_lineno - node.lineno + 1) for node in ast.walk(ast.parse(text)) if isinstance(node, kinds)]


def functions_of_shell(text: str) -> list[tuple[str, int, int]]:
    found, lines = [], text.split("\n")
    for index, line in enumerate(lines):
        name = re.match(r"([\w-]+)\(\) *\{[^}]*$", line)
        if name:
            end = next((i for i in range(index + 1, len(lines)) if lines[i].startswith("}")), index)
            found.append((name[1], index + 1, end - index + 1))
    return found


def language(file: Path, text: str) -> str | None:
    first = text.split("\n", 1)[0]
    if file.suffix in (".cpp", ".h", ".c"):
        return "cpp"
    if file.suffix == ".py" or (first.startswith("#!") and "python" in first):
        return "python"
    if file.suffix == ".sh" or (first.startswith("#!") and "sh" in first):
        return "shell"
    return "other" if file.suffix in CODE or file.name == "CMakeLists.txt" else None


def main() -> int:
    root, _ = root_from_arguments(__doc__.splitlines()[0])
    finders = {"cpp": functions_of_cpp, "python": functions_of_python, "shell": functions_of_shell, "other": lambda text: []}
    problems = []
    for file in files(root):
        text = text_of(file)
        kind = text and language(file, text)
        if not kind:
            continue
        path = file.relative_to(root).as_posix()
        lines = text.count("\n")
        if lines > FILE_LINES:
            problems.append(f"{path}: {lines} lines, {FILE_LINES} are allowed")
        for name, line, length in finders[kind](text):
            if length > FUNCTION_LINES and not (path.startswith("tests/") and name.endswith("_data")):
                problems.append(f"{path}:{line}: {name} has {length} lines, {FUNCTION_LINES} are allowed")
    return report(problems, "sizes")


if __name__ == "__main__":
    sys.exit(main())
