"""Tempest's workspace: its configuration, written from what the cloud has, and the run of its tests."""
import configparser
import dataclasses
import io
import os
import re
import subprocess
from pathlib import Path

import harness

TAGS = re.compile(r"\[.*\]$")


@dataclasses.dataclass
class Outcome:
    name: str            # tempest.api.identity.v3.test_users.UsersTest.test_it, without tags
    outcome: str         # passed, failed, skipped
    said: str = ""       # by tempest: the trace of a failure, the words of a skip
    reason: str = ""     # by us: why a skip or failure is right


class Workspace:
    def __init__(self, folder, cloud, area):
        self.folder = Path(folder)
        self.area = area
        self.cloud = cloud
        # Tempest notes its workspaces below HOME; a stranger's notes and settings are not to count.
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder.parent), "LC_ALL": "C.UTF-8", "PYTHONWARNINGS": "ignore"}

    def prepare(self):
        harness.run("tempest", "init", self.folder, cwd=self.folder.parent, env=self.environment, timeout=180)      # logs where it stands
        conf = self.cloud.tempest_conf(self.area.needs)
        conf["DEFAULT"] = {"log_dir": self.folder / "logs", "log_file": "tempest.log", "debug": True}
        conf["oslo_concurrency"] = {"lock_path": self.folder / "tempest_lock"}
        for section, options in self.area.conf.items():
            conf.setdefault(section, {}).update(options)
        file = configparser.ConfigParser(interpolation=None)
        file.read_dict({section: {name: str(value) for name, value in options.items()} for section, options in conf.items()})
        with open(self.folder / "etc/tempest.conf", "w") as out:
            file.write(out)
        # As it comes, each worker would cut off what the others logged.
        logging = self.folder / "etc/logging.conf"
        logging.write_text(logging.read_text().replace("'w+'", "'a+'"))

    def tempest(self, *words, **options):
        return harness.run("tempest", *words, cwd=self.folder, env=self.environment, ok=False, **options)

    def wanted(self, regexes):
        """Ids of the tests, with their tags."""
        listed = self.tempest("run", "--list-tests", "--regex", self.area.tests, timeout=180)
        harness.check(listed.returncode == 0, f"tempest lists no tests: {listed.stdout}{listed.stderr}")
        ids = [line for line in listed.stdout.splitlines() if re.search(self.area.tests, line)]
        if self.area.exclude:
            ids = [one for one in ids if not re.search(self.area.exclude, one)]
        return [one for one in ids if not regexes or any(re.search(regex, one) for regex in regexes)]

    def run(self, regexes):
        """The outcome of every wanted test, in order of their names."""
        wanted = self.wanted(regexes)
        harness.check(wanted, "no test matches")
        (self.folder / "wanted").write_text("\n".join(wanted) + "\n")
        # What it prints is for the eye; what counts is in its repository afterwards.
        shown = subprocess.run(["tempest", "run", "--load-list", "wanted", "--concurrency", str(self.area.workers)], cwd=self.folder,
                               env=self.environment, stdin=subprocess.DEVNULL)
        print(f"tempest ended with status {shown.returncode}", flush=True)
        return self.outcomes(wanted)

    def outcomes(self, wanted, seen=None):
        seen = self.reported() if seen is None else seen
        outcomes = []
        for name in sorted({TAGS.sub("", one) for one in wanted}):
            module_class = name.rpartition(".")[0]
            # A class that fails or skips as a whole speaks for its tests.
            status, said = seen.get(name) or seen.get(f"setUpClass ({module_class})") or ("fail", "tempest did not run it")
            outcomes.append(self.judged(name, status, said))
        for name, (status, said) in sorted(seen.items()):
            if name.startswith("tearDownClass") and status == "fail":
                outcomes.append(self.judged(name, status, said))
        return outcomes

    def judged(self, name, status, said):
        if status == "success":
            return Outcome(name, "passed")
        if status == "skip":
            return Outcome(name, "skipped", said, self.area.reason_to_skip(said))
        return Outcome(name, "failed", said, self.area.known_failures.get(name, ""))

    def reported(self):
        """Test's name (without tags): (status, words), from the last run in stestr's repository."""
        import subunit
        import testtools

        seen = {}

        def take(test):
            details = {key: value.as_text() for key, value in test["details"].items() if value.content_type.type == "text"}
            said = details.get("reason") or next((text for key, text in details.items() if key.startswith("traceback")), "")
            if test["status"] != "exists":
                seen[TAGS.sub("", test["id"])] = (test["status"], said)

        stream = subprocess.run(["stestr", "last", "--subunit"], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True)
        result = testtools.StreamToDict(take)
        result.startTestRun()
        subunit.ByteStreamToStreamResult(io.BytesIO(stream.stdout), non_subunit_name="output").run(result)
        result.stopTestRun()
        return seen
