"""An area of tempest: what areas/NAME.toml and known-failures/NAME.txt say."""
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent


class Area:
    def __init__(self, name, folder=HERE):
        told = tomllib.loads((folder / "areas" / f"{name}.toml").read_text())
        self.name = name
        self.title = told["title"]
        self.tests = told["tests"]                         # a regular expression
        self.exclude = told.get("exclude")                 # another: what of it is of no concern
        self.real = told.get("drivers", "fake") == "host"  # libvirt, OVN and files, instead of the drivers in memory
        self.workers = told.get("workers", 2)
        self.everyday = told.get("everyday", True)         # part of tests/run
        self.needs = set(told.get("needs", []))            # of: images, flavors, networks, web (an image at a URL)
        self.server = told.get("server", [])               # more options of skylabd
        self.conf = told.get("conf", {})                   # section: {option: value}, over what the cloud says itself
        self.skips = told.get("skips", {})
        self.known_failures = self._read_known(folder / "known-failures" / f"{name}.txt")

    def reason_to_skip(self, said):
        """Why Skylab is right to let tempest skip a test with these words; empty when nobody said so."""
        return next((why for words, why in self.skips.items() if words in said), "")

    def problems(self, results, whole):
        """What is not as it should be, as lines of text. whole: all tests of the area are among the results."""
        problems = []
        for one in results:
            known = one.name in self.known_failures
            if one.outcome == "failed" and not known:
                problems.append(f"FAILED   {one.name}")
            elif one.outcome == "passed" and known:
                problems.append(f"PASSED   {one.name}, which known-failures/{self.name}.txt names: take it off the list")
            elif one.outcome == "skipped" and not one.reason:
                problems.append(f"SKIPPED  {one.name}: {one.said or 'no reason given'} (areas/{self.name}.toml does not say why this is right)")
        if whole:
            names = {one.name for one in results}
            problems += [f"UNKNOWN  {name} in known-failures/{self.name}.txt is no test" for name in self.known_failures if name not in names]
        return problems

    @staticmethod
    def _read_known(file):
        """A test's name and, after it, why the API document gives Skylab right; # begins a remark."""
        known = {}
        for line in file.read_text().splitlines() if file.exists() else []:
            if line.strip() and not line.startswith("#"):
                name, _, why = line.partition(" ")
                if not why.strip():
                    raise ValueError(f"{file}: {name} has no reason")
                known[name] = why.strip()
        return known
