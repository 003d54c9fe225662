"""What the harness asks of the cloud. Each operation keeps the book: first what may be, then what was answered."""
import threading
import time

from api import Cut, Refused
from book import Thing, Work
from work_compute import ComputeWork
from work_identity import IdentityWork
from work_network import NetworkWork
from work_storage import StorageWork
from work_volume import VolumeWork

SOON = 300      # seconds for a piece of long work: other work may have the processors


class Workload(NetworkWork, StorageWork, VolumeWork, ComputeWork, IdentityWork):
    """One user's thread. `stop` ends it; so does a cut connection."""

    def __init__(self, api, admin, book, random, constants):
        self.api, self.admin, self.book, self.random, self.constants = api, admin, book, random, constants
        self.flavors, self.image, self.public = constants["flavors"], constants["image"], constants["public"]
        self.requests = {}      # request id -> operation, to know which tasks it made
        self.operation = ""

    # ---- the ways to ask

    def ask(self, method, service, path, body=None, wanted=(200, 201, 202, 204), headers=None, api=None):
        answer = (api or self.api).send(method, service, path, body, headers)
        self.requests[answer.request_id] = self.operation
        self.book.note("answer", method=method, path=path, status=answer.status, request=answer.request_id)
        if answer.status not in wanted:
            raise Refused(f"{method} {service}{path} {str(body)[:200]}: {answer.status} {answer.data[:400]!r}")
        return answer

    def create(self, kind, service, path, key, body, links=None, facts=None, rest=None, label="name", api=None, keep=False):
        """Something new: until the answer it may be there or not. `rest` says when its row is fit for other threads.
        `label` is the field that bears the harness's name; `keep`: the caller gives it to the others."""
        name = self.book.name(kind)
        body = {**body, label: name}
        thing = self.book.add(Thing(kind, name, "", {True, False}, {k: {v} for k, v in (facts or {}).items()}, links or {}, busy=True))
        self.book.note("create", kind=kind, name=name)
        try:
            answer = self.ask("POST", service, path, {key: body} if key else body, api=api)
            thing.shown = shown = answer.json[key] if key else answer.json
            thing.id = shown["id"] if "id" in shown else name
            thing.exists, thing.begun = {True}, answer.request_id
        except Refused:
            self.book.settle(thing, False)
            self.book.give(thing)
            raise
        try:
            if rest:
                self.until(service, f"{path}/{thing.id}", key, rest)
            return thing
        finally:
            if not keep:
                self.book.give(thing)

    @staticmethod
    def before(thing, fact):
        """What it may be now: also what it was before work that did not come to what was wanted."""
        return thing.facts.get(fact, {""}) | (thing.works[fact].before if fact in thing.works else set())

    def change(self, thing, fact, value, *request, **options):
        before = self.before(thing, fact)
        thing.works.pop(fact, None)      # what was promised before is past
        thing.facts[fact] = before | {value}
        try:
            answer = self.ask(*request, **options)
        except Refused:
            thing.facts[fact] = before
            raise
        thing.facts[fact] = {value}
        return answer

    def begin(self, thing, fact, value, *request, strict=False, **options):
        """change() by long work. As before is right too if the cloud tells why; `strict`: only if it was called off.
        done() when it came to rest."""
        before = self.before(thing, fact)
        answer = self.change(thing, fact, value, *request, **options)
        thing.works[fact] = Work(answer.request_id, value, before, strict)
        return answer

    @staticmethod
    def done(thing, fact, value):
        """It came to rest with this value. Another than was wanted: it was called off a moment before the end, and the checks want to know why."""
        if fact in thing.works and thing.works[fact].wanted == value:
            thing.works.pop(fact)

    def remove(self, thing, service, path, headers=None, api=None):
        thing.exists = {True, False}
        self.book.note("remove", kind=thing.kind, id=thing.id)
        try:
            answer = self.ask("DELETE", service, path, headers=headers, api=api)
        except Refused:
            thing.exists = {True}
            raise
        thing.exists, thing.ended = {False}, answer.request_id

    def until(self, service, path, key, good, api=None):
        """Waits for long work; gives the row, or None once it is gone. A failure shows in the checks after the restart."""
        end = time.monotonic() + SOON
        while time.monotonic() < end:
            answer = (api or self.api).send("GET", service, path)
            if answer.status == 404:
                return None
            row = answer.json[key] if key else answer.json
            if good(row):
                return row
            threading.Event().wait(0.02)
        raise Refused(f"{path} did not come to rest within {SOON} s: {row}")

    def drop(self, checks):
        """What was called off in the middle shows that to its owner, who takes it away with what hangs on it."""
        paths = {"server": ("compute", "/servers", "server"), "volume": ("volume", "/volumes", "volume"), "snapshot": ("volume", "/snapshots", "snapshot"),
                 "backup": ("volume", "/backups", "backup"), "group_snapshot": ("volume", "/group_snapshots", "group_snapshot"), "volume_group": ("volume", "/groups", "group")}
        for kind, (service, path, key) in paths.items():
            for row in checks.rows[kind]:
                if row["id"] not in checks.dropped or not row["status"].lower().startswith("error") or row.get("group_snapshot_id"):
                    continue      # a group's snapshots go with it
                if kind == "volume" and (group := row.get("group_id")):
                    self.ask("PUT", "volume", f"/groups/{group}", {"group": {"remove_volumes": row["id"]}})
                self.ask("DELETE", service, f"{path}/{row['id']}" + ("?cascade=true" if kind == "volume" else ""))
                self.until(service, f"{path}/{row['id']}", key, lambda one: False)
                goes_along = {"server": "port", "volume": "snapshot"}.get(kind)
                for thing in [one for one in self.book.things if one.id == row["id"] or (one.kind == goes_along and getattr(one.links.get(kind), "id", "") == row["id"])]:
                    self.book.settle(thing, False)
                for volume in self.book.of("volume"):
                    if getattr(volume.links.get("server"), "id", "") == row["id"]:
                        volume.links.pop("server")
                        volume.facts.pop("attached", None)

    @staticmethod
    def wait_for(condition, what):
        end = time.monotonic() + SOON
        while not condition():
            if time.monotonic() > end:
                raise Refused(f"waited {SOON} s for {what}")
            threading.Event().wait(0.02)

    WEIGHTS = {"network": 3, "subnet": 4, "router": 2, "unrouter": 1, "port": 4, "group": 2, "rule": 2, "rename_network": 2, "floating_ip": 2,
               "associate": 3, "trunk": 2, "subport": 2, "new_image": 4, "import_image": 2, "container": 1, "new_object": 6, "remove_object": 2,
               "large_object": 2, "bulk_delete": 1, "volume": 6, "extend": 2, "snapshot": 3, "backup": 2, "remove_snapshot": 1, "remove_volume": 2,
               "transfer": 2, "volume_group": 2, "group_snapshot": 2, "remove_group": 1, "restore_backup": 2, "revert": 2, "upload_volume": 2,
               "reimage": 1, "retype": 1,
               "server": 8, "stop": 3, "start": 4, "reboot": 2, "pause": 1, "unpause": 2, "suspend": 1, "resume": 2, "shelve": 2, "offload": 1, "unshelve": 3,
               "rescue": 1, "unrescue": 2, "rebuild": 2, "resize": 3, "migrate": 1, "server_image": 2, "volume_image": 1, "attach": 4, "detach": 3,
               "swap": 1, "plug": 2, "unplug": 2, "metadata": 2, "remove_server": 2, "trash": 2, "untrash": 3, "keypair": 1,
               "project": 1, "grant": 1, "application_credential": 1, "token": 1}

    def run(self, stop, only=None):
        """Operations by chance until told to stop, or the server goes. Gives what went wrong, or nothing."""
        names, weights = zip(*self.WEIGHTS.items())
        try:
            while not stop.is_set():
                self.operation = self.random.choice(only) if only and self.random.random() < 0.5 else self.random.choices(names, weights)[0]
                try:
                    getattr(self, self.operation)()
                except Refused as refused:
                    if not self.forgivable(str(refused)):
                        raise
        except Cut:
            return ""
        except Refused as refused:
            return f"{self.operation}: {refused}"
        return ""

    @staticmethod
    def forgivable(text):
        """Refusals that the harness brings about itself: overlapping networks, a server that another thread's work holds, a snapshot that
        another thread deletes while its volume changes hands."""
        return any(part in text for part in (": 409 ", "overlap", "it must be available, or the transfer must leave the snapshots out"))
