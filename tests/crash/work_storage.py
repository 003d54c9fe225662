"""Images and objects."""
import hashlib
import json

from book import Thing


class StorageWork:
    EMPTY_IMAGE = {"disk_format": "raw", "container_format": "bare"}

    def fewer_images(self):
        old = self.book.take(self.random, "image") if self.book.count("image") > 5 else None
        if not old:
            return False
        try:
            self.remove(old, "image", f"/images/{old.id}")
        finally:
            self.book.give(old)
        return True

    def new_image(self):
        if self.fewer_images():
            return
        image = self.create("image", "image", "/images", None, self.EMPTY_IMAGE, facts={"sum": ""}, keep=True)
        try:
            data = self.random.randbytes(self.random.randrange(1000, 300_000))
            self.change(image, "sum", hashlib.sha512(data).hexdigest(), "PUT", "image", f"/images/{image.id}/file", data)
        finally:
            self.book.give(image)

    def import_image(self):
        """First to the stage, then a task makes it the image's data."""
        if self.fewer_images():
            return
        image = self.create("image", "image", "/images", None, self.EMPTY_IMAGE, facts={"sum": ""}, keep=True)
        try:
            data = self.random.randbytes(self.random.randrange(1000, 300_000))
            self.change(image, "staged", "yes", "PUT", "image", f"/images/{image.id}/stage", data)
            self.begin(image, "sum", hashlib.sha512(data).hexdigest(), "POST", "image", f"/images/{image.id}/import", {"method": {"name": "glance-direct"}}, strict=True)
            row = self.until("image", f"/images/{image.id}", None, lambda row: row["status"] not in ("uploading", "importing", "saving"))
            self.done(image, "sum", row.get("os_hash_value") or "")
            image.facts.pop("staged")
        finally:
            self.book.give(image)

    # ---- objects

    def container(self):
        if self.book.count("container") < 3:
            name = self.book.name("container")
            thing = self.book.add(Thing("container", name, name, {True, False}))
            self.ask("PUT", "object", f"/{name}")
            thing.exists = {True}

    def some_container(self):
        container = self.book.take(self.random, "container")
        self.book.give(container)      # objects may come at once
        return container

    def put(self, container, data, query="", **links):
        """A new object; gives it, still busy."""
        name = self.book.name("object")
        thing = self.book.add(Thing("object", name, name, {True, False}, {}, {"container": container, **links}, busy=True))
        self.ask("PUT", "object", f"/{container.name}/{name}{query}", data)
        thing.exists = {True}
        return thing

    def new_object(self):
        container = self.some_container()
        if not container:
            return self.container()
        thing = self.book.take(self.random, "object", lambda t: t.links["container"] is container and "etag" in t.facts) if self.random.random() < 0.4 else None
        data = self.random.randbytes(self.random.randrange(0, 40_000))
        etag = hashlib.md5(data).hexdigest()
        if thing:      # another version of it, whole or not at all
            try:
                self.change(thing, "etag", etag, "PUT", "object", f"/{container.name}/{thing.name}", data)
            finally:
                self.book.give(thing)
            return
        thing = self.put(container, data)
        thing.facts["etag"] = {etag}
        self.book.give(thing)

    def large_object(self):
        """Two segments, and the list that makes them one object."""
        container = self.some_container()
        if not container:
            return self.container()
        parts = [self.random.randbytes(self.random.randrange(1, 20_000)) for _ in range(2)]
        segments = [self.put(container, part, pinned=True) for part in parts]
        listed = [{"path": f"/{container.name}/{one.name}", "etag": hashlib.md5(part).hexdigest(), "size_bytes": len(part)} for one, part in zip(segments, parts)]
        thing = self.put(container, json.dumps(listed).encode(), "?multipart-manifest=put", segments=segments)
        thing.facts["content"] = {hashlib.md5(b"".join(parts)).hexdigest()}
        self.book.give(thing, *segments)

    def remove_object(self):
        thing = self.book.take(self.random, "object", lambda t: not t.links.get("pinned"))
        if not thing:
            return
        segments = thing.links.get("segments", ())
        try:
            if segments:
                thing.facts.pop("content", None)      # some of it may go first
                for one in segments:
                    one.exists = {True, False}
            self.remove(thing, "object", f"/{thing.links['container'].name}/{thing.name}{'?multipart-manifest=delete' if segments else ''}")
            for one in segments:
                one.exists = {False}
        finally:
            self.book.give(thing)

    def bulk_delete(self):
        things = [thing for thing in (self.book.take(self.random, "object", lambda t: "etag" in t.facts) for _ in range(3)) if thing]
        if not things:
            return
        try:
            for thing in things:
                thing.exists = {True, False}
            listed = "\n".join(f"/{thing.links['container'].name}/{thing.name}" for thing in things).encode()
            answer = self.ask("POST", "object", "?bulk-delete", listed, headers={"Content-Type": "text/plain", "Accept": "application/json"})
            if answer.json["Number Deleted"] == len(things):
                for thing in things:
                    thing.exists = {False}
        finally:
            self.book.give(*things)
