"""What the end-to-end tests stand on: host daemons, skylabd, the real openstack client, guests by ssh."""
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = Path(os.environ.get("SKYLAB_BUILD_DIR", ROOT / "build/release"))
IMAGE = Path(os.environ.get("SKYLAB_GUEST_IMAGE", ROOT / "build/guest/skylab-guest.qcow2"))
HOST = "172.24.4.1"      # this host on the public network


class Failure(Exception):
    """A check that did not hold."""


def check(holds, what):
    if not holds:
        raise Failure(what)


def run(*command, timeout=120, ok=True, **options):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, timeout=timeout, stdin=subprocess.DEVNULL, **options)
    if ok and done.returncode != 0:
        raise Failure(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def wait(what, condition, deadline=60.0, pause=0.5):
    """Asks until the condition gives something true; what it gave last is in the failure."""
    end = time.monotonic() + deadline
    while True:
        last = condition()
        if last:
            return last
        if time.monotonic() > end:
            raise Failure(f"{what}: not within {deadline:.0f} s (last answer: {last!r})")
        threading.Event().wait(pause)


def host_daemons(verb):
    for script in ("host-hypervisor", "host-network"):
        run(ROOT / "installer" / script, verb, timeout=180)


def row_owner(network):
    """The mark of the cloud that made this network in OVN."""
    return run("ovn-nbctl", "get", "Logical_Switch", f"neutron-{network}", "external_ids:skylab\\:owner").stdout.strip().strip('"')


def rows_of(owner, table, column="_uuid"):
    return run("ovn-nbctl", "--bare", f"--columns={column}", "find", table, f'external_ids:skylab\\:owner="{owner}"', ok=False).stdout.split()


ROW_TABLES = ("Logical_Switch", "Logical_Router", "Port_Group", "DHCP_Options", "Load_Balancer", "Address_Set")


def forget_rows(owner):
    """A test's cloud is thrown away, and OVN's database stays: so its rows go one by one."""
    for table in ROW_TABLES if owner else ():
        for row in rows_of(owner, table):
            run("ovn-nbctl", "destroy", table, row, ok=False)


def forget_metadata(networks):
    """Where guests of a network ask for their metadata outlives the server, for the next one: so it goes with the network."""
    for network in networks:
        run("ip", "netns", "del", f"skylab-{network[:11]}", ok=False)
        run("ovs-vsctl", "--if-exists", "del-port", f"skym{network[:11]}", ok=False)


class Server:
    """One skylabd with a data directory of its own, which may be killed and started again."""

    def __init__(self, data, *arguments):
        self.data = Path(data)
        self.arguments = arguments
        self.process = None
        self.log = self.data.parent / "skylabd.log"

    def start(self, deadline=120):
        begun = time.monotonic()
        self.process = subprocess.Popen(
            [BUILD / "bin/skylabd", "--data", self.data, "--listen", "127.0.0.1:0", "--guest-image", IMAGE, *self.arguments],
            stdout=subprocess.PIPE, stderr=open(self.log, "a"), text=True, stdin=subprocess.DEVNULL)
        killer = threading.Timer(deadline, self.process.kill)
        killer.start()
        line = self.process.stdout.readline()
        killer.cancel()
        if not line.startswith("ready "):
            raise Failure(f"skylabd did not get ready: {line!r}\n{self.log.read_text()[-3000:]}")
        self.ready = time.monotonic() - begun
        self.auth_url = re.search(r"auth_url=(\S+)", line)[1]
        self.data = Path(re.search(r"clouds_yaml=(.+)", line)[1].strip()).parent      # an ephemeral server chooses it itself
        return self

    def memory(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return {name: int(re.search(rf"{name}:\s+(\d+)", status)[1]) / 1024 for name in ("VmRSS", "VmHWM")}

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=60)
        return self.process.returncode if self.process else 0


class Forks:
    """Debian's openstack command, which is forked instead of started anew: one command at a time."""

    def __init__(self):
        self.process = None
        self.lock = threading.Lock()

    def __call__(self, words, environment, timeout):
        with self.lock, tempfile.TemporaryDirectory(prefix="skylab-openstack-") as folder:
            if self.process is None:
                self.process = subprocess.Popen([Path(__file__).parent / "openstack_forks.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                                env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"})
            output, errors = (Path(folder) / name for name in ("output", "errors"))
            self.process.stdin.write(json.dumps({"words": [str(word) for word in words], "environment": environment, "output": str(output), "errors": str(errors)}) + "\n")
            self.process.stdin.flush()
            child = self.read()["pid"]
            late = threading.Event()
            killer = threading.Timer(timeout, lambda: (late.set(), os.killpg(child, signal.SIGKILL)))
            killer.start()
            code = self.read()["code"]
            killer.cancel()
            if late.is_set():
                raise subprocess.TimeoutExpired(["openstack", *words], timeout)
            return subprocess.CompletedProcess(["openstack", *words], code, output.read_text(), errors.read_text())

    def read(self):
        line = self.process.stdout.readline()
        check(line, "the openstack command cannot be loaded: is python3-openstackclient installed?")
        return json.loads(line)


forks = Forks()


class Client:
    """The unmodified openstack command, as one of the users in clouds.yaml."""

    def __init__(self, server, cloud="skylab", **environment):
        self.server = server
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(server.data.parent), "LC_ALL": "C.UTF-8",
                            "OS_CLIENT_CONFIG_FILE": str(server.data / "clouds.yaml"), "OS_CLOUD": cloud, **environment}

    def __call__(self, *words, ok=True, timeout=300):
        done = forks(words, self.environment, timeout)
        if ok and done.returncode != 0:
            raise Failure(f"openstack {' '.join(map(str, words))}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def json(self, *words, **options):
        return json.loads(self(*words, "-f", "json", **options).stdout or "null")

    def value(self, *words, column, **options):
        return self(*words, "-f", "value", "-c", column, **options).stdout.strip()

    def refused(self, *words, text=""):
        done = self(*words, ok=False)
        check(done.returncode != 0, f"openstack {' '.join(map(str, words))} should have been refused")
        check(text in done.stdout + done.stderr, f"refusal without {text!r}: {done.stdout}{done.stderr}")
        return done.stdout + done.stderr


class Api:
    """Plain requests with a token of the client's user, where the client's own start-up would hide what is measured."""

    def __init__(self, client):
        self.client = client
        self.token = client.value("token", "issue", column="id")

    def endpoint(self, service):
        shown = self.client.json("catalog", "show", service)["endpoints"]
        return next(one["url"] for one in shown if one["interface"] == "public")

    def __call__(self, method, url, body=None):
        request = urllib.request.Request(url, method=method, data=json.dumps(body).encode() if body else None,
                                         headers={"X-Auth-Token": self.token, "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as reply:
            return json.load(reply)


class Outside:
    """A small web server on the public network: what a guest reaches through its router."""

    def __init__(self):
        self.peers = {}
        outside = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                outside.peers[self.path] = self.client_address[0]
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"outside\n")

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer((HOST, 0), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


class Ssh:
    """A shell in a guest, by its floating IP and key."""

    def __init__(self, address, key, user="skylab"):
        self.command = ["ssh", "-i", str(key), "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "BatchMode=yes",
                        "-o", "ConnectTimeout=10", "-o", "LogLevel=ERROR", f"{user}@{address}"]

    def __call__(self, script, timeout=60, ok=True):
        return run(*self.command, script, timeout=timeout, ok=ok)

    def works(self, timeout=15):
        try:
            return self("true", timeout=timeout, ok=False).returncode == 0
        except subprocess.TimeoutExpired:
            return False


class Steps:
    """Runs named steps in order and stops at the first that fails."""

    def __init__(self):
        self.begun = time.monotonic()
        self.measured = {}

    def run(self, steps, on_failure=None):
        for number, step in enumerate(steps, 1):
            begun = time.monotonic()
            print(f"[{number}/{len(steps)}] {step.__doc__.strip()} ...", flush=True)
            try:
                step()
            except Exception as error:      # noqa: BLE001 - anything ends the run
                print(f"FAILED after {time.monotonic() - begun:.1f} s: {type(error).__name__}: {error}", flush=True)
                if on_failure:
                    on_failure()
                return 1
            print(f"      done ({time.monotonic() - begun:.1f} s)", flush=True)
        print(f"all {len(steps)} steps passed in {time.monotonic() - self.begun:.0f} s", flush=True)
        for name, value in self.measured.items():
            print(f"measured: {name}: {value}", flush=True)
        return 0


def scratch():
    """A folder for one run, entered by the guests' user too."""
    folder = tempfile.mkdtemp(prefix="skylab-e2e-", dir="/var/tmp")
    os.chmod(folder, 0o711)
    return Path(folder)


def main(make):
    if os.geteuid() != 0:
        print("needs root: libvirt, OVN and network namespaces", file=sys.stderr)
        return 1
    return make()
