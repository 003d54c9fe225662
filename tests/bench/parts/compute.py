"""Servers: lists of many, one, and a whole life on the driver in memory."""
import json
import threading
import time
import uuid

from bench import Client, at_once, calm, quantile, summary, wait_for
from report import LIST, READ, WRITE

TITLE = "Compute"
ABOUT = """Servers as OpenStack's figures had them: no disk, no network, a driver that only remembers. A list's answer is at most 1,000 servers
(nova's `osapi_max_limit`); each row of such a list may cost 20 µs. A life is watched by asking for the server every 5 ms, and the asking is in the
CPU. OpenStack's figures are nova 26.2's."""
DETAIL = {100: (391, 347, 2.8), 1000: (3951, 3444, .3)}


def create_body(part, name):
    return {"server": {"name": name, "flavorRef": part.flavor, "imageRef": part.image, "networks": part.networks}}


def prepare(part):
    client, urls = Client(part.server), part.server.urls
    part.flavor = min(client.call("GET", f"{urls['compute']}/flavors/detail")["flavors"], key=lambda f: f["ram"])["id"]
    part.image = client.call("POST", f"{urls['image']}/images", {"name": "bench", "disk_format": "raw", "container_format": "bare"})["id"]
    client.call("PUT", f"{urls['image']}/images/{part.image}/file", bytes(1 << 20), {"Content-Type": "application/octet-stream"})


def status_of(client, url):
    code, text = client.raw("GET", url)
    return "GONE" if code == 404 else json.loads(text)["server"]["status"]


def seed(part, there, wanted):
    """Copies of a stopped server, since a driver in memory forgets running ones, with what each claims of its host and something of its own in
    its metadata."""
    client, servers = Client(part.server), f"{part.server.urls['compute']}/servers"
    if there == 0:
        made = client.call("POST", servers, create_body(part, "pattern"))["server"]["id"]
        wait_for(lambda: status_of(client, f"{servers}/{made}") == "ACTIVE")
        client.call("POST", f"{servers}/{made}/action", {"os-stop": None})
        wait_for(lambda: status_of(client, f"{servers}/{made}") == "SHUTOFF")
        part.server.restart()       # the copies must not differ from what the driver then has
        client = Client(part.server)
        wait_for(lambda: json.loads(client.raw("GET", f"{servers}/{made}")[1])["server"]["OS-EXT-STS:power_state"] == 0)
        part.pattern = made
        there = 1
    ids = [str(uuid.uuid4()) for _ in range(wanted - there)]
    return part.server.copy_rows(
        ("compute", "servers", "id", part.pattern, len(ids), lambda row, n: {
            **row, "id": ids[n], "name": f"server-{n + there:06}", "hostname": f"server-{n + there:06}", "number": n + there + 1,
            "metadata": json.dumps({"number": str(n), "owner": f"user-{n % 50}"}, separators=(",", ":")), "created_at": row["created_at"] + n + there}),
        ("placement", "consumers", "uuid", part.pattern, len(ids), lambda row, n: {**row, "uuid": ids[n]}),
        ("placement", "allocations", "consumer_uuid", part.pattern, len(ids), lambda row, n: {**row, "consumer_uuid": ids[n]}))


def measure_empty(part):
    compute = part.server.urls["compute"]
    for clients in (1, 8, 32):
        part.load(f"servers/detail, empty, {clients} client{'s' * (clients > 1)}", f"{compute}/servers/detail", clients,
                  {1: (66, 85, 11), 8: (58, 547, 13), 32: (40, 1655, 19)}[clients], READ, small=clients != 8)


def measure_lists(part):
    compute, there = part.server.urls["compute"], 0
    for count in (100, 1_000) if part.quick else (100, 1_000, 10_000):
        took = seed(part, there, count)
        there = count
        shown = min(count, 1000)
        name = f"servers/detail, {count:,}" if shown == count else f"servers/detail, the first 1,000 of {count:,}"
        part.load(name, f"{compute}/servers/detail?limit=1000", 1, DETAIL.get(count), LIST,
                  targets=[{"figure": "cpu", "most": shown * .02, "text": "≤ 20 µs a row"}])
        part.load(f"servers/detail, a page of 20 of {count:,}", f"{compute}/servers/detail?limit=20", 1, (183, 149, 6.7) if count == 1000 else None, LIST,
                  targets=[{"figure": "cpu", "most": .1 + 20 * .02, "text": "≤ 100 µs + 20 µs a row"}])
        if count == 1000:
            part.load("servers (brief), 1,000", f"{compute}/servers?limit=1000", 1, (1053, 989, 1), LIST)
    part.restart_with_servers = (there, took)
    if there > 1000:
        part.row(f"servers/detail, all {there:,} in pages of 1,000", pages(part, there), targets=[
            {"figure": "cpu", "most": there * .02, "text": "≤ 20 µs a row"}])


def pages(part, count):
    client, server, url, seen = Client(part.server), part.server, f"{part.server.urls['compute']}/servers/detail?limit=1000", 0
    before, begun = server.cpu(), time.monotonic()
    while url:
        answer = client.call("GET", url)
        seen += len(answer["servers"])
        url = next((link["href"] for link in answer.get("servers_links", []) if link["rel"] == "next"), None)
    if seen != count:
        raise SystemExit(f"The pages have {seen} of {count} servers.")
    took = time.monotonic() - begun
    return summary([took], took, server.cpu() - before, 1)


def measure_single(part):
    compute = part.server.urls["compute"]
    one = f"{compute}/servers/{part.pattern}"
    part.load("server show, 1 client", one, 1, (89, 68, 15), READ, small=True)
    part.load("server show, 32 clients", one, 32, (55, 837, 37), READ, small=True)
    part.load("flavors/detail", f"{compute}/flavors/detail", 1, (21, 24, 39), READ, small=True)


def life(part, count, clients):
    """Walls in seconds of each server: to the 202, to ACTIVE, from the delete until it is gone; and the CPU of all of that."""
    server, servers = part.server, f"{part.server.urls['compute']}/servers"
    barrier = threading.Barrier(clients)

    def one(client, n):
        begun = time.monotonic()
        made = client.call("POST", servers, create_body(part, f"life-{n}"))["server"]["id"]
        accepted = time.monotonic() - begun
        wait_for(lambda: status_of(client, f"{servers}/{made}") == "ACTIVE")
        active = time.monotonic() - begun
        barrier.wait(120)
        begun = time.monotonic()
        client.call("DELETE", f"{servers}/{made}")
        wait_for(lambda: status_of(client, f"{servers}/{made}") == "GONE")
        return accepted, active, time.monotonic() - begun

    calm(server.used)
    before = server.cpu()
    walls, seconds = at_once(server, clients, count, one)
    return list(zip(*walls)), server.cpu() - before, seconds


def walls_row(walls, **more):
    return {"cpu": None, "rate": None, **{p: quantile(walls, share) * 1000 for p, share in (("p50", .5), ("p90", .9), ("p99", .99))}, **more}


def measure_life(part):
    count = 5 if part.quick else 40
    (accepted, active, gone), cpu, seconds = life(part, count, 1)
    part.row("server create to 202", walls_row(accepted), (None, 187, None), floor=(f"commit {part.commit['wall']:.2f} ms", None))
    part.row("server create to ACTIVE", walls_row(active), (None, 1786, None))
    part.row("server delete to gone", walls_row(gone), (None, 1029, None))
    part.row("a server's whole life", {"cpu": cpu * 1000 / count, "rate": count / seconds}, (2956, None, None), WRITE)
    (accepted, active, gone), cpu, _ = life(part, 20, 20)
    part.row("20 servers at once to their 202", walls_row(accepted, rate=20 / max(accepted)), (None, None, 3.6))
    part.row("20 servers at once, all ACTIVE", walls_row([max(active)], rate=20 / max(active)), (None, 26000, None))
    part.row("20 servers at once, all gone", walls_row([max(gone)], rate=20 / max(gone)), (None, 11500, None))
    part.row("a whole life of 20 at once, each", {"cpu": cpu * 1000 / 20}, (2956, None, None), WRITE)


def measure(part):
    prepare(part)
    measure_empty(part)
    measure_life(part)      # while the host has room
    measure_lists(part)
    measure_single(part)
