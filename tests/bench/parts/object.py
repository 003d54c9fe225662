"""Objects: small and large ones, and a listing of many."""
import uuid

import floors
import streams
from bench import Client, read_all, send_file, timed
from report import LIST, READ, WRITE

TITLE = "Objects"
ABOUT = """A small object's PUT is a row with its bytes, forced to the disk; a large one is a file and a row, held against a copy of the file that is forced to the disk, or its MD5 when
that takes longer. OpenStack's figures are Swift 2.30's with one replica."""


def list_of_many(part, account):
    server, count = part.server, 1000 if part.quick else 10_000
    client = Client(server)
    client.call("PUT", f"{account}/many")
    client.call("PUT", f"{account}/many/pattern", b"x" * 100)
    server.copy_rows(("object", "objects", "name", "pattern", count - 1, lambda row, n: {
        **row, "id": uuid.uuid4().hex, "blob_id": uuid.uuid4().hex, "name": f"object-{n:06}"}))
    part.load(f"container listing of {count:,}, JSON", f"{account}/many?format=json&limit=10000", 1, (1053, 3357, .3) if count == 10_000 else None, LIST)
    part.load(f"container listing, a page of 100 of {count:,}, JSON", f"{account}/many?format=json&limit=100&marker=object-000500", 1)


def measure(part):
    server, account = part.server, part.server.urls["object"]
    client, body = Client(server), b"k" * 1024
    commit = (f"commit {part.commit['wall']:.2f} ms", None)
    client.call("PUT", f"{account}/small")

    def put(name):
        return lambda client, n: client.call("PUT", f"{account}/small/{name}-{n}", body, {"Content-Type": "application/octet-stream"})

    result, _ = timed(server, 1, 20 if part.quick else 300, put("one"))
    part.row("object PUT 1 KiB, 1 client", result, (19, 13, 73), WRITE, floor=commit)
    result, _ = timed(server, 16, 100 if part.quick else 1600, put("many"))
    part.row("object PUT 1 KiB, 16 clients", result, (12, 101, 151), WRITE, floor=commit)
    part.load("object GET 1 KiB, 1 client", f"{account}/small/one-0", 1, (11, 9, 121), READ, small=True)
    part.load("object GET 1 KiB, 16 clients", f"{account}/small/one-0", 16, small=True)
    list_of_many(part, account)
    mib = 32 if part.quick else 512
    file = floors.large_file(server.folder, mib)
    streams.row(part, f"object PUT {mib} MiB", mib, lambda: send_file(server, "PUT", f"{account}/small/large", file),
                lambda: max(floors.copy(file, server.folder), floors.hashes(file, ("md5",))), "copy, checksum", 73)
    streams.row(part, f"object GET {mib} MiB", mib, lambda: read_all(f"{account}/small/large", server.headers())[0], lambda: part.nginx.download(file),
                "nginx", 62)
    Client(server).call("DELETE", f"{account}/small/large")
