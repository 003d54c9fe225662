"""Images: lists, one, and the bytes up and down."""
import floors
import streams
from bench import Client, read_all, send_file, timed
from report import LIST, READ, WRITE

TITLE = "Images"
ABOUT = """An upload is held against a copy of the file that is forced to the disk, or MD5 and SHA-512 at once on two cores when that takes longer (an image has
both checksums); a download against nginx. OpenStack's figures are Glance 25.1's."""


def measure(part):
    server, image = part.server, part.server.urls["image"]
    count = 50 if part.quick else 1000
    commit = (f"commit {part.commit['wall']:.2f} ms", None)

    def make(client, n):
        return client.call("POST", f"{image}/images", {"name": f"image-{n}", "disk_format": "raw", "container_format": "bare"})["id"]

    first, made = timed(server, 1, count // 5, make)
    part.row("image create, 1 client", first, (36, 34, 30), WRITE, floor=commit)
    more, _ = timed(server, 8, count - count // 5, make)
    part.row("image create, 8 clients", more, floor=commit)
    part.load(f"image list, a page of 25 of {count:,}", f"{image}/images?limit=25", 1, (37, 31, 33), LIST)
    part.load(f"image list, all of {count:,}", f"{image}/images?limit=1000", 1, (752, 788, 1.3) if count == 1000 else None, LIST)
    part.load("image show", f"{image}/images/{made[0]}", 1, (11, 9, 108), READ, small=True)
    measure_streams(part, made)


def measure_streams(part, made):
    server, image = part.server, part.server.urls["image"]
    mib = 32 if part.quick else 512
    file = floors.large_file(server.folder, mib)
    fresh = iter(made)
    streams.row(part, f"image upload, {mib} MiB", mib, lambda: send_file(server, "PUT", f"{image}/images/{next(fresh)}/file", file),
                lambda: max(floors.copy(file, server.folder), floors.hashes(file, ("md5", "sha512"))), "copy, checksums", 191)
    streams.row(part, f"image download, {mib} MiB", mib, lambda: read_all(f"{image}/images/{made[0]}/file", server.headers())[0],
                lambda: part.nginx.download(file), "nginx", 2118)
    for made_id in made[:3]:
        Client(server).call("DELETE", f"{image}/images/{made_id}")
