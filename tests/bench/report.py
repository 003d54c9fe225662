"""Rows of figures, whether they meet their targets, the JSON and the page that come of them."""
import json
import mmap
import os
import platform
import time
from pathlib import Path

from bench import BUILD, ROOT, best_of, wrk

PAGE = ROOT / "docs/performance.md"
HEAD = ["| work | server CPU | p50 | p90 | p99 | per s | floor | OpenStack: CPU, p50, per s | times less CPU | target | met |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|"]
READ, LIST, WRITE = 500, 200, 100       # how many times less CPU than OpenStack


def figure(value):
    """Three significant digits, without an exponent."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def cost(ms):
    return "" if ms is None else f"{ms * 1000:.0f} µs" if ms < 1 else f"{figure(ms)} ms" if ms < 10_000 else f"{figure(ms / 1000)} s"


def wall(ms):
    return "" if ms is None else f"{figure(ms)} ms" if ms < 10_000 else f"{figure(ms / 1000)} s"


class Part:
    """The rows of one part. A target is a bound that a figure has to keep: {"figure", "most" or "least", "text"}."""

    def __init__(self, name, title, about, server, quick):
        self.name, self.title, self.about, self.server, self.quick = name, title, about, server, quick
        self.seconds = 1 if quick else 3
        self.rows, self.notes = [], []
        self.nginx, self.commit = None, None
        self.memory = memory()
        self.networks = "none"       # of servers that a part makes

    def row(self, work, result, theirs=None, times=None, targets=(), floor=None):
        """theirs: OpenStack's CPU in ms, p50 in ms, per second; times: how much less CPU is asked, unless that is
        less than the floor; floor: text and CPU in ms, of which three times as much is allowed."""
        targets = list(targets)
        if theirs and times and theirs[0] and not (floor and floor[1] and theirs[0] / times < floor[1]):
            targets.append({"figure": "cpu", "most": theirs[0] / times, "text": f"≤ {cost(theirs[0] / times)}"})
        if floor and floor[1]:
            targets.append({"figure": "cpu", "most": floor[1] * 3, "text": "≤ 3 × floor"})
        row = {"work": work, **result, "openstack": theirs, "floor": floor[0] if floor else None, "targets": targets}
        row["met"] = [bool(self.holds(row, t)) for t in targets]
        self.rows.append(row)
        print("  " + self.line(row), flush=True)
        return result

    @staticmethod
    def holds(row, target):
        value = row[target["figure"]]
        return value <= target["most"] if "most" in target else value >= target["least"]

    def load(self, work, url, clients=1, theirs=None, times=None, seconds=None, headers=None, small=False, **options):
        """A row by wrk. Small reads are held against nginx, which sends the same bytes from a file."""
        targets = options.pop("targets", ())
        floor = None
        headers = {**self.server.headers(), **(headers or {})} if headers is not False else {}
        if small and self.nginx:
            floor = self.nginx.floor(url, headers, clients, self.seconds)
        result = best_of(lambda: wrk(self.server.used, self.server.folder, url, clients, seconds or self.seconds, headers, **options),
                         self.server.used, 1 if self.quick else 3)
        return self.row(work, result, theirs, times, targets, floor)

    @staticmethod
    def line(row):
        theirs = ", ".join(("-" if v is None else f(v)) for v, f in zip(row["openstack"], (cost, wall, figure))) if row["openstack"] else ""
        less = figure(row["openstack"][0] / row["cpu"]) if row["openstack"] and row["openstack"][0] and row.get("cpu") else ""
        met = "" if not row["targets"] else "yes" if all(row["met"]) else "**no**" if not any(row["met"]) else \
            "**not** " + ", ".join(t["text"] for t, m in zip(row["targets"], row["met"]) if not m)
        rate = row.get("speed") or (figure(row["rate"]) if row.get("rate") else "")
        return "| " + " | ".join([row["work"], cost(row.get("cpu")), *(wall(row.get(p)) for p in ("p50", "p90", "p99")), rate, row["floor"] or "", theirs,
                                  less, "; ".join(t["text"] for t in row["targets"]), met]) + " |"

    def note(self, text):
        self.notes.append(text)
        print("  " + text, flush=True)

    def text(self):
        about = f"{self.about}\n\n" if self.about else ""
        lines = [self.line(row) for row in self.rows]
        day = time.strftime("%Y-%m-%d", time.gmtime())
        when = f"Measured on {day}, when a page fault took {self.memory['fault_us']:.1f} µs and memory was copied at {self.memory['copy_gb']:.0f} GB/s.\n\n"
        return f"## {self.title}\n\n{about}{when}" + "\n".join([*HEAD, *lines] if lines else []) + "".join(f"\n\n{n}" for n in self.notes) + "\n"

    def results(self):
        return {"part": self.name, "when": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "machine": {**machine(), **self.memory}, "load": os.getloadavg(),
                "rows": self.rows, "notes": self.notes}


def machine():
    model = next((line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), "")
    return {"cpus": os.cpu_count(), "model": model, "kernel": platform.release()}


def memory():
    """What memory costs on this machine and in this minute, since CPU figures follow it: a page's first touch, and a copy."""
    size = 64 << 20
    def touch(pages):
        begun = time.perf_counter()
        for at in range(0, size, mmap.PAGESIZE):
            pages[at] = 1
        return time.perf_counter() - begun
    with mmap.mmap(-1, size) as pages:
        fault = touch(pages) - touch(pages)
    source, target = bytearray(size), bytearray(size)
    begun = time.perf_counter()
    target[:] = source
    return {"fault_us": fault * 1e6 / (size / mmap.PAGESIZE), "copy_gb": size / 1e9 / (time.perf_counter() - begun)}


def write_section(name, text):
    """Replaces one part of the page; the rest is other parts'."""
    page = PAGE.read_text()
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->\n"
    if begin not in page:
        page = page.rstrip("\n") + f"\n\n{begin}{end}"
    head, rest = page.split(begin, 1)
    PAGE.write_text(head + begin + text.rstrip("\n") + "\n" + end + rest.split(end, 1)[1])


def save(part, folder=None):
    keep(part.name, part.results(), folder)


def keep(name, results, folder=None):
    folder = Path(folder) if folder else BUILD / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
