#!/usr/bin/python3
"""Does the run of tempest judge rightly? Without tempest and without a cloud."""
import json
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "e2e")]
sys.dont_write_bytecode = True

import conformance
from area import Area
from workspace import Workspace

AREA = """
title = "Some Area"
tests = "x"
[skips]
"no guest" = "there is no guest in memory"
"""
WANTED = ["a.B.test_good[id-1,smoke]", "a.B.test_bad[id-2]", "a.B.test_skipped", "c.D.test_of_class", "e.F.test_never_run"]
SEEN = {"a.B.test_good": ("success", ""), "a.B.test_bad": ("fail", "Trace"), "a.B.test_skipped": ("skip", "Needs: no guest here"),
        "setUpClass (c.D)": ("skip", "for no good reason")}


class RunTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        for name in ("areas", "known-failures"):
            (self.folder / name).mkdir()
        (self.folder / "areas/some.toml").write_text(AREA)

    def results(self, known=""):
        (self.folder / "known-failures/some.txt").write_text(known)
        self.area = Area("some", self.folder)
        return Workspace(self.folder, None, self.area).outcomes(WANTED, SEEN)

    def test_every_wanted_test_has_an_outcome(self):
        got = {one.name: (one.outcome, one.reason) for one in self.results()}
        self.assertEqual(got, {"a.B.test_good": ("passed", ""), "a.B.test_bad": ("failed", ""), "e.F.test_never_run": ("failed", ""),
                               "a.B.test_skipped": ("skipped", "there is no guest in memory"), "c.D.test_of_class": ("skipped", "")})

    def test_what_nobody_explained_is_a_problem(self):
        results = self.results()
        problems = self.area.problems(results, whole=True)
        self.assertEqual([line.split()[1].rstrip(":") for line in problems], ["a.B.test_bad", "c.D.test_of_class", "e.F.test_never_run"])

    def test_known_failures_are_none_until_they_pass(self):
        results = self.results("# remark\na.B.test_bad the document says 404\na.B.test_good stale\nno.such.test gone\n")
        problems = self.area.problems(results, whole=True)
        self.assertNotIn("a.B.test_bad", " ".join(problems))
        self.assertTrue(any(line.startswith("PASSED   a.B.test_good") for line in problems))
        self.assertTrue(any(line.startswith("UNKNOWN  no.such.test") for line in problems))
        self.assertFalse(any(line.startswith("UNKNOWN") for line in self.area.problems(results, whole=False)))

    def test_a_known_failure_needs_a_reason(self):
        with self.assertRaises(ValueError):
            self.results("a.B.test_bad\n")

    def test_a_failed_cleanup_counts(self):
        seen = {**SEEN, "tearDownClass (a.B)": ("fail", "leftovers")}
        outcomes = Workspace(self.folder, None, Area("some", self.folder)).outcomes(WANTED, seen)
        self.assertEqual(("tearDownClass (a.B)", "failed"), (outcomes[-1].name, outcomes[-1].outcome))

    def test_the_page_names_reasons_and_repeats_itself(self):
        conformance.HERE, conformance.PAGE = self.folder, self.folder / "docs/conformance.md"
        results = self.results("a.B.test_bad the document says 404\n")
        conformance.write(self.area, results)
        page = conformance.PAGE.read_text()
        self.assertIn("| [Some Area](#some-area) |", page)
        self.assertIn("| 5 | 1 | 2 | 2 |", page)
        self.assertIn("- the document says 404\n  - `a.B.test_bad`", page)
        self.assertNotIn("Trace", page + (self.folder / "results/some.json").read_text())
        before = (page, (self.folder / "results/some.json").read_text())
        conformance.write(self.area, list(reversed(results)))
        self.assertEqual(before, (conformance.PAGE.read_text(), (self.folder / "results/some.json").read_text()))
        self.assertEqual(5, sum(json.loads(before[1])["counts"].values()))


if __name__ == "__main__":
    unittest.main()
