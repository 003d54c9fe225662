"""Servers, and what is plugged into them."""
from api import Refused
from book import Thing, Work

AWAKE = ("ACTIVE", "SHUTOFF")


class ComputeWork:
    def some_server(self, *status, fits=lambda server: True):
        return self.book.take(self.random, "server", lambda t: t.now("status") in status and fits(t))

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

    def act(self, name, status, *, when=("ACTIVE",), argument=None, disks=("image", "volume"), api=None, between=()):
        """`between`: where it may rest, too, when it is called off."""
        thing = self.some_server(*when, fits=lambda t: t.now("disk") in disks)
        if thing:
            try:
                # Taken back, when it is interrupted and can't go on.
                self.begin(thing, "status", status, "POST", "compute", f"/servers/{thing.id}/action", {name: argument}, api=api)
                thing.works["status"].before = thing.works["status"].before | set(between)
                row = self.rest(thing)
                self.done(thing, "status", row and row["status"])
            finally:
                self.book.give(thing)

    def stop(self): self.act("os-stop", "SHUTOFF")
    def start(self): self.act("os-start", "ACTIVE", when=("SHUTOFF",))
    def reboot(self): self.act("reboot", "ACTIVE", argument={"type": "HARD"})
    def pause(self): self.act("pause", "PAUSED")
    def unpause(self): self.act("unpause", "ACTIVE", when=("PAUSED",))
    def suspend(self): self.act("suspend", "SUSPENDED")
    def resume(self): self.act("resume", "ACTIVE", when=("SUSPENDED",))
    def shelve(self):
        """A server without a disk of its own leaves its host at once, as in Nova."""
        disk = self.random.choice(("image", "volume"))
        stays = self.constants["parks"] and disk == "image"
        self.act("shelve", "SHELVED" if stays else "SHELVED_OFFLOADED", when=AWAKE, disks=(disk,), between=("SHELVED",))

    def offload(self): self.act("shelveOffload", "SHELVED_OFFLOADED", when=("SHELVED",), api=self.admin)
    def unshelve(self): self.act("unshelve", "ACTIVE", when=("SHELVED", "SHELVED_OFFLOADED"), between=("SHELVED_OFFLOADED",))
    def rescue(self): self.act("rescue", "RESCUE", argument={}, disks=("image",))
    def unrescue(self): self.act("unrescue", "ACTIVE", when=("RESCUE",))
    def rebuild(self): self.act("rebuild", "ACTIVE", argument={"imageRef": self.image}, disks=("image",))

    def resize(self):
        thing = self.some_server("ACTIVE", fits=lambda t: t.now("flavor"))
        if not thing:
            return
        path = f"/servers/{thing.id}/action"
        try:
            first, other = thing.now("flavor"), self.flavors[1] if thing.now("flavor") == self.flavors[0] else self.flavors[0]
            thing.facts["flavor"] = {first, other}
            answer = self.begin(thing, "status", "VERIFY_RESIZE", "POST", "compute", path, {"resize": {"flavorRef": other}}, strict=True)
            thing.facts["flavor"], thing.works["flavor"] = {other}, Work(answer.request_id, other, {first}, True)
            row = self.rest(thing)
            if not row or row["status"] != "VERIFY_RESIZE":
                return
            self.done(thing, "flavor", other)
            self.done(thing, "status", row["status"])      # what comes next may be cut off, and is right either way
            back = self.random.random() < 0.4
            thing.facts["flavor"] = {first, other}
            answer = self.begin(thing, "status", "ACTIVE", "POST", "compute", path, {"revertResize" if back else "confirmResize": None}, strict=True)
            thing.facts["flavor"] = {first if back else other}
            if back:
                thing.works["flavor"] = Work(answer.request_id, first, {other}, True)
            row = self.rest(thing)
            if row and row["status"] == "ACTIVE":
                self.done(thing, "flavor", first if back else other)
                self.done(thing, "status", row["status"])
        finally:
            self.book.give(thing)

    def migrate(self):
        """There is one host: it always fails, and says so."""
        thing = self.some_server("ACTIVE")
        if not thing:
            return
        try:
            answer = self.change(thing, "status", "VERIFY_RESIZE", "POST", "compute", f"/servers/{thing.id}/action", {"migrate": None}, api=self.admin)
            thing.works["status"] = Work(answer.request_id, "VERIFY_RESIZE", {"ACTIVE"})
            self.rest(thing)
        finally:
            self.book.give(thing)

    # ---- images of servers

    def server_image(self):
        thing = self.some_server(*AWAKE, fits=lambda t: t.now("disk") == "image") if self.book.count("image") < 7 else None
        if thing:
            try:
                self.book.give(self.image_of(thing))
            finally:
                self.book.give(thing)

    def volume_image(self):
        """An image of a volume is a snapshot, which keeps the volume from going with its server: so it goes at once."""
        thing = self.some_server(*AWAKE, fits=lambda t: t.now("disk") == "volume")
        if thing:
            try:
                image = self.image_of(thing)
                self.remove(image, "image", f"/images/{image.id}")
                self.book.give(image)
                self.tidy()
            finally:
                self.book.give(thing)

    def image_of(self, server):
        name = self.book.name("image")
        image = self.book.add(Thing("image", name, "", {True, False}, {}, busy=True))
        try:
            answer = self.ask("POST", "compute", f"/servers/{server.id}/action", {"createImage": {"name": name}})
        except Refused:
            self.book.settle(image, False)
            raise
        image.id, image.exists, image.begun = answer.json["image_id"], {True}, answer.request_id
        self.rest(server)
        return image

    def tidy(self):
        """Snapshots that images of volumes made."""
        for row in self.api.all("volume", "/snapshots/detail", "snapshots"):
            if row["name"].startswith("snapshot for crash-"):
                self.until("volume", f"/snapshots/{row['id']}", "snapshot", lambda one: one["status"] != "creating")
                self.ask("DELETE", "volume", f"/snapshots/{row['id']}", wanted=(202, 400, 404))      # 400: another one tidies it just now
                self.until("volume", f"/snapshots/{row['id']}", "snapshot", lambda one: False)

    # ---- devices

    def attach(self):
        volume = self.idle_volume()
        server = volume and self.some_server(*AWAKE)
        try:
            if server:
                volume.links["server"] = server
                answer = self.begin(volume, "attached", server.id, "POST", "compute", f"/servers/{server.id}/os-volume_attachments", {"volumeAttachment": {"volumeId": volume.id}}, strict=True)
                row = self.rest_volume(volume)
                # The volume is in use a moment before its server knows it well.
                self.wait_for(lambda: all(task["request_id"] != answer.request_id for task in self.api.get("skylab", "/tasks?open=true")["tasks"]), "the attachment")
                self.done(volume, "attached", row["attachments"][0]["server_id"] if row["attachments"] else "")
        finally:
            self.book.give(volume, server)

    def attached_volume(self, *status):
        return self.book.take(self.random, "volume", lambda t: t.links.get("server") and t.links["server"].now("status") in status and t.now("attached"))

    def detach(self):
        volume = self.attached_volume(*AWAKE)
        server = volume and self.book.take(self.random, "server", lambda t: t is volume.links["server"])
        try:
            if not server:
                return
            self.begin(volume, "attached", "", "DELETE", "compute", f"/servers/{server.id}/os-volume_attachments/{volume.id}", strict=True)
            self.until("volume", f"/volumes/{volume.id}", "volume", lambda row: row["status"] == "available")
            # The volume is free a moment before its server has forgotten it.
            self.until("compute", f"/servers/{server.id}/os-volume_attachments/{volume.id}", "volumeAttachment", lambda row: False)
            self.done(volume, "attached", "")
            volume.links.pop("server")
            volume.facts.pop("attached")
        finally:
            self.book.give(volume, server)

    def swap(self):
        """A volume takes another one's place, while the guest runs."""
        old = self.attached_volume("ACTIVE")
        server = old and self.book.take(self.random, "server", lambda t: t is old.links["server"] and t.now("status") == "ACTIVE")
        new = server and self.idle_volume(lambda t: old.now("size") and t.now("size") >= old.now("size"))
        try:
            if not new:
                return
            new.links["server"] = server
            for volume in (old, new):
                volume.facts["attached"] = {server.id, ""}
            answer = self.ask("PUT", "compute", f"/servers/{server.id}/os-volume_attachments/{old.id}", {"volumeAttachment": {"volumeId": new.id}}, api=self.admin)
            old.works["attached"] = Work(answer.request_id, "", {server.id})
            new.works["attached"] = Work(answer.request_id, server.id, {""})
            for volume in (old, new):
                row = self.rest_volume(volume)
                volume.works.pop("attached", None)
                volume.facts["attached"] = {row["attachments"][0]["server_id"] if row["attachments"] else ""}
            self.rest(server)
        finally:
            for volume in (old, new):
                if volume and volume.facts.get("attached") == {""}:
                    volume.links.pop("server", None)
                    volume.facts.pop("attached")
            self.book.give(old, server, new)

    def plug(self):
        """A network card more."""
        server = self.some_server("ACTIVE", fits=lambda t: sum(1 for p in self.book.of("port") if p.links.get("server") is t) < 3)
        if not server:
            return
        try:
            answer = self.ask("POST", "compute", f"/servers/{server.id}/os-interface", {"interfaceAttachment": {"net_id": server.links["network"].id}})
            port = answer.json["interfaceAttachment"]["port_id"]
            self.book.add(Thing("port", "", port, {True}, {"device": {server.id}}, {"server": server, "network": server.links["network"]}))
            self.rest(server)
        finally:
            self.book.give(server)

    def unplug(self):
        port = self.book.take(self.random, "port", lambda t: t.links.get("server") and t.links["server"].now("status") == "ACTIVE")
        server = port and self.book.take(self.random, "server", lambda t: t is port.links["server"] and t.now("status") == "ACTIVE")
        try:
            if server:
                self.remove(port, "compute", f"/servers/{server.id}/os-interface/{port.id}")
                self.until("network", f"/ports/{port.id}", "port", lambda row: False)
                self.rest(server)
        finally:
            self.book.give(port, server)

    def metadata(self):
        server = self.book.take(self.random, "server", lambda t: t.now("status") != "TRASHED")
        if server:
            try:
                value = self.book.name("value")
                self.change(server, "metadata", value, "POST", "compute", f"/servers/{server.id}/metadata", {"metadata": {"crash": value}})
            finally:
                self.book.give(server)

    # ---- their end

    def remove_server(self):
        thing = self.book.take(self.random, "server")
        if not thing:
            return
        trashed = thing.now("status") == "TRASHED"
        volumes = [volume for volume in self.book.of("volume") if volume.links.get("server") is thing]
        cards = [port for port in self.book.of("port") if port.links.get("server") is thing]
        try:
            for volume in volumes:
                volume.works.pop("attached", None)
                volume.facts["attached"] = volume.facts.get("attached", {thing.id}) | {""}
            for port in cards:
                port.exists = port.exists | {False}
            self.remove(thing, *(("skylab", f"/trash/server/{thing.id}") if trashed else ("compute", f"/servers/{thing.id}")))
            for volume in volumes:
                volume.facts["attached"] = {""}
            for port in cards:
                port.exists = {False}
            if trashed:
                self.wait_for(lambda: thing.id not in self.in_trash(), f"server {thing.id} to leave the trash")
            else:
                self.until("compute", f"/servers/{thing.id}", "server", lambda row: False)
        finally:
            self.book.give(thing)

    def in_trash(self):
        return {row["id"] for row in self.api.get("skylab", "/trash")["trash"]}

    def trash(self):
        thing = self.some_server(*AWAKE, "PAUSED", "SUSPENDED", "SHELVED", "SHELVED_OFFLOADED")
        if thing:
            try:
                thing.was = thing.facts["status"]
                self.change(thing, "status", "TRASHED", "DELETE", "compute", f"/servers/{thing.id}", headers={"X-Skylab-Trash": "keep"})
            finally:
                self.book.give(thing)

    def untrash(self):
        """As it was; what ran is started again, unless a start of the host came between."""
        thing = self.some_server("TRASHED")
        if thing:
            try:
                back = {*thing.was, *({"ACTIVE"} if "PAUSED" in thing.was else ()), *(() if all(one.startswith("SHELVED") for one in thing.was) else ("SHUTOFF",))}
                thing.facts["status"] = {"TRASHED", *back}
                self.ask("POST", "skylab", f"/trash/server/{thing.id}/restore")
                thing.facts["status"] = back
                row = self.rest(thing)
                thing.facts["status"] = {row["status"]} if row and row["status"] in back else back
            except Refused:
                thing.facts["status"] = {"TRASHED"}
                raise
            finally:
                self.book.give(thing)

    def keypair(self):
        old = self.book.take(self.random, "keypair") if self.book.count("keypair") > 3 else None
        if not old:
            self.create("keypair", "compute", "/os-keypairs", "keypair", {})
            return
        try:
            self.remove(old, "compute", f"/os-keypairs/{old.id}")
        finally:
            self.book.give(old)
