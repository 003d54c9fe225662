"""What must hold after a restart: the book, no half-done work, nothing without an owner, events without gaps."""
import hashlib
import os
from pathlib import Path

from api import Refused

BUSY = {"volume": {"creating", "downloading", "deleting", "attaching", "detaching", "extending", "backing-up", "restoring-backup", "uploading", "reserved", "retyping", "maintenance"},
        "snapshot": {"creating", "deleting"}, "backup": {"creating", "deleting", "restoring"}, "image": {"saving", "importing", "uploading", "deleted", "pending_delete"}}

# What a server can't be the same after, when it is called off in the middle: it is in ERROR, and says why.
NO_WAY_BACK = {f"compute.server.{name}" for name in ("build", "rebuild", "unrescue")}


class Checks:
    """`real`: guests outlive skylabd, so that none of them may have stopped."""

    def __init__(self, demo, admin, book, data, names, real=False):
        self.demo, self.admin, self.book, self.data, self.names, self.real = demo, admin, book, Path(data), names, real
        self.faults = []

    def fault(self, text):
        self.faults.append(text)
        self.book.note("fault", text=text)

    def run(self):
        self.events()
        self.load()
        self.promises()
        self.at_rest()
        self.owners()
        self.files()
        self.quotas()
        self.credentials()
        return self.faults

    def load(self):
        demo = self.demo
        self.rows = {
            "network": demo.all("network", "/networks", "networks"), "subnet": demo.all("network", "/subnets", "subnets"),
            "router": demo.all("network", "/routers", "routers"), "port": demo.all("network", "/ports", "ports"),
            "security_group": demo.all("network", "/security-groups", "security_groups"),
            "image": demo.all("image", "/images", "images"), "volume": demo.all("volume", "/volumes/detail", "volumes"),
            "snapshot": demo.all("volume", "/snapshots/detail", "snapshots"), "backup": demo.all("volume", "/backups/detail", "backups"),
            "transfer": demo.all("volume", "/volume-transfers", "transfers"), "volume_group": demo.all("volume", "/groups/detail", "groups"),
            "group_snapshot": demo.all("volume", "/group_snapshots/detail", "group_snapshots"),
            "rule": self.labelled(demo.all("network", "/security-group-rules", "security_group_rules")),
            "floatingip": self.labelled(demo.all("network", "/floatingips", "floatingips")), "trunk": demo.all("network", "/trunks", "trunks"),
            "project": self.admin.get("identity", "/projects")["projects"], "user": self.admin.get("identity", "/users")["users"],
            "application_credential": demo.get("identity", f"/users/{demo.user}/application_credentials")["application_credentials"],
            "grant": [{"id": f"{one['scope']['project']['id']}/{one['user']['id']}"} for one in self.admin.get("identity", "/role_assignments")["role_assignments"]
                      if "project" in one["scope"] and "user" in one],
            "token": [{"id": thing.id} for thing in self.book.of("token")
                      if self.admin.send("GET", "identity", "/auth/tokens", headers={"X-Subject-Token": thing.id}).status == 200],
            "server": demo.all("compute", "/servers/detail", "servers"),
            "keypair": [{**row["keypair"], "id": row["keypair"]["name"]} for row in demo.get("compute", "/os-keypairs")["keypairs"]],
        }
        self.dropped |= {row["id"] for row in self.rows["snapshot"] if row.get("group_snapshot_id") in self.dropped}
        self.trash = {row["id"]: {**row, "trashed": True} for row in demo.get("skylab", "/trash")["trash"]}
        listed = demo.send("GET", "object", "?format=json")
        self.rows["container"] = [{"id": row["name"], "name": row["name"]} for row in (listed.json if listed.data else [])]
        self.rows["object"] = []
        for row in self.rows["container"]:
            inside = demo.send("GET", "object", f"/{row['name']}?format=json")
            if not row["name"].startswith("crash-"):
                continue
            self.rows["object"] += [{"id": one["name"], "name": one["name"], "etag": one["hash"], "container": row["name"]} for one in (inside.json if inside.data else [])]
        self.by_id = {kind: {row["id"]: row for row in rows} for kind, rows in self.rows.items()}

    @staticmethod
    def labelled(rows):
        """Those that have no name bear it as their description."""
        return [{**row, "name": row["description"] or ""} for row in rows]

    # ---- every answer is still true

    def promises(self):
        for thing in list(self.book.things):
            rows = self.rows.get(thing.kind) + (list(self.trash.values()) if thing.kind == "server" else [])
            row = next((r for r in rows if r["id"] == thing.id), None) if thing.id else next((r for r in rows if r["name"] == thing.name), None)
            if (row is not None) not in thing.exists and not any(task["id"] in self.called_off for task in self.book.tasks_of(thing.ended if row else thing.begun)):
                self.fault(f"{thing.kind} {thing.name} {thing.id} {'is still there' if row else 'is lost'}; the book says {thing.exists}; {self.told(thing.ended)}")
            if row:
                thing.id = row["id"]
                self.facts(thing, row)
            self.book.settle(thing, row is not None)
        known = {(thing.kind, thing.id) for thing in self.book.things}
        for kind, rows in self.rows.items():
            for row in rows:
                if row.get("name", "").startswith("crash-") and (kind, row["id"]) not in known and not self.belongs(kind, row):
                    self.fault(f"{kind} {row['name']} {row['id']} exists, and nobody asked for it")

    def belongs(self, kind, row):
        """What a server brings along: the volume that it boots from, the image that it was shelved into."""
        if kind == "volume":
            return row["name"].endswith("-boot") and bool(row["attachments"])
        if kind == "image" and row["name"].endswith("-shelved"):
            return any(s["name"] == row["name"][:-len("-shelved")] and s.get("status", "SHELVED").startswith("SHELVED") for s in [*self.rows["server"], *self.trash.values()])
        return kind == "snapshot" and row.get("group_snapshot_id") in self.by_id["group_snapshot"]

    def told(self, request):
        """What the log of tasks has of a request."""
        return "; ".join(f"{t['kind']} of {t['resource_id']} is {t['state']} {t['error'] or ''}" for t in self.book.tasks_of(request)) or "no task"

    def hold(self, thing, fact, value, *lost):
        """`lost`: values that the loss of the host's memory may have brought."""
        if fact not in thing.facts:
            return
        work, allowed = thing.works.pop(fact, None), thing.facts[fact] | set(lost)
        thing.facts[fact] = {value}
        if work and value != work.wanted:
            return self.excused(thing, fact, value, work, lost)
        if value not in allowed:
            self.fault(f"{fact} of {thing.kind} {thing.name} {thing.id} is {value!r}; the book says {sorted(map(str, allowed))}")

    def excused(self, thing, fact, value, work, lost):
        """What an answer 2xx promised did not come: then it is as it was, and the cloud says why."""
        tasks = self.book.tasks_of(work.request)
        failed = [task for task in tasks if task["state"] in ("error", "cancelled") and task["error"] and (not work.strict or task["id"] in self.called_off)]
        if value in lost and all(task["state"] == "done" for task in tasks):      # none: it was done with the answer
            return
        if not failed or value not in work.before | set(lost):
            self.fault(f"{fact} of {thing.kind} {thing.name} {thing.id} is {value!r}; {work.request} promised {work.wanted!r} instead of {work.before}: {self.told(work.request)}")
        elif thing.kind == "server":
            action = self.demo.send("GET", "compute", f"/servers/{thing.id}/os-instance-actions/{work.request}")
            if action.status != 200 or not action.json["instanceAction"]["message"]:
                self.fault(f"{failed[0]['kind']} of server {thing.id} failed, and its actions don't say so: {action.status} {action.data[:300]!r}")

    def facts(self, thing, row):
        def hold(fact, value, *lost):
            self.hold(thing, fact, value, *lost)
        if thing.kind == "volume":
            hold("size", row["size"])
            hold("type", row["volume_type"])
            if row["status"] != "awaiting-transfer":
                thing.links.pop("transfer", None)
            attached = row["attachments"][0]["server_id"] if row["attachments"] else ""
            hold("attached", attached)
            if not attached:
                thing.facts.pop("attached", None)
                thing.links.pop("server", None)
        elif thing.kind == "object":
            hold("etag", row["etag"])
            if "content" in thing.facts:
                hold("content", hashlib.md5(self.demo.send("GET", "object", f"/{row['container']}/{row['name']}").data).hexdigest())
        elif thing.kind == "floatingip":
            hold("port", row["port_id"] or "")
        elif thing.kind == "trunk":
            hold("subport", row["sub_ports"][0]["port_id"] if row["sub_ports"] else "")
        elif thing.kind == "port":
            hold("device", row["device_id"])
        elif thing.kind == "network":
            hold("description", row["description"])
        elif thing.kind == "subnet" and "plugged" in thing.facts:
            owner = [p["device_id"] for p in self.rows["port"] if p["device_owner"].startswith("network:router_interface") and any(ip["subnet_id"] == thing.id for ip in p["fixed_ips"])]
            plugged = owner[0] if owner else ""
            hold("plugged", plugged)
            if not plugged:
                thing.facts.pop("plugged")
                thing.links.pop("router", None)
        elif thing.kind == "image":
            hold("sum", row.get("os_hash_value") or "")
        elif thing.kind == "server":
            # A host that lost power: what ran in memory may be stopped.
            if "trashed" in row:
                return hold("status", "TRASHED")
            status = row["status"]
            if status == "ERROR" and thing.id in self.broken and row.get("fault", {}).get("message"):      # drop() takes it away
                thing.facts.clear()
                thing.works.clear()
                return
            was = thing.facts.get("status", set()) | (thing.works["status"].before if "status" in thing.works else set())
            lost = {"SHUTOFF"} if not self.real and was & {"ACTIVE", "PAUSED", "SUSPENDED", "RESCUE", "VERIFY_RESIZE"} else set()
            hold("status", status, *lost)
            self.flavor_of(thing, row)
            hold("metadata", row["metadata"].get("crash", ""))

    def flavor_of(self, thing, row):
        flavor = self.names.get(row["flavor"]["original_name"])
        self.hold(thing, "flavor", flavor)      # a resize that was called off leaves the one before
        thing.facts["flavor"] = {flavor}

    # ---- nothing is half done

    def at_rest(self):
        staged = {thing.id for thing in self.book.of("image") if "yes" in thing.facts.get("staged", ())}
        for kind, busy in BUSY.items():
            for row in self.rows[kind]:
                if row["id"] in self.dropped or (kind == "image" and row["status"] == "uploading" and row["id"] in staged):
                    continue
                if row["status"] in busy:
                    self.fault(f"{kind} {row['name']} {row['id']} is {row['status']} and no task works on it")
                if row["status"].startswith("error"):
                    self.fault(f"{kind} {row['name']} {row['id']} is in {row['status']}")
        for row in self.rows["server"]:
            if row["id"] in self.dropped:
                continue
            if row["OS-EXT-STS:task_state"] or row["status"] == "BUILD":
                self.fault(f"server {row['name']} {row['id']} is {row['status']}, {row['OS-EXT-STS:task_state']}, and no task works on it")
            if row["status"] == "ERROR":
                self.fault(f"server {row['name']} {row['id']} is in ERROR: {row.get('fault', {}).get('message')}")

    # ---- nothing is without an owner, and nothing is missing

    def owners(self):
        servers = self.by_id["server"]
        offered = {row["volume_id"] for row in self.rows["transfer"]}
        for port in self.rows["port"]:
            if port["device_owner"].startswith("compute:") and port["device_id"] not in servers and port["device_id"] not in self.trash:
                self.fault(f"port {port['id']} belongs to server {port['device_id']}, which is gone")
        for port in self.admin.all("network", "/ports", "ports"):
            holder = servers.get(port["device_id"], {}).get("status")
            if holder in ("ACTIVE", "PAUSED", "SUSPENDED", "SHUTOFF") and port["binding:vif_type"] == "unbound":
                self.fault(f"port {port['id']} is half attached to server {port['device_id']}, which is {holder}")
        for volume in self.rows["volume"]:
            if (volume["status"] == "awaiting-transfer") != (volume["id"] in offered):
                self.fault(f"volume {volume['id']} is {volume['status']}, and {'no' if volume['id'] not in offered else 'a'} transfer offers it")
            for one in volume["attachments"]:
                if one["server_id"] in self.trash:
                    continue
                if one["server_id"] not in servers:
                    self.fault(f"volume {volume['id']} is attached to server {one['server_id']}, which is gone")
                elif volume["id"] not in [v["id"] for v in servers[one["server_id"]]["os-extended-volumes:volumes_attached"]]:
                    self.fault(f"volume {volume['id']} is attached to server {one['server_id']}, which knows nothing of it")
            if (volume["status"] == "in-use") != bool(volume["attachments"]):
                self.fault(f"volume {volume['id']} is {volume['status']} with {len(volume['attachments'])} attachments")
        for server in servers.values():
            for one in server["os-extended-volumes:volumes_attached"]:
                if one["id"] not in self.by_id["volume"]:
                    self.fault(f"server {server['id']} holds volume {one['id']}, which is gone")
                elif server["id"] not in [a["server_id"] for a in self.by_id["volume"][one["id"]]["attachments"]]:
                    self.fault(f"server {server['id']} holds volume {one['id']}, which is {self.by_id['volume'][one['id']]['status']}")
        self.allocations(servers)

    def allocations(self, servers):
        holders = set()
        for provider in self.admin.get("placement", "/resource_providers")["resource_providers"]:
            holders |= set(self.admin.get("placement", f"/resource_providers/{provider['uuid']}/allocations")["allocations"])
        offloaded = {thing.id for thing in self.book.of("server") if thing.was == {"SHELVED_OFFLOADED"}}
        wanted = {s["id"] for s in servers.values() if s["status"] not in ("SHELVED_OFFLOADED", "ERROR")} | (set(self.trash) - offloaded - self.unbuilt)
        everyone = {s["id"] for s in self.admin.all("compute", "/servers/detail?all_tenants=1", "servers")} | set(self.trash)
        for one in {s["id"] for s in servers.values() if s["status"] == "SHELVED_OFFLOADED"} & holders:
            self.fault(f"server {one} has left its host, and its claims hold room there")
        for one in wanted - holders:
            self.fault(f"server {one} has no allocation")
        # Resizes hold the old size under the migration's id while they wait to be confirmed.
        migrations = {m["uuid"] for m in self.admin.get("compute", "/os-migrations")["migrations"] if m["status"] in ("finished", "migrating", "pre-migrating", "post-migrating")}
        for one in holders - everyone - migrations:
            self.fault(f"an allocation is held by {one}, which is no server")

    def files(self):
        rows = {kind: set(self.by_id[kind]) for kind in ("volume", "snapshot", "server")}
        images = {row["id"] for row in self.admin.all("image", "/images?visibility=all", "images")} | set(self.by_id["image"])
        self.folder("volumes/volumes", rows["volume"], True)
        self.folder("volumes/snapshots", rows["snapshot"], True)
        held = ({s["id"] for s in self.rows["server"] if s["status"] != "SHELVED_OFFLOADED"} | set(self.trash)) - self.unbuilt
        self.folder("instances", held, False)
        self.instances()
        self.folder("images", images | self.bases(), False)
        for folder, _, files in os.walk(self.data):
            for file in files:
                if file.endswith((".tmp", ".part", ".new")) or file.startswith((".tmp", "tmp")) or Path(folder).name.startswith("."):
                    self.fault(f"a temporary file was left: {Path(folder) / file}")

    def instances(self):
        """What work on a server puts beside its disks is gone when the work is over."""
        states = {row["id"]: row["status"] for row in self.rows["server"]}
        for entry in self.data.glob("instances/*/*"):
            state = states.get(entry.parent.name)      # none: it lies in the trash as it was
            passing = entry.name == "shelved" or entry.name.startswith("snapshot-") or (entry.name == "disk.old" and state not in ("VERIFY_RESIZE", None)) \
                or ("rescue" in entry.name and state not in ("RESCUE", None))
            if passing and (state != "ERROR" or entry.parent.name not in self.broken):
                self.fault(f"instances/{entry.parent.name}/{entry.name} was left; the server is {state}")

    def bases(self):
        """Images that are gone from the API, and that disks still stand on: their backing files, out of qcow2's header."""
        found = set()
        for disk in [*self.data.glob("instances/*/*"), *self.data.glob("volumes/*/*")]:
            with open(disk, "rb") as file:
                head = file.read(20)
                if head[:4] == b"QFI\xfb" and (offset := int.from_bytes(head[8:16], "big")):
                    file.seek(offset)
                    found.add(Path(os.fsdecode(file.read(int.from_bytes(head[16:20], "big")))).name)
        return found

    def folder(self, name, owners, complete):
        path = self.data / name
        found = {entry.name.split(".")[0] for entry in path.iterdir() if not entry.name.startswith((".", "_"))} if path.exists() else set()
        for one in found - owners:
            self.fault(f"{name}/{one} has no owner")
        unmade = {row["id"] for rows in self.rows.values() for row in rows if row.get("status") == "error"} & self.dropped      # called off before they were made
        for one in (owners - found - unmade if complete else ()):
            self.fault(f"{name}/{one} is missing")

    # ---- books of use

    def quotas(self):
        used = self.demo.get("network", f"/quotas/{self.demo.project}/details.json")["quota"]
        for kind, quota in (("network", "network"), ("subnet", "subnet"), ("router", "router"), ("security_group", "security_group"), ("rule", "security_group_rule"),
                            ("floatingip", "floatingip"), ("trunk", "trunk")):
            count = sum(1 for row in self.rows[kind] if row.get("project_id") == self.demo.project)
            if used[quota]["used"] != count or used[quota]["reserved"] != 0:
                self.fault(f"quota of {kind}: {used[quota]}, and there are {count}")
        volumes = self.demo.get("volume", f"/os-quota-sets/{self.demo.project}?usage=True")["quota_set"]
        for quota, count in (("volumes", len(self.rows["volume"])), ("snapshots", len(self.rows["snapshot"])), ("backups", len(self.rows["backup"])),
                             ("gigabytes", sum(r["size"] for r in self.rows["volume"]) + sum(r["size"] for r in self.rows["snapshot"]))):
            if volumes[quota]["in_use"] != count or volumes[quota]["reserved"] != 0:
                self.fault(f"quota of {quota}: {volumes[quota]}, and there are {count}")
        limits = self.demo.get("compute", "/limits")["limits"]["absolute"]
        if limits["totalInstancesUsed"] != len(self.rows["server"]):
            self.fault(f"quota of instances: {limits['totalInstancesUsed']}, and there are {len(self.rows['server'])}")

    # ---- what one signs in with

    def credentials(self):
        for thing in self.book.of("application_credential"):
            if secret := thing.shown.get("secret"):
                try:
                    self.demo.sign_in({"auth": {"identity": {"methods": ["application_credential"], "application_credential": {"id": thing.id, "secret": secret}}}})
                except Refused as refused:
                    self.fault(f"application credential {thing.name} is not good any more: {refused}")

    # ---- the log of events

    def events(self):
        seen, self.called_off = self.book.seq, set()
        while True:
            page = self.admin.get("skylab", f"/events?since={seen}")
            for event in page["events"]:
                if event["seq"] != seen + 1 and seen:
                    self.fault(f"events {seen + 1} to {event['seq'] - 1} are missing")
                seen = event["seq"]
                if event["type"].startswith("skylab.task."):
                    self.task(event["payload"])
            if not page["events"]:
                break
        self.book.seq = seen
        if not seen:
            raise Refused("no events at all")
        for task in reversed(self.admin.get("skylab", "/tasks")["tasks"]):      # the log may be a moment behind them
            self.task(task)
        # Also those that lay in the trash meanwhile, where drop() does not see them.
        self.broken = {task["resource_id"] for task in self.book.tasks.values() if task["kind"] in NO_WAY_BACK and task["state"] == "cancelled"}
        self.unbuilt = {task["resource_id"] for task in self.book.tasks.values() if task["kind"] == "compute.server.build" and task["state"] == "cancelled"}
        self.dropped = {self.book.tasks[one]["resource_id"] for one in self.called_off} | self.broken

    def task(self, task):
        """As it is now. The log of events has every one, however many there were."""
        self.book.tasks[task["id"]] = task
        if task["error"] == "Cancelled by the user.":
            self.called_off.add(task["id"])
