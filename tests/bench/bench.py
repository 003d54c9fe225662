"""What the benchmarks stand on: a server of their own, load by wrk or a bounded client, CPU by /proc."""
import http.client
import json
import os
import re
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = Path(os.environ.get("SKYLAB_BUILD_DIR", ROOT / "build/release"))
TICKS = os.sysconf("SC_CLK_TCK")
BUSY = 0.25         # a wall time counts when others used less of the machine than this
ATTEMPTS = 3
MICROVERSION = {"OpenStack-API-Version": "compute 2.95"}


class Process:
    """What a running program has used, by /proc."""

    def __init__(self, pid):
        self.pid = pid

    def cpu(self):
        """Seconds in user and kernel mode, of all threads together, those that ended too."""
        return time.clock_gettime(~self.pid << 3 | 2)        # clock_getcpuclockid(3), which Python has for itself only

    def memory(self):
        """MiB: resident (rss), of which its own (anon), and with each shared page counted once (pss)."""
        text = Path(f"/proc/{self.pid}/smaps_rollup").read_text()
        kib = {name: int(re.search(rf"^{name}:\s+(\d+)", text, re.M)[1]) for name in ("Rss", "Pss", "Anonymous")}
        return {"rss": kib["Rss"] / 1024, "pss": kib["Pss"] / 1024, "anon": kib["Anonymous"] / 1024}

    def forget_peak(self):
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")

    def peak(self):
        return int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{self.pid}/status").read_text())[1]) / 1024


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A skylabd with a data directory on disk that outlives its restarts."""

    def __init__(self, drivers="fake", options=(), under=()):
        """under: a program that runs it, with its options."""
        self.under = under
        self.folder = Path(tempfile.mkdtemp(prefix="skylab-bench-", dir=os.environ.get("SKYLAB_BENCH_DIR", "/var/tmp")))
        self.data = self.folder / "data"
        self.drivers = drivers
        self.options = options
        self.address = f"127.0.0.1:{free_port()}"        # kept, so that URLs outlive a restart
        self.process = None
        self.token = None

    def start(self):
        """Gives how many seconds it took until every service answered."""
        command = [*self.under, BUILD / "bin/skylabd", "--data", self.data, "--drivers", self.drivers, "--listen", self.address, "--log-level", "warning",
                   *self.options]
        begun = time.monotonic()
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=open(self.folder / "log", "a"), stdin=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        took = time.monotonic() - begun
        if not line.startswith("ready "):
            raise SystemExit(f"skylabd did not get ready: {(self.folder / 'log').read_text()[-2000:]}")
        self.identity = re.search(r"auth_url=(\S+)", line)[1]
        self.base = self.identity.rsplit("/identity/", 1)[0]
        self.used = Process(self.process.pid)
        self.started_with = self.used.cpu()
        return took

    def stop(self):
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=120)
            self.process = None

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder)

    def cpu(self):
        return self.used.cpu()

    def login_body(self, cloud="skylab-admin"):
        auth = yaml.safe_load((self.data / "clouds.yaml").read_text())["clouds"][cloud]["auth"]
        return {"auth": {"identity": {"methods": ["password"], "password": {"user": {
            "name": auth["username"], "password": auth["password"], "domain": {"name": auth.get("user_domain_name", "Default")}}}},
            "scope": {"project": {"name": auth["project_name"], "domain": {"name": auth.get("project_domain_name", "Default")}}}}}

    def login(self, cloud="skylab-admin"):
        """Logs in as the administrator of a project whose quotas are then lifted."""
        reply = urllib.request.urlopen(urllib.request.Request(f"{self.identity}/auth/tokens", json.dumps(self.login_body(cloud)).encode(),
                                                              {"Content-Type": "application/json"}), timeout=120)
        self.token = reply.headers["X-Subject-Token"]
        self.project = json.load(reply)["token"]["project"]["id"]
        self.urls = {"identity": self.identity, "compute": f"{self.base}/compute/v2.1", "network": f"{self.base}/network/v2.0",
                     "image": f"{self.base}/image/v2", "volume": f"{self.base}/volume/v3/{self.project}",
                     "object": f"{self.base}/object-store/v1/AUTH_{self.project}"}
        return self.token

    def headers(self):
        return {"X-Auth-Token": self.token, "Content-Type": "application/json", **MICROVERSION}

    def lift_quotas(self):
        client = Client(self)
        client.call("PUT", f"{self.urls['compute']}/os-quota-sets/{self.project}", {"quota_set": {"instances": -1, "cores": -1, "ram": -1}})
        client.call("PUT", f"{self.urls['volume']}/os-quota-sets/{self.project}", {"quota_set": {"volumes": -1, "gigabytes": -1}})
        client.call("PUT", f"{self.urls['network']}/quotas/{self.project}", {"quota": {"network": -1, "subnet": -1, "port": -1}})

    def restart(self):
        self.stop()
        took = self.start()
        self.login()
        return took

    def copy_rows(self, *copies):
        """Copies of rows that the API made, straight into the books while the server stands still. Each of `copies` names the book, the table,
        the column and value that find the pattern, how many, and change(row, n), which makes each differ."""
        self.stop()
        for book, table, column, key, count, change in copies:
            with sqlite3.connect(self.data / f"{book}.db") as connection:
                connection.row_factory = sqlite3.Row
                columns = [row["name"] for row in connection.execute(f"PRAGMA table_info({table})")]     # without the generated ones
                patterns = [dict(row) for row in connection.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE {column} = ?", (key,))]
                insert = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
                connection.executemany(insert, ([row[c] for c in columns] for n in range(count) for row in (change(dict(p), n) for p in patterns)))
            connection.close()
        return self.restart()


class Client:
    """One kept connection; a call that is refused ends the run."""

    def __init__(self, server):
        self.server = server
        at = urllib.parse.urlsplit(server.base)
        self.connection = http.client.HTTPConnection(at.hostname, at.port, timeout=120)

    def raw(self, method, url, body=None, headers=None):
        path = url[len(self.server.base):]
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
        self.connection.request(method, path, body, {**self.server.headers(), **(headers or {})})
        reply = self.connection.getresponse()
        return reply.status, reply.read()

    def call(self, method, url, body=None, headers=None):
        status, text = self.raw(method, url, body, headers)
        if status >= 400:
            raise SystemExit(f"{method} {url}: {status} {text[:500]!r}")
        return json.loads(text) if text.startswith((b"{", b"[")) else None


def quantile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def summary(walls, seconds, cpu, count):
    """One row's figures: CPU and walls in milliseconds."""
    return {"rate": count / seconds, "cpu": cpu * 1000 / count, "requests": count, "p50": quantile(walls, .5) * 1000, "p90": quantile(walls, .9) * 1000,
            "p99": quantile(walls, .99) * 1000}


class Quiet:
    """How much of the machine others used meanwhile: neither the server, nor this program and what it started."""

    def __init__(self, process):
        self.process = process
        self.begun = self.now()

    def now(self):
        with open("/proc/stat") as stat:
            ticks = [int(t) for t in stat.readline().split()[1:9]]
        own = sum(r.ru_utime + r.ru_stime for r in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))
        return sum(ticks) / TICKS, (sum(ticks) - ticks[3] - ticks[4]) / TICKS, own + (self.process.cpu() if self.process else 0)

    def others(self):
        all_now, busy, own = (now - then for now, then in zip(self.now(), self.begun))
        return max(0.0, (busy - own) / all_now) if all_now else 0.0


def settle(process, deadline=60):
    """Until the server has finished what nobody waits for any more, such as the logins of a load that ended."""
    end = time.monotonic() + deadline
    while time.monotonic() < end:
        before = process.cpu()
        threading.Event().wait(0.1)
        if process.cpu() - before < 0.005:
            return


def calm(process, deadline=10):
    """Waits a while for others to leave the machine alone."""
    end = time.monotonic() + deadline
    while time.monotonic() < end:
        quiet = Quiet(process)
        threading.Event().wait(0.3)
        if quiet.others() < BUSY:
            return


def best_of(measure, process, attempts=ATTEMPTS):
    """Measures again while the machine is busy with something else; the least disturbed counts."""
    best = None
    for _ in range(attempts):
        settle(process)
        calm(process, 10 if attempts > 1 else 0)
        quiet = Quiet(process)
        result = measure()
        result["others"] = round(quiet.others(), 3)
        result["load"] = round(os.getloadavg()[0], 2)
        if best is None or result["others"] < best["others"]:
            best = result
        if best["others"] < BUSY:
            break
    return best


def wrk(process, folder, url, clients, seconds, headers=None, method="GET", body=None, lua=""):
    """wrk against one URL, or what the Lua function request() gives."""
    script = ['wrk.method = "%s"' % method]
    for name, value in (headers or {}).items():
        script.append(f'wrk.headers["{name}"] = "{value}"')
    if body:
        script.append("wrk.body = [==[" + (body if isinstance(body, str) else json.dumps(body)) + "]==]")
    script.append(lua)
    script.append("""done = function(summary, latency)
  io.write(string.format('RESULT {"requests": %d, "seconds": %f, "p50": %f, "p90": %f, "p99": %f, "failed": %d}\\n', summary.requests,
    summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(90) / 1e3, latency:percentile(99) / 1e3,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end""")
    file = folder / f"load-{threading.get_ident()}.lua"
    file.write_text("\n".join(script))
    before = process.cpu()
    done = subprocess.run(["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "60s", "-s", file, url], capture_output=True, text=True)
    used = process.cpu() - before
    found = re.search(r"RESULT (.*)", done.stdout)
    if not found:
        raise SystemExit(f"wrk failed: {done.stdout}{done.stderr}")
    result = json.loads(found[1])
    if result["failed"] or not result["requests"]:
        raise SystemExit(f"{method} {url}: {result['failed']} of {result['requests']} requests failed")
    return {"rate": result["requests"] / result["seconds"], "cpu": used * 1000 / result["requests"], "requests": result["requests"],
            **{k: result[k] for k in ("p50", "p90", "p99")}}


class Background:
    """Keeps a load going while something else is measured."""

    def __init__(self, measure):
        self.thread = threading.Thread(target=measure, daemon=True)
        self.thread.start()

    def wait(self):
        self.thread.join()


def at_once(server, clients, count, work):
    """work(client, n) for each n, by so many clients with a connection each. Gives what each call gave, in order, and the seconds."""
    results, failures, lock, numbers = [None] * count, [], threading.Lock(), iter(range(count))

    def run():
        client = Client(server)
        while not failures:
            with lock:
                n = next(numbers, None)
            if n is None:
                return
            try:
                results[n] = work(client, n)
            except (SystemExit, OSError, http.client.HTTPException) as failure:
                failures.append(failure)

    begun = time.monotonic()
    threads = [threading.Thread(target=run) for _ in range(min(clients, count))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise SystemExit(str(failures[0]))
    return results, time.monotonic() - begun


def timed(server, clients, count, work):
    """The figures of count calls, and what they gave."""
    def one(client, n):
        begun = time.monotonic()
        given = work(client, n)
        return time.monotonic() - begun, given

    calm(server.used)
    quiet, before = Quiet(server.used), server.cpu()
    results, seconds = at_once(server, clients, count, one)
    return {"others": round(quiet.others(), 3)} | summary([wall for wall, _ in results], seconds, server.cpu() - before, count), [given for _, given in results]


def wait_for(condition, pause=0.005, deadline=120):
    end = time.monotonic() + deadline
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"What should have happened did not, within {deadline} seconds.")
        threading.Event().wait(pause)


def send_file(server, method, url, file, headers=None):
    """Sends a file as a request's body by sendfile, so that the client costs next to nothing. Gives the seconds until the answer."""
    at = urllib.parse.urlsplit(url)
    head = f"{method} {at.path} HTTP/1.1\r\nHost: {at.netloc}\r\nConnection: close\r\nContent-Length: {file.stat().st_size}\r\n"
    fields = {**server.headers(), "Content-Type": "application/octet-stream", **(headers or {})}
    begun = time.monotonic()
    with socket.create_connection((at.hostname, at.port), timeout=300) as to, open(file, "rb") as source:
        to.sendall((head + "".join(f"{k}: {v}\r\n" for k, v in fields.items()) + "\r\n").encode())
        to.sendfile(source)
        answer = to.recv(65536)
    if int(answer.split()[1]) >= 300:
        raise SystemExit(f"{method} {url}: {answer[:500]!r}")
    return time.monotonic() - begun


def read_all(url, headers):
    """Reads an answer and throws it away. Gives the seconds and the bytes, of head and body."""
    at = urllib.parse.urlsplit(url)
    room, count = bytearray(1 << 20), 0
    begun = time.monotonic()
    with socket.create_connection((at.hostname, at.port), timeout=300) as source:
        source.sendall((f"GET {at.path} HTTP/1.1\r\nHost: {at.netloc}\r\nConnection: close\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers.items())
                        + "\r\n").encode())
        while got := source.recv_into(room):
            if not count and room[9:10] != b"2":
                raise SystemExit(f"GET {url}: {bytes(room[:300])!r}")
            count += got
    return time.monotonic() - begun, count
