"""What the harness asks of the cloud. Each operation keeps the book: first what may be, then what was answered."""
import hashlib
import threading
import time

from api import Cut, Refused
from book import Thing

SOON = 60      # seconds for a piece of long work on a busy machine


class Workload:
    """One user's thread. `stop` ends it; so does a cut connection."""

    def __init__(self, api, admin, book, random, constants):
        self.api, self.admin, self.book, self.random = api, admin, book, random
        self.flavors, self.image, self.public = constants["flavors"], constants["image"], constants["public"]
        self.requests = {}      # request id -> operation, to know which tasks it made
        self.operation = ""

    # ---- the three ways to ask

    def ask(self, method, service, path, body=None, wanted=(200, 201, 202, 204), headers=None):
        answer = self.api.send(method, service, path, body, headers)
        self.requests[answer.request_id] = self.operation
        self.book.note("answer", method=method, path=path, status=answer.status, request=answer.request_id)
        if answer.status not in wanted:
            raise Refused(f"{method} {service}{path} {str(body)[:200]}: {answer.status} {answer.data[:400]!r}")
        return answer

    def create(self, kind, service, path, key, body, links=None, facts=None, rest=None):
        """Something new: until the answer it may be there or not. `rest` says when its row is fit for other threads."""
        name = self.book.name(kind)
        body = {**body, "name": name}
        thing = self.book.add(Thing(kind, name, "", {True, False}, {k: {v} for k, v in (facts or {}).items()}, links or {}, busy=True))
        self.book.note("create", kind=kind, name=name)
        try:
            answer = self.ask("POST", service, path, {key: body} if key else body)
            shown = answer.json[key] if key else answer.json
            thing.id = shown["id"] if "id" in shown else name
            thing.exists = {True}
        except Refused:
            self.book.settle(thing, False)
            self.book.give(thing)
            raise
        try:
            if rest:
                self.until(service, f"{path}/{thing.id}", key, rest)
            return thing
        finally:
            self.book.give(thing)

    def change(self, thing, fact, value, *request, **options):
        before = thing.facts.get(fact, {""})
        thing.facts[fact] = before | {value}
        try:
            answer = self.ask(*request, **options)
        except Refused:
            thing.facts[fact] = before
            raise
        thing.facts[fact] = {value}
        return answer

    def remove(self, thing, service, path):
        thing.exists = {True, False}
        self.book.note("remove", kind=thing.kind, id=thing.id)
        try:
            self.ask("DELETE", service, path)
        except Refused:
            thing.exists = {True}
            raise
        thing.exists = {False}

    def until(self, service, path, key, good):
        """Waits for long work; gives the row, or None once it is gone. A failure shows in the checks after the restart."""
        end = time.monotonic() + SOON
        while time.monotonic() < end:
            answer = self.api.send("GET", service, path)
            if answer.status == 404:
                return None
            row = answer.json[key]
            if good(row):
                return row
            threading.Event().wait(0.02)
        raise Refused(f"{path} did not come to rest within {SOON} s: {row}")

    # ---- network

    def network(self):
        if self.book.count("network") > 6:
            thing = self.book.take(self.random, "network", lambda t: not any(t in o.links.values() for o in self.book.things))
            if thing:
                self.remove(thing, "network", f"/networks/{thing.id}")
                self.book.give(thing)
            return
        self.create("network", "network", "/networks", "network", {})

    def subnet(self):
        network = self.book.take(self.random, "network")
        if not network:
            return self.network()
        try:
            octet = self.random.randrange(1, 250), self.random.randrange(1, 250)
            self.create("subnet", "network", "/subnets", "subnet", {"network_id": network.id, "ip_version": 4, "cidr": f"10.{octet[0]}.{octet[1]}.0/24"}, {"network": network})
        finally:
            self.book.give(network)

    def router(self):
        subnet = self.book.take(self.random, "subnet", lambda t: not t.facts.get("plugged"))
        if not subnet:
            return self.subnet()
        router = None
        try:
            router = self.create("router", "network", "/routers", "router", {"external_gateway_info": {"network_id": self.public}})
            router.busy = True
            subnet.links["router"] = router
            self.change(subnet, "plugged", router.id, "PUT", "network", f"/routers/{router.id}/add_router_interface", {"subnet_id": subnet.id})
        finally:
            self.book.give(subnet, router)

    def unrouter(self):
        subnet = self.book.take(self.random, "subnet", lambda t: t.now("plugged") and t.links.get("router") and t.links["router"].exists == {True})
        if not subnet:
            return
        router = subnet.links["router"]
        try:
            self.change(subnet, "plugged", "", "PUT", "network", f"/routers/{router.id}/remove_router_interface", {"subnet_id": subnet.id})
            self.remove(router, "network", f"/routers/{router.id}")
            del subnet.links["router"]
            subnet.facts.pop("plugged")
        finally:
            self.book.give(subnet)

    def port(self):
        if self.book.count("port") > 8:
            thing = self.book.take(self.random, "port")
            if thing:
                self.remove(thing, "network", f"/ports/{thing.id}")
            return
        subnet = self.book.take(self.random, "subnet")
        if subnet:
            try:
                self.create("port", "network", "/ports", "port", {"network_id": subnet.links["network"].id}, {"subnet": subnet, "network": subnet.links["network"]})
            finally:
                self.book.give(subnet)

    def group(self):
        thing = self.book.take(self.random, "security_group") if self.book.count("security_group") > 4 else None
        if thing:
            self.remove(thing, "network", f"/security-groups/{thing.id}")
            return self.book.give(thing)
        thing = self.create("security_group", "network", "/security-groups", "security_group", {})
        self.ask("POST", "network", "/security-group-rules", {"security_group_rule": {"security_group_id": thing.id, "direction": "ingress", "protocol": "tcp", "port_range_min": 22, "port_range_max": 22}})

    def rename_network(self):
        thing = self.book.take(self.random, "network")
        if thing:
            try:
                self.change(thing, "description", self.book.name("text"), "PUT", "network", f"/networks/{thing.id}", {"network": {"description": f"crash-text-{self.book.number}"}})
                thing.facts["description"] = {f"crash-text-{self.book.number}"} | thing.facts["description"]
            finally:
                self.book.give(thing)

    # ---- image and object

    def new_image(self):
        old = self.book.take(self.random, "image") if self.book.count("image") > 4 else None
        if old:
            self.remove(old, "image", f"/images/{old.id}")
            return self.book.give(old)
        image = self.create("image", "image", "/images", None, {"disk_format": "raw", "container_format": "bare"}, facts={"sum": ""})
        data = self.random.randbytes(self.random.randrange(1000, 300_000))
        image.busy = True
        try:
            self.change(image, "sum", hashlib.sha512(data).hexdigest(), "PUT", "image", f"/images/{image.id}/file", data)
        finally:
            self.book.give(image)

    def container(self):
        if self.book.count("container") < 3:
            name = self.book.name("container")
            thing = self.book.add(Thing("container", name, name, {True, False}))
            self.ask("PUT", "object", f"/{name}")
            thing.exists = {True}

    def new_object(self):
        container = self.book.take(self.random, "container")
        if not container:
            return self.container()
        self.book.give(container)      # objects may come at once
        thing = self.book.take(self.random, "object", lambda t: t.links["container"] is container) if self.random.random() < 0.4 else None
        data = self.random.randbytes(self.random.randrange(0, 40_000))
        etag = hashlib.md5(data).hexdigest()
        if thing:      # another version of it, whole or not at all
            try:
                self.change(thing, "etag", etag, "PUT", "object", f"/{container.name}/{thing.name}", data)
            finally:
                self.book.give(thing)
            return
        name = self.book.name("object")
        thing = self.book.add(Thing("object", name, name, {True, False}, {"etag": {etag}}, {"container": container}))
        self.ask("PUT", "object", f"/{container.name}/{name}", data)
        thing.exists = {True}

    def remove_object(self):
        thing = self.book.take(self.random, "object")
        if thing:
            self.remove(thing, "object", f"/{thing.links['container'].name}/{thing.name}")
            self.book.give(thing)

    # ---- volume

    def volume(self):
        if self.book.count("volume") > 8:
            return self.remove_volume()
        body, source = {"size": 1}, self.random.random()
        if source < 0.3:
            body["imageRef"] = self.image
        parent = self.book.take(self.random, "volume", lambda t: not t.links.get("server") and t.now("size")) if source > 0.8 else None
        if parent:
            body = {"source_volid": parent.id, "size": parent.now("size")}
        try:
            self.create("volume", "volume", "/volumes", "volume", body, facts={"size": body["size"]}, rest=lambda row: row["status"] not in ("creating", "downloading"))
        finally:
            self.book.give(parent)

    def extend(self):
        thing = self.book.take(self.random, "volume", lambda t: not t.links.get("server") and t.now("size"))
        if thing:
            try:
                self.change(thing, "size", thing.now("size") + 1, "POST", "volume", f"/volumes/{thing.id}/action", {"os-extend": {"new_size": thing.now("size") + 1}})
                self.until("volume", f"/volumes/{thing.id}", "volume", lambda row: row["status"] == "available")
            finally:
                self.book.give(thing)

    def snapshot(self):
        volume = self.book.take(self.random, "volume", lambda t: not t.links.get("server"))
        if volume:
            try:
                self.create("snapshot", "volume", "/snapshots", "snapshot", {"volume_id": volume.id}, {"volume": volume}, rest=lambda row: row["status"] != "creating")
            finally:
                self.book.give(volume)

    def backup(self):
        volume = self.book.take(self.random, "volume", lambda t: not t.links.get("server"))
        if volume:
            try:
                self.create("backup", "volume", "/backups", "backup", {"volume_id": volume.id}, rest=lambda row: row["status"] != "creating")
            finally:
                self.book.give(volume)

    def remove_snapshot(self):
        for kind in ("snapshot", "backup"):
            thing = self.book.take(self.random, kind)
            if thing:
                self.remove(thing, "volume", f"/{kind}s/{thing.id}")
                self.until("volume", f"/{kind}s/{thing.id}", kind, lambda row: False)
                self.book.give(thing)

    def remove_volume(self):
        thing = self.book.take(self.random, "volume", lambda t: not t.links.get("server") and not any(o.links.get("volume") is t for o in self.book.things))
        if thing:
            self.remove(thing, "volume", f"/volumes/{thing.id}")
            self.until("volume", f"/volumes/{thing.id}", "volume", lambda row: False)
            self.book.give(thing)

    # ---- compute

    def server(self):
        if self.book.count("server") > 5:
            return self.remove_server()
        subnet = self.book.take(self.random, "subnet")
        if not subnet:
            return self.subnet()
        body = {"flavorRef": self.flavors[0], "networks": [{"uuid": subnet.links["network"].id}]}
        if self.random.random() < 0.3:
            body["block_device_mapping_v2"] = [{"boot_index": 0, "uuid": self.image, "source_type": "image", "destination_type": "volume", "volume_size": 1, "delete_on_termination": True}]
        else:
            body["imageRef"] = self.image
        facts = {"status": "ACTIVE", "flavor": self.flavors[0], "disk": "image" if "imageRef" in body else "volume"}
        try:
            self.create("server", "compute", "/servers", "server", body, {"subnet": subnet, "network": subnet.links["network"]}, facts, rest=self.at_rest)
        finally:
            self.book.give(subnet)

    @staticmethod
    def at_rest(row):
        return not row["OS-EXT-STS:task_state"] and row["status"] != "BUILD"

    def rest(self, thing):
        return self.until("compute", f"/servers/{thing.id}", "server", self.at_rest)

    def act(self, name, status, *, when=("ACTIVE",), argument=None, disks=("image", "volume")):
        thing = self.book.take(self.random, "server", lambda t: t.now("status") in when and t.now("disk") in disks)
        if not thing:
            return None
        before = thing.facts["status"]
        try:
            self.change(thing, "status", status, "POST", "compute", f"/servers/{thing.id}/action", {name: argument})
            thing.facts["status"] = before | {status}      # taken back, when it is interrupted and can't go on
            self.rest(thing)
            thing.facts["status"] = {status}
        finally:
            self.book.give(thing)
        return thing

    def stop(self): self.act("os-stop", "SHUTOFF")
    def start(self): self.act("os-start", "ACTIVE", when=("SHUTOFF",))
    def reboot(self): self.act("reboot", "ACTIVE", argument={"type": "HARD"})
    def pause(self): self.act("pause", "PAUSED")
    def unpause(self): self.act("unpause", "ACTIVE", when=("PAUSED",))
    def suspend(self): self.act("suspend", "SUSPENDED")
    def resume(self): self.act("resume", "ACTIVE", when=("SUSPENDED",))
    def shelve(self): self.act("shelve", "SHELVED_OFFLOADED", when=("ACTIVE", "SHUTOFF"))
    def unshelve(self): self.act("unshelve", "ACTIVE", when=("SHELVED_OFFLOADED",))
    def rescue(self): self.act("rescue", "RESCUE", argument={}, disks=("image",))
    def unrescue(self): self.act("unrescue", "ACTIVE", when=("RESCUE",))
    def rebuild(self): self.act("rebuild", "ACTIVE", argument={"imageRef": self.image}, disks=("image",))

    def resize(self):
        thing = self.book.take(self.random, "server", lambda t: t.now("status") == "ACTIVE" and t.now("flavor"))
        if not thing:
            return
        try:
            other = self.flavors[1] if thing.now("flavor") == self.flavors[0] else self.flavors[0]
            before = thing.facts["flavor"]
            thing.facts["flavor"] = before | {other}
            self.change(thing, "status", "VERIFY_RESIZE", "POST", "compute", f"/servers/{thing.id}/action", {"resize": {"flavorRef": other}})
            thing.facts["flavor"] = {other}
            self.rest(thing)
            back = self.random.random() < 0.4
            thing.facts["flavor"] = before | {other}
            self.change(thing, "status", "ACTIVE", "POST", "compute", f"/servers/{thing.id}/action", {"revertResize" if back else "confirmResize": None})
            thing.facts["flavor"] = before if back else {other}
            self.rest(thing)
        finally:
            self.book.give(thing)

    def server_image(self):
        # An image of a volume is a snapshot, which keeps the volume from going with its server.
        thing = self.book.take(self.random, "server", lambda t: t.now("status") in ("ACTIVE", "SHUTOFF") and t.now("disk") == "image")
        if not thing:
            return
        try:
            name = self.book.name("image")
            image = self.book.add(Thing("image", name, "", {True, False}, {}, busy=True))
            answer = self.ask("POST", "compute", f"/servers/{thing.id}/action", {"createImage": {"name": name}})
            image.id, image.exists = answer.json["image_id"], {True}
            self.rest(thing)
        finally:
            self.book.give(thing)
        self.book.give(image)

    def attach(self):
        volume = self.book.take(self.random, "volume", lambda t: not t.links.get("server"))
        server = volume and self.book.take(self.random, "server", lambda t: t.now("status") in ("ACTIVE", "SHUTOFF"))
        try:
            if server:
                volume.links["server"] = server
                self.change(volume, "attached", server.id, "POST", "compute", f"/servers/{server.id}/os-volume_attachments", {"volumeAttachment": {"volumeId": volume.id}})
                self.until("volume", f"/volumes/{volume.id}", "volume", lambda row: row["status"] in ("in-use", "available", "error"))
        finally:
            self.book.give(volume, server)

    def detach(self):
        volume = self.book.take(self.random, "volume", lambda t: t.links.get("server") and t.links["server"].now("status") in ("ACTIVE", "SHUTOFF") and t.now("attached"))
        server = volume and self.book.take(self.random, "server", lambda t: t is volume.links["server"])
        try:
            if not server:
                return
            self.change(volume, "attached", "", "DELETE", "compute", f"/servers/{server.id}/os-volume_attachments/{volume.id}")
            self.until("volume", f"/volumes/{volume.id}", "volume", lambda row: row["status"] == "available")
            volume.links.pop("server")
            volume.facts.pop("attached")
        finally:
            self.book.give(volume, server)

    def plug(self):
        """A network card more, and one less."""
        server = self.book.take(self.random, "server", lambda t: t.now("status") == "ACTIVE")
        if not server:
            return
        try:
            answer = self.ask("POST", "compute", f"/servers/{server.id}/os-interface", {"interfaceAttachment": {"net_id": server.links["network"].id}})
            port = answer.json["interfaceAttachment"]["port_id"]
            self.ask("DELETE", "compute", f"/servers/{server.id}/os-interface/{port}")
            self.rest(server)
        finally:
            self.book.give(server)

    def metadata(self):
        server = self.book.take(self.random, "server")
        if server:
            try:
                value = self.book.name("value")
                self.change(server, "metadata", value, "POST", "compute", f"/servers/{server.id}/metadata", {"metadata": {"crash": value}})
            finally:
                self.book.give(server)

    def remove_server(self):
        thing = self.book.take(self.random, "server")
        if thing:
            mine = [volume for volume in self.book.of("volume") if volume.links.get("server") is thing]
            for volume in mine:
                volume.facts["attached"] = volume.facts["attached"] | {""}
            self.remove(thing, "compute", f"/servers/{thing.id}")
            for volume in mine:
                volume.facts["attached"] = {""}
            self.until("compute", f"/servers/{thing.id}", "server", lambda row: False)
            self.book.give(thing)

    def keypair(self):
        old = self.book.take(self.random, "keypair") if self.book.count("keypair") > 3 else None
        if old:
            self.remove(old, "compute", f"/os-keypairs/{old.id}")
            return self.book.give(old)
        self.create("keypair", "compute", "/os-keypairs", "keypair", {})

    WEIGHTS = {"network": 3, "subnet": 4, "router": 2, "unrouter": 1, "port": 4, "group": 2, "rename_network": 2, "new_image": 4, "container": 1,
               "new_object": 6, "remove_object": 2, "volume": 6, "extend": 2, "snapshot": 3, "backup": 2, "remove_snapshot": 1, "remove_volume": 2,
               "server": 8, "stop": 3, "start": 4, "reboot": 2, "pause": 1, "unpause": 2, "suspend": 1, "resume": 2, "shelve": 2, "unshelve": 3,
               "rescue": 1, "unrescue": 2, "rebuild": 2, "resize": 3, "server_image": 2, "attach": 4, "detach": 3, "plug": 2, "metadata": 2,
               "remove_server": 2, "keypair": 1}

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
        """Refusals that the harness brings about itself: overlapping networks, a server that another thread's work holds."""
        return any(part in text for part in (": 409 ", "overlap"))
