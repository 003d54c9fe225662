"""The clock is set forward and back while the cloud runs."""
import os
import time
from pathlib import Path

from cloud import FaultCase, wait

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))


class Clock(FaultCase):
    def setUp(self):
        super().setUp()
        if not LIBRARIES:
            self.skipTest("libfaketime is not installed")
        self.offset = self.folder / "offset"
        self.step("+0")
        faked = {"LD_PRELOAD": str(LIBRARIES[0]), "FAKETIME_TIMESTAMP_FILE": str(self.offset), "FAKETIME_CACHE_DURATION": "1", "DONT_FAKE_MONOTONIC": "1"}
        os.environ.update(faked)
        self.it = self.cloud()
        try:
            self.it.start()
        finally:
            for name in faked:
                del os.environ[name]
        self.api = self.it.api()

    def step(self, text):
        """+1d, -2h ...; the server looks once a second."""
        passing = self.offset.with_suffix(".new")
        passing.write_text(text + "\n")
        passing.rename(self.offset)

    def now(self):
        """The server's clock, by what it writes."""
        token = self.it.api()
        return token.send("GET", "identity", "/auth/tokens", headers={"X-Subject-Token": token.token}).json["token"]["issued_at"]

    def stepped(self, text, days):
        before = self.now()
        self.step(text)
        day = time.strftime("%Y-%m-%d", time.gmtime(time.time() + days * 86400))
        wait("the clock to be set", lambda: self.now().startswith(day) or (days == 0 and self.now() != before and self.now().startswith(day)), 20, 0.2)

    def seqs(self):
        admin, seen, found = self.it.api("skylab-admin"), 0, []
        while True:
            page = admin.get("skylab", f"/events?since={seen}")["events"]
            if not page:
                return found
            found += [event["seq"] for event in page]
            seen = found[-1]

    def works(self, name):
        api = self.it.api()
        network = self.ok(api.send("POST", "network", "/networks", {"network": {"name": name}}), 201).json["network"]["id"]
        self.ok(api.send("PUT", "object", f"/{name}"))
        self.ok(api.send("PUT", "object", f"/{name}/thing", name.encode()))
        self.assertEqual(api.send("GET", "object", f"/{name}/thing").data, name.encode())
        self.ok(api.send("PUT", "network", f"/networks/{network}", {"network": {"description": "changed"}}), 200)
        self.ok(self.it.api("skylab-admin").send("GET", "compute", "/os-hypervisors/detail"), 200)

    def test_forward_and_back(self):
        self.works("before")
        old = self.api
        expiring = self.ok(old.send("PUT", "object", "/before/short", b"x", {"X-Delete-After": "7200"}))      # noqa: F841
        self.stepped("+2d", 2)
        self.assertEqual(old.send("GET", "network", "/networks").status, 401, "a token of two days ago is over")
        self.works("forward")
        api = self.it.api()
        self.assertEqual(api.send("GET", "object", "/before/short").status, 404, "it expired a day ago")
        future = api.token
        self.stepped("+0", 0)      # two days back
        self.works("back")
        self.assertEqual(self.it.api().send("GET", "network", "/networks").status, 200)
        # A token from the future is nobody's fault: it is good, or asks for a new one; it is no error of the server.
        api.token = future
        self.assertIn(api.send("GET", "network", "/networks").status, (200, 401))
        numbers = self.seqs()
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + len(numbers))), "events are counted, not timed")
        listed = [row["name"] for row in self.it.api().all("network", "/networks", "networks")]
        for name in ("before", "forward", "back"):
            self.assertIn(name, listed)
        self.it.stop()
        self.it.start()      # with the true clock
        self.works("again")
