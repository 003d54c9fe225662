#!/usr/bin/env python3
"""Each static check accepts a good tree and fails on a bad one, naming the place."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TOOLS = Path(__file__).resolve().parents[2] / "tools"

LAYERS = """
[layers]
"backend/core" = []
"backend/sdk" = ["backend/core"]
"backend/image" = ["backend/core"]
"backend/compute" = ["backend/core", "backend/image", "backend/compute/driver"]
"backend/<service>/driver" = ["backend/core"]
"backend/<service>/drivers/<name>" = ["backend/core", "backend/<service>/driver"]
"ui" = ["backend/sdk"]
"app" = ["*"]
[facades]
"backend/image" = ["backend/image/ImageService.h"]
[external]
"boost/" = ["backend/http"]
"""
GOOD = {
    "docs/architecture/layers.toml": LAYERS,
    "backend/core/Error.h": "#pragma once\n",
    "backend/core/README.md": "# core\n",
    "backend/image/ImageService.h": '#include "core/Error.h"\n',
    "backend/image/Rows.h": "",
    "backend/image/README.md": "# image\n",
    "backend/compute/Build.cpp": '#include "compute/driver/Driver.h"\n#include "image/ImageService.h"\n#include <vector>\n',
    "backend/compute/README.md": "# compute\n",
    "backend/compute/driver/Driver.h": "",
    "backend/compute/driver/README.md": "# driver\n",
}


class ChecksTest(unittest.TestCase):
    def run_check(self, check: str, changes: dict[str, str]) -> tuple[int, str]:
        """The check's exit status and output for the good tree with some files changed or added."""
        with tempfile.TemporaryDirectory() as folder:
            for name, text in {**GOOD, **changes}.items():
                file = Path(folder) / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
            done = subprocess.run([sys.executable, "-B", TOOLS / f"check_{check}.py", "--root", folder], capture_output=True, text=True)
            return done.returncode, done.stdout + done.stderr

    def assert_good(self, check: str, changes: dict[str, str]) -> None:
        status, output = self.run_check(check, changes)
        self.assertEqual(status, 0, output)

    def assert_bad(self, check: str, changes: dict[str, str], message: str) -> None:
        status, output = self.run_check(check, changes)
        self.assertEqual(status, 1, output)
        self.assertIn(message, output)

    # layers

    def test_good_layers(self) -> None:
        self.assert_good("layers", {"app/Main.cpp": '#include "image/Rows.h"\n'})

    def test_include_of_a_higher_layer(self) -> None:
        self.assert_bad("layers", {"backend/core/Error.h": '\n#include "image/ImageService.h"\n'},
                        "backend/core/Error.h:2: backend/core must not include backend/image")

    def test_include_behind_a_facade(self) -> None:
        self.assert_bad("layers", {"backend/compute/Build.cpp": '#include "image/Rows.h"\n'},
                        "of backend/image only backend/image/ImageService.h may be included")

    def test_driver_knows_no_other_service(self) -> None:
        self.assert_bad("layers", {"backend/image/drivers/file/Store.cpp": '#include "compute/driver/Driver.h"\n'},
                        "backend/image/drivers/file must not include backend/compute/driver")

    def test_window_knows_only_the_contract(self) -> None:
        self.assert_bad("layers", {"ui/Panel.cpp": '#include "core/Error.h"\n'}, "ui must not include backend/core")

    def test_external_header_elsewhere(self) -> None:
        self.assert_bad("layers", {"backend/image/Rows.h": "#include <boost/asio.hpp>\n"}, "<boost/asio.hpp> belongs to backend/http")

    def test_file_without_layer(self) -> None:
        self.assert_bad("layers", {"backend/stray/A.h": ""}, "backend/stray/A.h: belongs to no layer")

    # sizes

    def function(self, lines: int, head: str = "int work(int a) const noexcept") -> str:
        body = "\n".join("    if (a) { call('{', \"}{\"); } // }" for _ in range(lines - 2))
        return f"namespace a {{\nclass B {{\n{head} {{\n{body}\n}}\n}};\n}}\n"

    def test_function_of_60_lines(self) -> None:
        self.assert_good("sizes", {"backend/core/Long.cpp": self.function(60)})

    def test_function_of_61_lines(self) -> None:
        self.assert_bad("sizes", {"backend/core/Long.cpp": self.function(61)}, "backend/core/Long.cpp:3: work has 61 lines")

    def test_constructor_with_initializers(self) -> None:
        head = "B::B(int a) : m_a { a }, m_b(2)"
        self.assert_bad("sizes", {"backend/core/Long.cpp": self.function(61, head)}, "has 61 lines")
        head = "std::vector<a::B> B::list(int a) const"
        self.assert_bad("sizes", {"backend/core/Long.cpp": self.function(61, head)}, "B::list has 61 lines")

    def test_function_after_a_raw_string(self) -> None:
        text = 'const char* sql = R"(select " from { where)";\n' + self.function(61)
        self.assert_bad("sizes", {"backend/core/Long.cpp": text}, "work has 61 lines")

    def test_table_is_no_function(self) -> None:
        text = "const Row rows[] = {\n" + "    { call(1), 2 },\n" * 100 + "};\n"
        self.assert_good("sizes", {"backend/core/Table.cpp": text})

    def test_long_python_and_shell_functions(self) -> None:
        self.assert_bad("sizes", {"tools/a.py": "def work():\n" + "    pass\n" * 60}, "tools/a.py:1: work has 61 lines")
        self.assert_bad("sizes", {"tools/a": "#!/bin/sh\nwork() {\n" + "    :\n" * 60 + "}\n"}, "tools/a:2: work has 62 lines")

    def test_long_file(self) -> None:
        self.assert_good("sizes", {"backend/core/Long.h": "\n" * 600})
        self.assert_bad("sizes", {"backend/core/Long.h": "\n" * 601}, "backend/core/Long.h: 601 lines")

    # text

    def test_try_in_a_list(self) -> None:
        body = 'Result<Row> make()\n{\n    const auto id = text(", TRY(");\n    %s\n}\n'
        for bad in ("Row row { id, TRY(name()) };", "return Row { { id, 1 }, wrap(TRY(name())) };", "Row row { .id = id, .name = TRY(name()) };"):
            self.assert_bad("text", {"backend/core/Row.cpp": body % bad}, "backend/core/Row.cpp:4: TRY behind another member")
        for good in ("Row row { TRY(name()), id };", "f(id, TRY(name()));", "f({ id, 2 }, TRY(name()));", "f({ id, [&] { TRY(name()); return 1; } });"):
            self.assert_good("text", {"backend/core/Row.cpp": body % good})

    def test_good_text(self) -> None:
        self.assert_good("text", {"a.sh": "mktemp -d /tmp/a.XXXXXX\ncd $root/work/\n", "README.md": "[core](backend/core/README.md)\n"})

    def test_unfinished_work(self) -> None:
        self.assert_bad("text", {"backend/core/Error.h": "\n// TO" "DO: more\n"}, "backend/core/Error.h:2: unfinished work")

    def test_path_of_a_build_machine(self) -> None:
        self.assert_bad("text", {"a.sh": "cd /wo" "rk/main\n"}, "a.sh:1: a path of a build machine")

    def test_unresolved_conflict(self) -> None:
        self.assert_bad("text", {"a.sh": "<" * 7 + " HEAD\n"}, "a.sh:1: a conflict that was not resolved")

    def test_missing_and_long_readme(self) -> None:
        self.assert_bad("text", {"backend/core/more/A.cpp": ""}, "backend/core/more: has no README.md")
        self.assert_bad("text", {"backend/core/README.md": "\n" * 16}, "backend/core/README.md: 16 lines")

    def test_dead_link(self) -> None:
        self.assert_bad("text", {"README.md": "[gone](docs/gone.md)\n"}, "the link docs/gone.md leads nowhere")

    # packages

    def packages(self, listed: str, documented: str) -> dict[str, str]:
        return {"installer/packages/build.txt": "# why\n" + listed, "docs/dependencies.md": "| package | why |\n|---|---|\n" + documented}

    def test_packages(self) -> None:
        self.assert_good("packages", self.packages("cmake  builds\nfoo  bar\n", "| `cmake` `foo` | builds |\n"))
        self.assert_bad("packages", self.packages("cmake  builds\n", ""), "cmake of build.txt is missing")
        self.assert_bad("packages", self.packages("", "| `cmake` | builds |\n"), "cmake is in no list")
        self.assert_bad("packages", self.packages("cmake\n", "| `cmake` | builds |\n"), "cmake has no reason")


if __name__ == "__main__":
    unittest.main()
