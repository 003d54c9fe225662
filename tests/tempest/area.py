"""An area of tempest: what areas/NAME.toml and known-failures/NAME.txt say."""
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent


class Area:
    def __init__(self, name):
        told = tomllib.loads((HERE / "areas" / f"{name}.toml").read_text())
        self.name = name
        self.title = told["title"]
        self.tests = told["tests"]                         # a regular expression
        self.exclude = told.get("exclude")                 # another: what of it is of no concern
        self.workers = told.get("workers", 2)
        self.needs = set(told.get("needs", []))            # of: images, flavors, networks
        self.server = told.get("server", [])               # more options of skylabd
        self.conf = told.get("conf", {})                   # section: {option: value}, over what the cloud says itself
        self.skips = told.get("skips", {})
        self.known_failures = self._read_known(HERE / "known-failures" / f"{name}.txt")

    def reason_to_skip(self, said):
        """Why Skylab is right to let tempest skip a test with these words; empty when nobody said so."""
        return next((why for words, why in self.skips.items() if words in said), "")

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
