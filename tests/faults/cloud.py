"""A server in a directory of its own, and its users."""
import atexit
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import yaml

import harness
from api import Api
from harness import BUILD, Server, run, wait  # noqa: F401 - the tests take them from here

PASSWORDS = {}


class Cloud:
    """skylabd on fake drivers. `data` may be a place that the test made."""

    def __init__(self, folder, *arguments, data=None):
        self.folder = Path(folder)
        if not harness.IMAGE.name.startswith("seed-"):      # guests in memory boot from anything
            harness.IMAGE = Path(tempfile.gettempdir()) / f"seed-{os.getpid()}.qcow2"
            run("qemu-img", "create", "-q", "-f", "qcow2", harness.IMAGE, "16M")
            atexit.register(harness.IMAGE.unlink, missing_ok=True)
        self.server = Server(data or self.folder / "data", "--drivers", "fake", "--log-level", "warning", *arguments)
        self.server.log = self.folder / "skylabd.log"
        self.data = self.server.data

    def start(self):
        self.server.start()
        return self

    def stop(self):
        code = self.server.stop()
        assert code == 0, f"the server ended with {code}: {self.server.log.read_text()[-2000:]}"

    def kill(self):
        if self.server.process and self.server.process.poll() is None:
            self.server.kill()

    def login(self, cloud="skylab"):
        return yaml.safe_load((self.data / "clouds.yaml").read_text())["clouds"][cloud]["auth"]

    def api(self, cloud="skylab"):
        auth = self.login(cloud)
        return Api(self.server.auth_url, auth["username"], auth["password"], auth["project_name"])

    @property
    def address(self):
        host, port = re.match(r"http://([^/:]+):(\d+)", self.server.auth_url).groups()
        return host, int(port)

    def refused(self):
        """A start that must not succeed: exit code and what was said."""
        return skylabd("--data", self.data, "--drivers", "fake", "--listen", "127.0.0.1:0", "--guest-image", harness.IMAGE, "--log-level", "warning")


def skylabd(*arguments, timeout=60, **options):
    done = subprocess.run([str(BUILD / "bin/skylabd"), *map(str, arguments)], capture_output=True, text=True, timeout=timeout, stdin=subprocess.DEVNULL, **options)
    return done.returncode, done.stdout + done.stderr


class FaultCase(unittest.TestCase):
    """A directory for each test, and an end to every server."""

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="skylab-faults-", dir="/var/tmp"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def cloud(self, *arguments, **options):
        cloud = Cloud(self.folder, *arguments, **options)
        self.addCleanup(cloud.kill)
        return cloud

    def small_disk(self, mebibytes, name="disk"):
        """A file system that is soon full."""
        if os.geteuid() != 0:
            self.skipTest("mounting needs root")
        place = self.folder / name
        place.mkdir()
        done = run("mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "skylab-faults", place, ok=False)
        if done.returncode != 0:
            self.skipTest(f"mounting is not allowed here: {done.stderr.strip()}")
        self.addCleanup(run, "umount", "-l", place, ok=False)
        return place

    def assertSays(self, text, *words):
        for word in words:
            self.assertIn(str(word), text)

    def ok(self, answer, *wanted):
        self.assertIn(answer.status, wanted or (200, 201, 202, 204), answer.data[:500])
        return answer


def make_image(api, name, content, disk_format="raw"):
    image = api.send("POST", "image", "/images", {"name": name, "disk_format": disk_format, "container_format": "bare"}).json["id"]
    answer = api.send("PUT", "image", f"/images/{image}/file", content)
    assert answer.status == 204, answer.data
    return image


def make_volume(api, name, size=1, **more):
    answer = api.send("POST", "volume", "/volumes", {"volume": {"name": name, "size": size, **more}})
    assert answer.status == 202, answer.data
    volume = answer.json["volume"]["id"]
    wait(f"volume {name}", lambda: api.get("volume", f"/volumes/{volume}")["volume"]["status"] == "available", 60, 0.1)
    return volume


def make_server(api, name, image, **more):
    flavor = next(row["id"] for row in api.all("compute", "/flavors", "flavors") if row["name"] == "m1.nano")
    network = next(row["id"] for row in api.all("network", "/networks", "networks") if row["name"] != "public")
    answer = api.send("POST", "compute", "/servers", {"server": {"name": name, "imageRef": image, "flavorRef": flavor, "networks": [{"uuid": network}], **more}})
    assert answer.status == 202, answer.data
    server = answer.json["server"]["id"]
    wait(f"server {name}", lambda: status_of(api, server) in ("ACTIVE", "ERROR"), 60, 0.1)
    assert status_of(api, server) == "ACTIVE", api.get("compute", f"/servers/{server}")
    return server


def status_of(api, server):
    return api.get("compute", f"/servers/{server}")["server"]["status"]
