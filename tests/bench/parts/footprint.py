"""The whole server: how fast it starts, and its memory, idle and after everything was asked for by many at once."""
import threading

from bench import Client, wrk

TITLE = "The whole server"
ABOUT = """Each thread that reads has the databases mapped, so "resident" counts the same pages of a file again and again; "PSS" counts each once, as in OpenStack's 3,159 MiB of 61 idle processes (nova 1,016,
keystone 244, neutron 246, glance 258, cinder 546, swift 372, MariaDB 169, placement 181, RabbitMQ 93)."""
MOST, START = 100, 1000
REST = 20       # seconds: by then the server has given back what it does not need


def memory_row(part, work):
    memory = part.server.used.memory()
    text = f"{work}: {memory['rss']:.0f} MiB resident, {memory['anon']:.0f} its own, {memory['pss']:.0f} PSS"
    part.row(text, {"cpu": None, **memory}, targets=[{"figure": "pss", "most": MOST, "text": f"≤ {MOST} MiB (PSS)"}])


def start_row(part, work, seconds):
    part.row(work, {"cpu": part.server.started_with * 1000, "p50": seconds * 1000}, targets=[{"figure": "p50", "most": START, "text": "≤ 1 s"}])


def storm(part):
    """Every list, whole, by 16 clients."""
    urls = part.server.urls
    for url in (f"{urls['identity']}/users?limit=1000", f"{urls['identity']}/projects", f"{urls['compute']}/servers/detail?limit=1000", f"{urls['compute']}/flavors/detail",
                f"{urls['network']}/ports", f"{urls['network']}/networks", f"{urls['image']}/images?limit=1000", f"{urls['volume']}/volumes/detail?limit=1000",
                f"{urls['object']}/many?format=json&limit=10000"):
        if Client(part.server).raw("GET", url)[0] == 200:
            wrk(part.server.used, part.server.folder, url, 16, max(part.seconds, 3), part.server.headers())


def measure(part):
    server = part.server
    if server.first_start:
        part.row("the first start (makes databases, keys, passwords, an image)", {"cpu": server.first_cpu * 1000, "p50": server.first_start * 1000})
    start_row(part, "a start, until every service answers", min(server.restart() for _ in range(1 if part.quick else 5)))
    threading.Event().wait(REST / 3)
    memory_row(part, "memory, idle")
    storm(part)
    memory_row(part, "memory, right after 16 clients listed everything that the other parts made")
    threading.Event().wait(REST)
    memory_row(part, f"memory, {REST} s later")
