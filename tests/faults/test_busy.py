"""Others are at the database, or clients that are slow: waits are bounded, answers say why, and it passes."""
import resource
import socket
import sqlite3
import threading
import time

from cloud import FaultCase, wait


class BusyDatabase(FaultCase):
    def test_another_process_holds_the_lock(self):
        it = self.cloud().start()
        api = it.api()
        make = lambda name: api.send("POST", "network", "/networks", {"network": {"name": name}})  # noqa: E731
        other = sqlite3.connect(it.data / "network.db", isolation_level=None, check_same_thread=False)
        self.addCleanup(other.close)

        other.execute("BEGIN IMMEDIATE")
        timer = threading.Timer(1.0, lambda: other.execute("ROLLBACK"))      # for a while: the request waits and is done
        timer.start()
        self.ok(make("waited"), 201)
        timer.join()

        other.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        answer = make("refused")
        self.assertEqual(answer.status, 503, answer.data)
        self.assertLess(time.monotonic() - begun, 15)
        self.assertSays(answer.data.decode(), "busy", "Try again")
        self.assertIn("waited", [row["name"] for row in api.all("network", "/networks", "networks")])      # reading goes on
        other.execute("ROLLBACK")
        self.ok(make("after"), 201)
        self.assertNotIn("refused", [row["name"] for row in api.all("network", "/networks", "networks")])


class SlowClients(FaultCase):
    def test_many_connections_that_say_nothing(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        count = min(10_000, hard - 500)
        it = self.cloud().start()
        api = it.api()
        before = it.server.memory()["VmRSS"]
        # From several addresses: one alone has 28,000 ports, and may not hold them all.
        wires = []
        self.addCleanup(lambda: [wire.close() for wire in wires])
        refused = 0
        for number in range(count):
            wire = socket.socket()
            wire.settimeout(10)
            wire.bind((f"127.0.0.{2 + number % 200}", 0))
            try:
                wire.connect(it.address)
                wire.sendall(b"GET /identity/v3 HTTP/1.1\r\nHost: x\r\nX-Slow: ")      # and then nothing more
            except OSError:
                refused += 1
                continue
            wires.append(wire)
        times = []
        for _ in range(20):
            begun = time.monotonic()
            api.connection = None      # a client that comes new while all are taken
            self.ok(api.send("GET", "network", "/networks"), 200)
            times.append(time.monotonic() - begun)
        self.assertLess(sorted(times)[10], 1.0, times)
        grown = it.server.memory()["VmRSS"] - before
        self.assertLess(grown, 300, f"{grown} MiB for {len(wires)} connections")
        print(f"\n{len(wires)} slow connections ({refused} refused), {grown:.0f} MiB, median answer {sorted(times)[10] * 1000:.0f} ms", flush=True)

        def closed(wire):
            wire.setblocking(False)
            try:
                while wire.recv(65536):
                    pass
                return True
            except BlockingIOError:
                return False
            except OSError:
                return True
        wait("slow clients to be closed", lambda: closed(wires[0]) and closed(wires[-1]), 90, 0.5)
        self.ok(api.send("GET", "network", "/networks"), 200)
