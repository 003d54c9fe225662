#!/usr/bin/python3
"""Keeps what tempest said in results/AREA.json and writes docs/conformance.md from all of them.

Neither holds dates, durations, paths or ids made up by a run: they change only when the outcome of a test does.
Run by itself, it writes the page again from the results that are there.
"""
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent.parent / "docs/conformance.md"


def write(area, results):
    """results: a list of Outcome."""
    classes = {}
    for one in results:
        where, _, test = one.name.rpartition(".")
        entry = {"outcome": one.outcome}
        if one.outcome != "passed":
            entry["reason"] = one.reason or "unexplained"
        classes.setdefault(where, {})[test] = entry
    told = {"area": area.name, "title": area.title, "tests": area.tests, "tempest": version(), "counts": dict(sorted(Counter(one.outcome for one in results).items())),
            "classes": classes}
    replace(HERE / "results" / f"{area.name}.json", json.dumps(told, indent=1, sort_keys=True) + "\n")
    replace(PAGE, page())


def replace(file, text):
    """An unchanged file keeps its time stamp."""
    if not file.exists() or file.read_text() != text:
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)


def version():
    """Debian's version of tempest."""
    asked = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", "python3-tempest"], capture_output=True, text=True)
    return asked.stdout.strip() or "unknown"


def counts(results):
    count = Counter(one.outcome for one in results)
    return f"{len(results)} tests: {count['passed']} passed, {count['failed']} failed, {count['skipped']} skipped"


def table(told):
    lines = ["| Class | passed | failed | skipped |", "|---|--:|--:|--:|"]
    for name, tests in sorted(told["classes"].items()):
        count = Counter(one["outcome"] for one in tests.values())
        lines.append(f"| `{name.removeprefix('tempest.')}` | {count['passed']} | {count['failed']} | {count['skipped']} |")
    return lines


def exceptions(told, outcome, heading):
    """The tests with that outcome, gathered by their reason."""
    reasons = {}
    for name, tests in sorted(told["classes"].items()):
        for test, one in sorted(tests.items()):
            if one["outcome"] == outcome:
                reasons.setdefault(one["reason"], []).append(f"{name.removeprefix('tempest.')}.{test}")
    lines = [heading, ""] if reasons else []
    for reason, tests in sorted(reasons.items()):
        lines += [f"- {reason}"] + [f"  - `{test}`" for test in tests]
    return lines + [""] if lines else []


def anchor(title):
    """What a heading is linked by: its letters, with - for blanks."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def page():
    lines = ["# Conformance", "",
             "Written by `tests/tempest/conformance.py` from what Debian's unmodified tempest said about Skylab; `tests/tempest/run AREA`",
             "says it anew. Do not edit.", ""]
    areas = [json.loads(file.read_text()) for file in sorted((HERE / "results").glob("*.json"))]
    lines += ["| Area | tempest | tests | passed | failed | skipped |", "|---|---|--:|--:|--:|--:|"]
    for told in areas:
        count = Counter(told["counts"])
        lines.append(f"| [{told['title']}](#{anchor(told['title'])}) | {told['tempest']} | {count.total()} | {count['passed']} | {count['failed']} | {count['skipped']} |")
    for told in areas:
        lines += ["", f"## {told['title']}", "", f"Tests that match `{told['tests']}`.", "", *table(told), ""]
        lines += exceptions(told, "failed", "Failed, by reason:")
        lines += exceptions(told, "skipped", "Skipped, by reason:")
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    replace(PAGE, page())
    sys.exit(0)
