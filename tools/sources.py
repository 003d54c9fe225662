"""The files that the checks look at. Every check takes --root DIR, so that its own test can give it a bad tree."""
import argparse
import subprocess
from pathlib import Path

# Not written by us, or not text.
SKIPPED = ("resources/fonts/", "resources/licenses/", "LICENSE", "translations/")


def root_from_arguments(description: str, *flags: str) -> tuple[Path, argparse.Namespace]:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent, help="the tree to check")
    for flag in flags:
        parser.add_argument(flag, action="store_true")
    options = parser.parse_args()
    return options.root.resolve(), options


def files(root: Path, *tops: str) -> list[Path]:
    """All files of the project below some of its folders: what git knows or would add; without git, all but build/."""
    listed = subprocess.run(["git", "-C", str(root), "-c", f"safe.directory={root}", "ls-files", "-z", "-co",
                             "--exclude-standard"], capture_output=True)
    if listed.returncode == 0 and (root / ".git").exists():
        names = listed.stdout.decode().split("\0")
    else:
        names = [path.relative_to(root).as_posix() for path in root.rglob("*")]
    wanted = [name for name in names if name and not name.startswith(("build/", ".git/", *SKIPPED))]
    if tops:
        wanted = [name for name in wanted if name.startswith(tuple(top + "/" for top in tops))]
    return sorted(root / name for name in set(wanted) if (root / name).is_file())


def text_of(file: Path) -> str | None:
    """The file's text, or None if it isn't text."""
    data = file.read_bytes()
    if b"\0" in data[:4096]:
        return None
    return data.decode(errors="replace")


def report(problems: list[str], name: str) -> int:
    """Prints what was found; the exit status."""
    for problem in problems:
        print(problem)
    print(f"{name}: {len(problems)} problem{'s' if len(problems) != 1 else ''}" if problems else f"{name}: ok")
    return bool(problems)
