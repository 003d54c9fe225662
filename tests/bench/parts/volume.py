"""Volumes: lists, one, and a whole life on the driver in memory."""
import json
import time

from bench import at_once, calm, timed, wait_for
from parts.compute import walls_row
from report import LIST, READ, WRITE

TITLE = "Volumes"
ABOUT = "A life is watched by asking for the volume every 5 ms, and the asking is in the CPU. OpenStack's figures are Cinder 21.3's with its fake driver."


def status_of(client, url):
    code, text = client.raw("GET", url)
    return "gone" if code == 404 else json.loads(text)["volume"]["status"]


def measure(part):
    server, volumes = part.server, f"{part.server.urls['volume']}/volumes"
    count = 50 if part.quick else 1000

    def life(client, n):
        begun = time.monotonic()
        made = client.call("POST", volumes, {"volume": {"size": 1, "name": f"life-{n}"}})["volume"]["id"]
        accepted = time.monotonic() - begun
        wait_for(lambda: status_of(client, f"{volumes}/{made}") == "available")
        available = time.monotonic() - begun
        begun = time.monotonic()
        client.call("DELETE", f"{volumes}/{made}")
        wait_for(lambda: status_of(client, f"{volumes}/{made}") == "gone")
        return accepted, available, time.monotonic() - begun

    calm(server.used)
    lives, before = 5 if part.quick else 40, server.cpu()
    walls, seconds = at_once(server, 1, lives, life)
    cpu, (accepted, available, gone) = server.cpu() - before, zip(*walls)
    part.row("volume create to 202", walls_row(accepted), (None, 140, None), floor=(f"commit {part.commit['wall']:.2f} ms", None))
    part.row("volume create to available", walls_row(available), (None, 322, None))
    part.row("volume delete to gone", walls_row(gone), (None, 106, None))
    part.row("a volume's whole life", {"cpu": cpu * 1000 / lives, "rate": lives / seconds}, (580, None, None), WRITE)
    result, made = timed(server, 4, count, lambda client, n: client.call("POST", volumes, {"volume": {"size": 1, "name": f"volume-{n}"}})["volume"]["id"])
    part.row("volume create to 202, 4 clients", result, (None, None, 8))
    url = f"{volumes}/{made[-1]}"
    at_once(server, 1, 1, lambda client, n: wait_for(lambda: status_of(client, url) == "available"))
    part.load(f"volumes/detail, {count:,}", f"{volumes}/detail?limit=1000", 1, (1193, 1028, 1) if count == 1000 else None, LIST)
    part.load(f"volumes/detail, a page of 20 of {count:,}", f"{volumes}/detail?limit=20", 1)
    part.load("volume show", url, 1, (29, 28, 36), READ, small=True)
