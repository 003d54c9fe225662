"""PostgreSQL is restarted while clients work: 503 meanwhile, nothing that was answered is lost, work goes on by itself."""
import os
import subprocess
import threading
import time
from pathlib import Path

from api import Cut
from cloud import FaultCase, run, skylabd, wait

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


class Postgres:
    """A server of its own on a local socket, as an unprivileged user."""

    def __init__(self, case):
        self.programs = PROGRAMS[-1].parent
        self.user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []
        self.folder = Path(run(*self.user, "mktemp", "-d", "/tmp/skylab-pg-XXXXXX", cwd="/").stdout.strip())
        case.addCleanup(run, *self.user, "rm", "-rf", "--", self.folder, ok=False, cwd="/")
        run(*self.user, self.programs / "initdb", "-D", self.folder / "data", "-U", "skylab", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", cwd="/")
        self.url = f"postgresql://skylab@/postgres?host={self.folder}"
        self.process = None
        case.addCleanup(self.stop)

    def start(self):
        self.process = subprocess.Popen([*self.user, self.programs / "postgres", "-D", self.folder / "data", "-k", self.folder, "-c", "listen_addresses=", "-c", "max_connections=200"],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
        wait("PostgreSQL", lambda: run(self.programs / "pg_isready", "-q", "-h", self.folder, ok=False, cwd="/").returncode == 0, 30, 0.1)

    def stop(self):
        if self.process and self.process.poll() is None:
            run("kill", "-INT", self.process.pid)      # fast: does not wait for clients
            self.process.wait(30)


class Restart(FaultCase):
    def test_under_load(self):
        if not PROGRAMS:
            self.skipTest("PostgreSQL is not installed")
        postgres = Postgres(self)
        postgres.start()
        cloud = self.cloud("--database-url", postgres.url).start()
        self.ok(cloud.api("skylab-admin").send("PUT", "network", f"/quotas/{cloud.api().project}", {"quota": {"network": -1}}), 200)
        end, answers = threading.Event(), []

        def work(number, api):
            count = 0
            while not end.is_set():
                count += 1
                name = f"n{number}-{count}"
                try:
                    answer = api.send("POST", "network", "/networks", {"network": {"name": name}})
                    answers.append((name, answer.status, answer.data, answer.json.get("network", {}).get("id")))
                except Cut as cut:
                    answers.append((name, 0, str(cut).encode(), None))
        threads = [threading.Thread(target=work, args=(number, cloud.api())) for number in range(4)]
        for thread in threads:
            thread.start()
        made = lambda: sum(status == 201 for _, status, _, _ in answers)  # noqa: E731
        wait("some work", lambda: made() > 20, 60, 0.05)
        postgres.stop()
        begun = len(answers)
        wait("clients to be told", lambda: any(status == 503 for _, status, _, _ in answers[begun:]), 60, 0.05)
        postgres.start()
        before = made()
        restarted = time.monotonic()
        wait("work to go on", lambda: made() > before + 20, 60, 0.05)
        took = time.monotonic() - restarted
        end.set()
        for thread in threads:
            thread.join()
        self.assertLess(took, 30)

        for name, status, data, _ in answers:
            self.assertIn(status, (201, 503), f"{name}: {status} {data[:300]!r}")
            if status == 503:
                self.assertRegex(data.decode(), "database", "the answer must name the database")
                self.assertNotIn(str(postgres.folder), data.decode(), "where the database is, is the operator's")
        there = {row["name"]: row["id"] for row in cloud.api().all("network", "/networks", "networks")}
        for name, status, _, identity in answers:
            if status == 201:
                self.assertEqual(there.get(name), identity, f"{name} was answered 201 and is lost")
        # A change whose answer needed the database once more is there, and its client was told 503: at most one of each.
        self.assertLessEqual(len({name for name, status, _, _ in answers if status == 503} & set(there)), 4)
        cloud.stop()
        code, said = skylabd("--data", cloud.data, "--database-url", postgres.url, "--check")
        self.assertEqual(code, 0, said)
        self.refuses_backup(cloud, postgres)
        cloud.start()
        self.assertEqual(len(cloud.api().all("network", "/networks", "networks")), len(there))

    def refuses_backup(self, cloud, postgres):
        code, said = skylabd("--data", cloud.data, "--database-url", postgres.url, "--backup", self.folder / "b")
        self.assertEqual(code, 2)
        self.assertIn("pg_dump", said)
        code, said = cloud.refused()      # without the URL: databases are made in the directory before it is compared
        self.assertEqual(code, 1, said)
        code, said = skylabd("--data", cloud.data, "--backup", self.folder / "b")      # the directory knows by itself
        self.assertEqual(code, 1, said)
        self.assertIn("pg_dump", said)
        self.assertEqual([path.name for path in self.folder.iterdir() if path.name.startswith("b")], [])
