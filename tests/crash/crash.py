"""One run: a cloud of its own that is killed again and again."""
import collections
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "e2e"))
import harness  # noqa: E402
from api import Api, Cut, Refused  # noqa: E402
from book import Book  # noqa: E402
from checks import Checks  # noqa: E402
from harness import Failure, Server, forget_metadata, forget_rows, row_owner, run, wait  # noqa: E402
from host_checks import Host, HostChecks  # noqa: E402
from workload import Workload  # noqa: E402

THREADS = 3
MOMENTS = ("before", "after", "undo", "undone")
CALLED_OFF = ("undo", "undone")
UNLIMITED = {"compute": ("/os-quota-sets/{}", "quota_set", ("instances", "cores", "ram", "key_pairs")),
             "volume": ("/os-quota-sets/{}", "quota_set", ("volumes", "gigabytes", "snapshots", "backups", "backup_gigabytes", "groups")),
             "network": ("/quotas/{}", "quota", ("network", "subnet", "port", "router", "security_group", "security_group_rule", "floatingip", "trunk"))}


class Crash:
    def __init__(self, *, seed, kills, real=False, points=False, keep=False):
        self.seed, self.kills, self.real, self.points_too, self.keep = seed, kills, real, points, keep
        self.random = random.Random(seed)
        self.folder = Path(tempfile.mkdtemp(prefix="skylab-crash-", dir="/var/tmp"))
        os.chmod(self.folder, 0o711)
        self.book = Book(self.folder / "journal.jsonl")
        if real:
            self.host = Host()
        else:      # guests in memory boot from anything
            harness.IMAGE = self.folder / "skylab-guest.qcow2"
            run("qemu-img", "create", "-q", "-f", "qcow2", harness.IMAGE, "16M")
        self.parks = self.random.random() < 0.5      # shelved servers stay on their host until they are asked to leave it
        self.server = Server(self.folder / "data", *(() if real else ("--drivers", "fake")), *(("--shelved-offload-time", "-1") if self.parks else ()), "--log-level", "warning")
        self.apis, self.constants, self.operations, self.points, self.faults, self.reached, self.asked = [], {}, {}, {}, [], set(), set()
        self.seconds, self.slowest, self.done = 0.0, 0.0, 0

    # ---- the server

    def start(self, fault_point=None):
        os.environ.pop("SKYLAB_FAULT_POINT", None)
        if fault_point:
            os.environ["SKYLAB_FAULT_POINT"] = fault_point
        self.server.start()
        os.environ.pop("SKYLAB_FAULT_POINT", None)
        if not self.apis:
            self.sign_in()
        else:
            self.slowest = max(self.slowest, self.server.ready)
        address = re.match(r"http://([^/]+)", self.server.auth_url)[1]
        for api in self.apis:
            api.moved(address)

    def sign_in(self):
        clouds = yaml.safe_load((self.server.data / "clouds.yaml").read_text())["clouds"]
        def api(cloud):
            auth = clouds[cloud]["auth"]
            return Api(self.server.auth_url, auth["username"], auth["password"], auth["project_name"])
        self.admin, self.demo = api("skylab-admin"), api("skylab")
        self.workers = [(api("skylab"), api("skylab-admin")) for _ in range(THREADS)]
        self.apis = [self.admin, self.demo, *(one for pair in self.workers for one in pair)]
        for one in self.apis:      # signing in takes long, and the server closes what is silent
            one.moved(one.address)
        self.prepare()

    def prepare(self):
        """Room in the quotas, and what every cycle uses."""
        for service, (path, key, names) in UNLIMITED.items():
            answer = self.admin.send("PUT", service, path.format(self.demo.project), {key: dict.fromkeys(names, -1)})
            if answer.status != 200:
                raise Failure(f"quota of {service}: {answer.status} {answer.data[:300]!r}")
        self.names = {row["name"]: row["id"] for row in self.demo.all("compute", "/flavors", "flavors")}
        def made(path, key, body):
            answer = self.admin.send("POST", "volume", path, {key: body})
            if answer.status not in (200, 202):
                raise Failure(f"{path}: {answer.status} {answer.data[:300]!r}")
            return answer.json[key]["id"]
        images, networks = self.demo.all("image", "/images", "images"), self.demo.all("network", "/networks", "networks")
        types = {row["name"]: row["id"] for row in self.demo.get("volume", "/types")["volume_types"]}
        made("/types", "volume_type", {"name": "crash-type"})
        self.constants = {"flavors": [self.names["m1.nano"], self.names["m1.tiny"]], "image": next(row["id"] for row in images if row["name"] == "skylab-guest"),
                          "public": next(row["id"] for row in networks if row["name"] == "public"), "type": next(iter(types.values())),
                          "types": [next(iter(types)), "crash-type"], "group_type": made("/group_types", "group_type", {"name": "crash-groups"}),
                          "parks": self.parks, "role": next(row["id"] for row in self.admin.get("identity", "/roles")["roles"] if row["name"] == "member")}

    def load(self, pair):
        return Workload(*pair, self.book, random.Random(self.random.random()), self.constants)

    # ---- one cycle

    def cycle(self, number, point=None, only=None, seconds=None):
        """Works until the kill, starts again, checks. Gives False when a fault point was not reached."""
        self.book.cycle = number
        self.start(point)
        stop, loads = threading.Event(), [self.load(pair) for pair in self.workers]
        said = [""] * THREADS
        def work(index):
            try:
                said[index] = loads[index].run(stop, only)
            except Exception as error:      # noqa: BLE001 - a mistake of the harness ends the run too
                said[index] = f"{loads[index].operation}: {type(error).__name__}: {error}"
        threads = [threading.Thread(target=work, args=(index,)) for index in range(THREADS)]
        for thread in threads:
            thread.start()
        died = self.end(stop, threads, point, seconds or self.random.uniform(0.05, 6.0 if self.real else 2.5))
        for load in loads:
            self.operations.update(load.requests)
        self.asked |= set(self.operations.values())
        self.faults += [f"cycle {number}: {text}" for text in said if text]
        self.start()
        self.settle()
        self.look_around(number, point)
        self.learn()
        self.server.kill()
        self.done = number
        return died

    def look_around(self, number, point):
        with self.book.lock:
            for thing in self.book.things:
                thing.busy = False
        checks = Checks(self.demo, self.admin, self.book, self.server.data, self.names, self.real)
        found = checks.run()
        if self.real:
            HostChecks(self.host, checks, self.admin, self.server.data).run()
        self.faults += [f"cycle {number} {point or ''}: {text}" for text in found]
        if not self.faults:
            tidier = self.load((self.demo, self.admin))
            tidier.tidy()
            tidier.drop(checks)

    def end(self, stop, threads, point, seconds):
        if point:
            deadline = time.monotonic() + seconds
            while self.server.process.poll() is None and time.monotonic() < deadline:
                threading.Event().wait(0.02)
        else:
            threading.Event().wait(seconds)
        died = self.server.process.poll() is not None
        if not died:
            self.server.kill()
        stop.set()
        for thread in threads:
            thread.join()
        if died and self.server.process.returncode != -signal.SIGKILL:
            self.faults.append(f"the server ended by itself: {self.server.process.returncode}")
        return died

    def settle(self):
        """What was interrupted goes on to its end; so does a delete that failed, when the start comes to compare the servers."""
        rest = lambda: not self.admin.get("skylab", "/tasks?open=true")["tasks"] and all(row["OS-EXT-STS:task_state"] != "deleting" for row in self.demo.all("compute", "/servers/detail", "servers"))      # noqa: E731
        wait("interrupted tasks to end", lambda: rest() or None, 300, pause=0.05)

    def learn(self):
        """Which tasks there are, with how many steps, and which operation makes them."""
        for task in self.book.tasks.values():
            kind = self.points.setdefault(task["kind"], {"steps": 0, "operations": set(), "cancellable": True})
            kind["steps"] = max(kind["steps"], len(task["steps"]))
            kind["cancellable"] = task["cancellable"]
            if operation := self.operations.get(task["request_id"]):
                kind["operations"].add(operation)

    # ---- all cycles

    def due_points(self, tries):
        """Each once, and what was not reached once more; a kind of task may be met late, while others are tried."""
        for moment in MOMENTS:
            for kind, known in sorted(self.points.items()):
                if moment in CALLED_OFF and not known["cancellable"]:
                    continue
                # What is called off in its last step is done before it hears of it; so it is in one that can't be undone.
                for step in range(known["steps"] - (moment in CALLED_OFF)):
                    point = f"{kind}:{step}:{moment}"
                    if tries[point] < (1 if moment in CALLED_OFF or point in self.reached else 2):
                        yield point, sorted(known["operations"]) or None, 6 if moment in CALLED_OFF else 15

    def run_points(self, number):
        tries = collections.Counter()
        while due := list(self.due_points(tries)):
            for point, operations, seconds in due:
                number += 1
                tries[point] += 1
                if self.cycle(number, point, operations, seconds):
                    self.reached.add(point)
                if self.faults:
                    return number
        return number

    def run(self):
        print(f"{'libvirt and OVN' if self.real else 'fake'}, {self.kills} kills{' and every fault point' if self.points_too else ''}: seed {self.seed}, journal {self.folder}/journal.jsonl", flush=True)
        begun, number = time.monotonic(), 0
        try:
            for number in range(1, self.kills + 1):
                self.cycle(number)
                if self.faults:
                    break
                if number % 25 == 0:
                    print(f"{number} kills, {len(self.book.things)} resources, {time.monotonic() - begun:.0f} s", flush=True)
            if self.points_too and not self.faults:
                number = self.run_points(number)
        except (Failure, Cut, Refused) as failure:
            self.faults.append(f"cycle {self.book.cycle}: {type(failure).__name__}: {failure}")
        finally:
            self.stop()      # also when somebody ends this program
        self.look()
        self.seconds = time.monotonic() - begun
        if self.real:
            self.leave()
        return self.report()

    def stop(self):
        if self.server.process and self.server.process.poll() is None:
            self.server.kill()

    def look(self):
        """What skylabd itself says of the data that so many kills left. A start sweeps; what lies there after that is nobody's for ever."""
        if not self.faults:
            try:
                self.start()
                self.settle()
                if status := self.server.stop():
                    self.faults.append(f"the server ended with {status} when it was told to")
            except (Failure, Cut, Refused, subprocess.TimeoutExpired) as failure:
                self.faults.append(f"the last start: {type(failure).__name__}: {failure}")
            finally:
                self.stop()
        found = run(harness.BUILD / "bin/skylabd", "--data", self.server.data, "--check", "--deep", ok=False, timeout=1200)
        if found.returncode != 0 or "belongs to nobody" in found.stdout:
            self.faults.append(f"skylabd --check: {found.stdout}{found.stderr}")

    def leave(self):
        """This run's cloud leaves the host as it was, unless somebody wants to look at it."""
        if self.keep or not self.constants:
            return
        try:
            self.start()
            public = self.constants["public"]
            self.remove_servers()
            networks = [row["id"] for row in self.admin.all("network", "/networks", "networks")]
            self.server.stop()
            forget_rows(row_owner(public))
            forget_metadata(networks)
            self.faults += [f"at the end: {text} is left" for text in self.host.left()]
        except (Failure, Cut, Refused) as failure:
            self.faults.append(f"at the end: {type(failure).__name__}: {failure}")
        finally:
            self.stop()

    def remove_servers(self):
        for row in self.demo.get("skylab", "/trash")["trash"]:
            self.demo.send("DELETE", "skylab", f"/trash/server/{row['id']}")
        for row in self.demo.all("compute", "/servers", "servers"):
            self.demo.send("DELETE", "compute", f"/servers/{row['id']}")
        wait("the servers to go", lambda: not self.demo.all("compute", "/servers", "servers") and not self.demo.get("skylab", "/trash")["trash"] or None, 300)

    def unreached(self):
        wanted = {f"{kind}:{step}:{moment}" for kind, known in self.points.items() for step in range(known["steps"]) for moment in ("before", "after")}
        return sorted(wanted - self.reached) if self.points_too else []

    def report(self):
        for text in self.faults[:40]:
            print(f"FAILED  {text}")
        if self.points_too:
            print(f"{len(self.reached)} fault points of {len(self.points)} kinds of tasks were reached; not reached: {', '.join(self.unreached()) or 'none'}")
        print(f"{self.done} kills in {self.seconds:.0f} s, {len(self.faults)} faults, seed {self.seed}; the slowest start took {self.slowest:.1f} s")
        if self.faults:
            print(self.server.log.read_text()[-3000:] if self.server.log.exists() else "")
        if not self.keep and not self.faults:
            shutil.rmtree(self.folder, ignore_errors=True)
        else:
            print(f"kept: {self.folder}")
        return {"drivers": "libvirt, ovn" if self.real else "fake", "seed": self.seed, "kills": self.done, "faults": self.faults, "seconds": round(self.seconds),
                "slowest_start": round(self.slowest, 2), "resources": self.book.number, "operations": sorted(self.asked), "kinds": sorted(self.points),
                "points_reached": len(self.reached), "points_not_reached": self.unreached()}
