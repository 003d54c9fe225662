"""The physical floors: what the machine itself needs for the same work, measured in the same run."""
import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
import urllib.request
from pathlib import Path

from bench import Process, best_of, read_all, wrk

CONFIG = """daemon off; master_process off; worker_processes 1; pid {folder}/nginx.pid; error_log stderr crit;
events {{ worker_connections 256; }}
http {{ access_log off; sendfile on; tcp_nodelay on; keepalive_requests 1000000000; default_type application/json;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3; uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{ listen 127.0.0.1:{port}; root {folder}/files; }} }}
"""


class Nginx:
    """nginx with one process, which sends files."""

    def __init__(self, folder, port):
        self.folder = folder / "nginx"
        self.files = self.folder / "files"
        self.files.mkdir(parents=True)
        self.folder.chmod(0o755)
        (self.folder / "conf").write_text(CONFIG.format(folder=self.folder, port=port))
        self.base = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(["nginx", "-e", "stderr", "-c", self.folder / "conf"], stdin=subprocess.DEVNULL, stderr=open(self.folder / "log", "w"))
        self.used = Process(self.process.pid)
        (self.files / "there").write_text("yes")
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{self.base}/there", timeout=5)
                return
            except OSError:
                threading.Event().wait(0.05)
        raise SystemExit(f"nginx does not answer: {(self.folder / 'log').read_text()}")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)

    def floor(self, url, headers, clients, seconds):
        """What nginx needs for the bytes that this URL gives."""
        request = urllib.request.Request(url, headers=headers)
        (self.files / "answer").write_bytes(urllib.request.urlopen(request, timeout=60).read())
        result = best_of(lambda: wrk(self.used, self.folder, f"{self.base}/answer", clients, max(1, seconds - 1), headers), self.used, 2)
        return f"nginx {result['cpu'] * 1000:.0f} µs", result["cpu"]

    def download(self, file):
        """Seconds to read a large file from nginx."""
        target = self.files / "large"
        if not target.exists():
            os.link(file, target)
            target.chmod(0o644)
        return read_all(f"{self.base}/large", {})[0]


def commit(folder, count=200):
    """A commit of one row, SQLite with a log in WAL and synchronous=FULL: wall and CPU in ms."""
    connection = sqlite3.connect(folder / "floor.db", isolation_level=None)
    connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; DROP TABLE IF EXISTS t; CREATE TABLE t (id TEXT PRIMARY KEY, text TEXT)")
    walls = []
    before = sum(os.times()[:2])
    for _ in range(count):
        begun = time.monotonic()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO t VALUES (lower(hex(randomblob(16))), lower(hex(randomblob(500))))")
        connection.execute("COMMIT")
        walls.append(time.monotonic() - begun)
    used = sum(os.times()[:2]) - before
    connection.close()
    return {"wall": sorted(walls)[count // 2] * 1000, "cpu": used * 1000 / count}


def copy(file, folder):
    """Seconds to copy a file and have it on the disk, as an upload has to."""
    target = folder / "copied"
    begun = time.monotonic()
    shutil.copyfile(file, target)
    with open(target, "rb") as written:
        os.fsync(written.fileno())
    took = time.monotonic() - begun
    target.unlink()
    return took


def hashes(file, names):
    """Seconds to read a file and compute its checksums, each by a thread of its own."""
    def one(name):
        digest = hashlib.new(name)
        with open(file, "rb") as source:
            while block := source.read(1 << 20):
                digest.update(block)

    begun = time.monotonic()
    threads = [threading.Thread(target=one, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.monotonic() - begun


def password_hash(cost=12, count=3):
    """CPU in ms of one bcrypt by the C library, as a login needs it."""
    import crypt        # only here: it is going to leave Python
    salt = f"$2b${cost:02}$abcdefghijklmnopqrstuu"
    before = sum(os.times()[:2])
    for _ in range(count):
        if not (crypt.crypt("floor", salt) or "").startswith("$2b$"):
            raise SystemExit("The C library has no bcrypt.")
    return (sum(os.times()[:2]) - before) * 1000 / count


def large_file(folder, mib):
    """A file of random bytes, in the page cache."""
    file = Path(folder) / f"large-{mib}"
    if not file.exists():
        with open(file, "wb") as out:
            for _ in range(mib):
                out.write(os.urandom(1 << 20))
            os.fsync(out.fileno())
    return file
