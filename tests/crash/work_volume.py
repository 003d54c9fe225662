"""Volumes, snapshots, backups, groups."""
from api import Refused
from book import Thing


class VolumeWork:
    def idle_volume(self, fits=lambda volume: True):
        """One that hangs on nothing and that nobody waits for."""
        return self.book.take(self.random, "volume", lambda t: t.now("size") and not any(t.links.get(k) for k in ("server", "transfer", "volume_group")) and fits(t))

    def snapshots_of(self, volume):
        return [one for one in self.book.of("snapshot") if one.links.get("volume") is volume]

    def rest_volume(self, volume):
        return self.until("volume", f"/volumes/{volume.id}", "volume", lambda row: row["status"] in ("available", "in-use", "error"))

    def volume(self):
        if self.book.count("volume") > 9:
            return self.remove_volume()
        body, source = {"size": 1}, self.random.random()
        if source < 0.3:
            body["imageRef"] = self.image
        parent = self.idle_volume() if source > 0.8 else None
        if parent:
            body = {"source_volid": parent.id, "size": parent.now("size")}
        try:
            self.create("volume", "volume", "/volumes", "volume", body, facts={"size": body["size"]}, rest=lambda row: row["status"] not in ("creating", "downloading"))
        finally:
            self.book.give(parent)

    def extend(self):
        thing = self.idle_volume(lambda t: t.now("size") < 6)
        if thing:
            try:
                self.begin(thing, "size", thing.now("size") + 1, "POST", "volume", f"/volumes/{thing.id}/action", {"os-extend": {"new_size": thing.now("size") + 1}}, strict=True)
                self.done(thing, "size", self.rest_volume(thing)["size"])
            finally:
                self.book.give(thing)

    def snapshot(self):
        volume = self.idle_volume()
        if volume:
            try:
                self.create("snapshot", "volume", "/snapshots", "snapshot", {"volume_id": volume.id}, {"volume": volume, "size": volume.now("size")}, rest=lambda row: row["status"] != "creating")
            finally:
                self.book.give(volume)

    def revert(self):
        """Back to the last snapshot."""
        volume = self.idle_volume(lambda t: self.snapshots_of(t))
        snapshot = None
        try:
            if volume:
                last = max(self.snapshots_of(volume), key=lambda one: int(one.name.rsplit("-", 1)[1]))
                if last.links["size"] == volume.now("size"):
                    snapshot = self.book.take(self.random, "snapshot", lambda t: t is last)
            if snapshot:
                self.ask("POST", "volume", f"/volumes/{volume.id}/action", {"revert": {"snapshot_id": snapshot.id}})
                self.until("volume", f"/snapshots/{snapshot.id}", "snapshot", lambda row: row["status"] in ("available", "error"))
                self.rest_volume(volume)
        finally:
            self.book.give(volume, snapshot)

    def backup(self):
        volume = self.idle_volume() if self.book.count("backup") < 6 else None
        if volume:
            try:
                self.create("backup", "volume", "/backups", "backup", {"volume_id": volume.id}, {"size": volume.now("size")}, rest=lambda row: row["status"] != "creating")
            finally:
                self.book.give(volume)

    def restore_backup(self):
        """Into a new volume, which its answer names."""
        backup = self.book.take(self.random, "backup")
        if not backup:
            return self.backup()
        name = self.book.name("volume")
        volume = self.book.add(Thing("volume", name, "", {True, False}, {"size": {backup.links["size"]}}, busy=True))
        try:
            try:
                volume.id = self.ask("POST", "volume", f"/backups/{backup.id}/restore", {"restore": {"name": name}}).json["restore"]["volume_id"]
            except Refused:
                self.book.settle(volume, False)
                raise
            volume.exists = {True}
            self.until("volume", f"/volumes/{volume.id}", "volume", lambda row: row["status"] in ("available", "error"))
            self.until("volume", f"/backups/{backup.id}", "backup", lambda row: row["status"] != "restoring")
        finally:
            self.book.give(backup, volume)

    def upload_volume(self):
        """A volume becomes an image."""
        volume = self.idle_volume(lambda t: t.now("size") == 1) if self.book.count("image") < 6 else None
        if not volume:
            return
        name = self.book.name("image")
        image = self.book.add(Thing("image", name, "", {True, False}, {}, busy=True))
        try:
            body = {"os-volume_upload_image": {"image_name": name, "disk_format": "qcow2", "container_format": "bare"}}
            try:
                image.id = self.ask("POST", "volume", f"/volumes/{volume.id}/action", body).json["os-volume_upload_image"]["image_id"]
            except Refused:
                self.book.settle(image, False)
                raise
            image.exists = {True}
            self.rest_volume(volume)
        finally:
            self.book.give(volume, image)

    def reimage(self):
        volume = self.idle_volume()
        if volume:
            try:
                self.ask("POST", "volume", f"/volumes/{volume.id}/action", {"os-reimage": {"image_id": self.image, "reimage_reserved": False}})
                self.rest_volume(volume)
            finally:
                self.book.give(volume)

    def retype(self):
        volume = self.idle_volume(lambda t: not self.snapshots_of(t))
        if volume:
            try:
                now = self.api.get("volume", f"/volumes/{volume.id}")["volume"]["volume_type"]
                volume.facts["type"] = {now}
                wanted = next(name for name in self.constants["types"] if name != now)
                self.change(volume, "type", wanted, "POST", "volume", f"/volumes/{volume.id}/action", {"os-retype": {"new_type": wanted, "migration_policy": "never"}})
                self.rest_volume(volume)
            finally:
                self.book.give(volume)

    def transfer(self):
        """Offers a volume; or accepts one, or takes the offer back."""
        offer = self.book.take(self.random, "transfer") if self.random.random() < 0.6 else None
        if offer:
            volume = offer.links["volume"]
            try:
                if (key := offer.shown.get("auth_key")) and self.random.random() < 0.5:
                    offer.exists = {True, False}
                    self.ask("POST", "volume", f"/volume-transfers/{offer.id}/accept", {"accept": {"auth_key": key}})
                    offer.exists = {False}
                else:
                    self.remove(offer, "volume", f"/volume-transfers/{offer.id}")
                volume.links.pop("transfer", None)
            except Refused:
                offer.exists = {True}
                raise
            finally:
                self.book.give(offer)
            return
        volume = self.idle_volume()
        if volume:
            try:
                volume.links["transfer"] = True
                self.create("transfer", "volume", "/volume-transfers", "transfer", {"volume_id": volume.id}, {"volume": volume})
            except Refused:
                volume.links.pop("transfer", None)
                raise
            finally:
                self.book.give(volume)

    # ---- removal

    def remove_snapshot(self):
        for kind in ("snapshot", "backup"):
            thing = self.book.take(self.random, kind)
            if thing:
                try:
                    self.remove(thing, "volume", f"/{kind}s/{thing.id}")
                    self.until("volume", f"/{kind}s/{thing.id}", kind, lambda row: False)
                finally:
                    self.book.give(thing)

    def remove_volume(self):
        thing = self.idle_volume(lambda t: not any(o.links.get("volume") is t for o in self.book.things))
        if thing:
            try:
                self.remove(thing, "volume", f"/volumes/{thing.id}")
                self.until("volume", f"/volumes/{thing.id}", "volume", lambda row: False)
            finally:
                self.book.give(thing)

    # ---- groups

    def volume_group(self):
        """A group, or a volume more in one."""
        settled = lambda row: row["status"] not in ("creating", "downloading")      # noqa: E731
        if self.book.count("volume_group") < 2:
            self.create("volume_group", "volume", "/groups", "group", {"group_type": self.constants["group_type"], "volume_types": [self.constants["type"]]}, rest=settled)
            return
        group = self.book.take(self.random, "volume_group", lambda t: len([v for v in self.book.of("volume") if v.links.get("volume_group") is t]) < 3)
        if group:
            try:
                body = {"size": 1, "group_id": group.id, "volume_type": self.constants["type"]}
                self.create("volume", "volume", "/volumes", "volume", body, {"volume_group": group}, {"size": 1}, rest=settled)
            finally:
                self.book.give(group)

    def group_snapshot(self):
        old = self.book.take(self.random, "group_snapshot") if self.book.count("group_snapshot") > 1 else None
        if old:
            try:
                self.remove(old, "volume", f"/group_snapshots/{old.id}")
                self.until("volume", f"/group_snapshots/{old.id}", "group_snapshot", lambda row: False)
            finally:
                self.book.give(old)
            return
        inside = lambda group: any(v.links.get("volume_group") is group and v.exists == {True} for v in self.book.of("volume"))      # noqa: E731
        group = self.book.take(self.random, "volume_group", inside)
        if group:
            try:
                self.create("group_snapshot", "volume", "/group_snapshots", "group_snapshot", {"group_id": group.id}, {"volume_group": group}, rest=lambda row: row["status"] != "creating")
            finally:
                self.book.give(group)

    def remove_group(self):
        """With its volumes."""
        group = self.book.take(self.random, "volume_group", lambda t: not any(o.links.get("volume_group") is t for o in self.book.of("group_snapshot")))
        if not group:
            return
        mine = [group, *(v for v in self.book.of("volume") if v.links.get("volume_group") is group)]
        before = [thing.exists for thing in mine]
        try:
            for thing in mine:
                thing.exists = {True, False}
            answer = self.ask("POST", "volume", f"/groups/{group.id}/action", {"delete": {"delete-volumes": True}})
            for thing in mine:
                thing.exists, thing.ended = {False}, answer.request_id
            self.until("volume", f"/groups/{group.id}", "group", lambda row: False)
        except Refused:
            for thing, was in zip(mine, before):
                thing.exists = was if thing.exists == {True, False} else thing.exists
            raise
        finally:
            self.book.give(group)
