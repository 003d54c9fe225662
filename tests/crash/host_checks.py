"""What must hold on the host itself: libvirt's domains, the taps on br-int, OVN's rows, the disks of servers."""
import json
import threading
import time
from pathlib import Path

from harness import row_owner, run

VIRSH = ("virsh", "-q", "-c", "qemu:///system")
BRIDGE = "br-int"
SOON = 60      # seconds
RUNNING, PAUSED, OFF, SUSPENDED = 1, 3, 4, 7      # OS-EXT-STS:power_state; what is suspended lies on the disk, and its domain is off
TABLES = ("Logical_Switch", "Logical_Switch_Port", "Logical_Router", "Logical_Router_Port", "NAT", "Load_Balancer", "DHCP_Options", "Port_Group",
          "Address_Set", "ACL", "DNS", "QoS", "Logical_Router_Static_Route", "Logical_Router_Policy", "Gateway_Chassis", "HA_Chassis_Group")


def domains(*states):
    return set(run(*VIRSH, "list", "--uuid", *(states or ("--all",))).stdout.split())


def table(program, name, *columns):
    """Rows as lists of plain values; OVSDB's maps become dicts."""
    text = run(program, "--format=json", f"--columns={','.join(columns)}", "list", name).stdout
    shown = json.loads(text or '{"data":[],"headings":[]}')
    order = [shown["headings"].index(column) for column in columns] if shown["headings"] else []
    plain = lambda value: dict(value[1]) if isinstance(value, list) and value[0] == "map" else value[1] if isinstance(value, list) else value      # noqa: E731
    return [[plain(row[index]) for index in order] for row in shown["data"]]


def taps():
    """Names of the interfaces that belong to ports -> the port."""
    ours = set(run("ovs-vsctl", "list-ports", BRIDGE, ok=False).stdout.split())
    return {name: ids["iface-id"] for name, ids in table("ovs-vsctl", "Interface", "name", "external_ids") if "iface-id" in ids and name in ours}


class Host:
    """This computer as it was before the run: what others have here is left out."""

    def __init__(self):
        self.foreign_domains, self.foreign_taps = domains(), set(taps())

    def left(self):
        """What is still there when the cloud is gone."""
        end = time.monotonic() + SOON
        while self.there() and time.monotonic() < end:
            threading.Event().wait(0.5)
        return self.there()

    def there(self):
        return [f"domain {one}" for one in domains() - self.foreign_domains] + [f"tap {one}" for one in set(taps()) - self.foreign_taps]


class HostChecks:
    def __init__(self, host, checks, admin, data):
        self.host, self.checks, self.admin, self.data, self.faults = host, checks, admin, Path(data), []
        self.fault = self.faults.append

    def look(self):
        self.servers = {row["id"]: row for row in self.admin.all("compute", "/servers/detail?all_tenants=1", "servers")}
        self.networks = {row["id"]: row for row in self.admin.all("network", "/networks", "networks")}
        self.ports = {row["id"]: row for row in self.admin.all("network", "/ports", "ports")}

    def run(self):
        """What libvirt and OVN are still at, because they were asked before the kill, they may end."""
        end = time.monotonic() + SOON
        while True:
            self.faults.clear()
            self.look()
            self.domains()
            self.taps()
            self.rows()
            self.disks()
            if not self.faults or time.monotonic() > end:
                break
            threading.Event().wait(0.5)
        for text in self.faults:
            self.checks.fault(text)

    # ---- libvirt

    def domains(self):
        """Each server that is on the host has exactly one, in the state that the API says; there is no other."""
        there = domains() - self.host.foreign_domains
        states = {**{one: OFF for one in there}, **{one: RUNNING for one in domains("--state-running")}, **{one: PAUSED for one in domains("--state-paused")}}
        trash = self.checks.trash
        for one in there - set(self.servers) - set(trash):
            self.fault(f"domain {one} belongs to no server")
        for one, row in self.servers.items():
            absent = row["status"] in ("SHELVED_OFFLOADED", "ERROR")
            if absent == (one in there) and row["status"] != "ERROR":
                self.fault(f"server {one} is {row['status']}, and {'has a' if one in there else 'has no'} domain")
            elif one in there and (states[one], row["OS-EXT-STS:power_state"]) not in ((RUNNING, RUNNING), (PAUSED, PAUSED), (OFF, OFF), (OFF, SUSPENDED), (OFF, 0)):
                self.fault(f"server {one} is {row['status']} with power state {row['OS-EXT-STS:power_state']}, and its domain is in state {states[one]}")
        for one in trash:
            if states.get(one) == RUNNING:
                self.fault(f"server {one} lies in the trash, and its domain runs")
        self.running = {one for one in there if states[one] in (RUNNING, PAUSED)}

    # ---- Open vSwitch

    def taps(self):
        """Each belongs to a port of a domain that runs, and each such port has one."""
        plugged = {port["id"] for port in self.ports.values() if port["device_id"] in self.running}
        found = {}
        for name, port in taps().items():
            if name not in self.host.foreign_taps and self.ports.get(port, {}).get("device_owner") != "network:distributed":
                found.setdefault(port, []).append(name)
        for port, names in found.items():
            if port not in plugged:
                self.fault(f"{', '.join(names)} on {BRIDGE} belongs to port {port}, which is {'of no running server' if port in self.ports else 'gone'}")
            elif len(names) > 1:
                self.fault(f"port {port} has {', '.join(names)} on {BRIDGE}")
        for port in plugged - set(found):
            self.fault(f"port {port} of a running server has nothing on {BRIDGE}")

    # ---- OVN

    def rows(self):
        """One for each row of the API, none more."""
        public = next(one["id"] for one in self.networks.values() if one["name"] == "public")
        owner = row_owner(public)
        found = {}
        for name in TABLES:
            for (ids,) in table("ovn-nbctl", name, "external_ids"):
                if ids.get("skylab:owner") == owner:
                    found.setdefault((name, ids.get("skylab:kind", "")), []).append(ids)
        self.found = found
        for (name, kind), wanted in self.wanted().items():
            got = [ids["skylab:id"] for ids in found.pop((name, kind), [])]
            for one in set(wanted) - set(got):
                self.fault(f"OVN has no {name} for {kind} {one}")
            for one in set(got) - set(wanted):
                self.fault(f"OVN has a {name} for {kind} {one}, which is gone")
            if len(got) != len(set(got)):
                self.fault(f"OVN has several rows of {name} for one {kind}: {sorted(one for one in got if got.count(one) > 1)}")
        self.children(found)

    def wanted(self):
        all_of = lambda path, key: self.admin.all("network", path, key)      # noqa: E731
        return {
            ("Logical_Switch", "network"): set(self.networks),
            ("Logical_Switch_Port", "localnet"): {one["id"] for one in self.networks.values() if one.get("provider:physical_network")},
            ("Logical_Switch_Port", "port"): {one["id"] for one in self.ports.values() if one["device_owner"] != "network:floatingip"},
            ("DHCP_Options", "subnet"): {one["id"] for one in all_of("/subnets", "subnets")},
            ("Logical_Router", "router"): {one["id"] for one in all_of("/routers", "routers")},
            ("Port_Group", "security_group"): {one["id"] for one in all_of("/security-groups", "security_groups")},
            ("NAT", "floatingip"): {one["id"] for one in all_of("/floatingips", "floatingips") if one["port_id"]},
        }

    def children(self, found):
        """Rows that belong to others: these must be there."""
        gone = {}
        known = {**self.networks, **self.ports, **{ids: 1 for kind in ("router", "subnet", "security_group", "floatingip") for ids in self.checks.by_id.get(kind, {})}}
        known.update((row["id"], row) for path, key in (("/subnets", "subnets"), ("/routers", "routers"), ("/security-groups", "security_groups")) for row in self.admin.all("network", path, key))
        for (name, kind), rows in found.items():
            for ids in rows:
                for key in ("skylab:network", "skylab:router", "skylab:port", "skylab:group", "skylab:subnet", "skylab:id"):
                    if ids.get(key) and ids[key] not in known:
                        gone.setdefault((name, kind, key), []).append(ids[key])
        for (name, kind, key), which in gone.items():
            self.fault(f"OVN has {name} {kind} of {key[7:]} {', '.join(which)}, which is gone")

    # ---- files

    def disks(self):
        """By name: what a server on this host has, whatever its state."""
        for one, row in self.servers.items():
            if row["status"] in ("SHELVED_OFFLOADED", "ERROR"):
                continue
            folder = self.data / "instances" / one
            names = {entry.name for entry in folder.iterdir()} if folder.exists() else set()
            if row["image"] and "disk" not in names:
                self.fault(f"instances/{one}/disk is missing")
            rescue = {name for name in names if "rescue" in name}
            if rescue and row["status"] != "RESCUE":
                self.fault(f"instances/{one} has {', '.join(sorted(rescue))}, and the server is {row['status']}")
