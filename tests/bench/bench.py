"""What the benchmarks stand on: a server of their own, load by wrk, CPU by /proc, and the page that they write."""
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import urllib.request
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = Path(os.environ.get("SKYLAB_BUILD_DIR", ROOT / "build/release"))
PAGE = ROOT / "docs/performance.md"
TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """A skylabd on the fake drivers with a data directory that outlives its restarts."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="skylab-bench-"))
        self.data = self.folder / "data"
        self.process = None

    def start(self):
        command = [BUILD / "bin/skylabd", "--data", self.data, "--drivers", "fake", "--listen", "127.0.0.1:0", "--log-level", "warning"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=open(self.folder / "log", "a"), stdin=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("ready "):
            raise SystemExit(f"skylabd did not get ready: {(self.folder / 'log').read_text()[-2000:]}")
        self.identity = re.search(r"auth_url=(\S+)", line)[1]
        self.base = self.identity.rsplit("/identity/", 1)[0]
        return self

    def stop(self):
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=60)
            self.process = None

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder)

    def cpu(self):
        """Seconds that the server has used, all threads together."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self):
        return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{self.process.pid}/status").read_text())[1]) / 1024

    def login_body(self, cloud="skylab-admin"):
        auth = yaml.safe_load((self.data / "clouds.yaml").read_text())["clouds"][cloud]["auth"]
        return {"auth": {"identity": {"methods": ["password"], "password": {"user": {
            "name": auth["username"], "password": auth["password"], "domain": {"name": auth.get("user_domain_name", "Default")}}}},
            "scope": {"project": {"name": auth["project_name"], "domain": {"name": auth.get("project_domain_name", "Default")}}}}}

    def login(self, cloud="skylab-admin"):
        reply = self.request("POST", f"{self.identity}/auth/tokens", self.login_body(cloud))
        return reply.headers["X-Subject-Token"]

    def request(self, method, url, body=None, token=None):
        headers = {"Content-Type": "application/json", **({"X-Auth-Token": token} if token else {})}
        return urllib.request.urlopen(urllib.request.Request(url, method=method, headers=headers, data=json.dumps(body).encode() if body else None), timeout=120)


def load(server, url, clients, seconds=3, headers=None, method="GET", body=None):
    """wrk against one URL: requests per second, latencies and the server's CPU per request in milliseconds."""
    script = ['wrk.method = "%s"' % method]
    for name, value in (headers or {}).items():
        script.append(f'wrk.headers["{name}"] = "{value}"')
    if body:
        script.append("wrk.body = [==[" + json.dumps(body) + "]==]")
    script.append("""done = function(summary, latency)
  io.write(string.format('RESULT {"requests": %d, "seconds": %f, "p50": %f, "p90": %f, "p99": %f, "failed": %d}\\n', summary.requests,
    summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(90) / 1e3, latency:percentile(99) / 1e3,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end""")
    file = server.folder / f"load-{threading.get_ident()}.lua"
    file.write_text("\n".join(script))
    before = server.cpu()
    done = subprocess.run(["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "60s", "-s", file, url], capture_output=True, text=True)
    used = server.cpu() - before
    found = re.search(r"RESULT (.*)", done.stdout)
    if not found:
        raise SystemExit(f"wrk failed: {done.stdout}{done.stderr}")
    result = json.loads(found[1])
    if result["failed"] or not result["requests"]:
        raise SystemExit(f"{url}: {result['failed']} of {result['requests']} requests failed")
    return {"rate": result["requests"] / result["seconds"], "cpu": used * 1000 / result["requests"], **{k: result[k] for k in ("p50", "p90", "p99")}}


class Background:
    """Keeps a load going while something else is measured."""

    def __init__(self, *arguments, **options):
        self.result = None
        self.thread = threading.Thread(target=lambda: setattr(self, "result", load(*arguments, **options)), daemon=True)
        self.thread.start()

    def wait(self):
        self.thread.join()
        return self.result


def figure(value):
    """Three significant digits, without an exponent."""
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def write_section(name, text):
    """Replaces one part of the page; the rest is other benchmarks'."""
    page = PAGE.read_text()
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->\n"
    if begin not in page:
        page = page.rstrip("\n") + f"\n\n{begin}{end}"
    head, rest = page.split(begin, 1)
    PAGE.write_text(head + begin + text.rstrip("\n") + "\n" + end + rest.split(end, 1)[1])


def save(name, results):
    folder = BUILD / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(results, indent=1) + "\n")
