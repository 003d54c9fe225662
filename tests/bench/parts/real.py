"""Servers on libvirt and OVN, beside what qemu-img and libvirt need for the same guest without a cloud. As root; nobody else may use this
host's libvirt and OVN meanwhile."""
import os
import subprocess
import sys
import time
import uuid

from bench import ROOT, Client, Server, quantile, wait_for
from parts.compute import life, walls_row

sys.path.insert(0, str(ROOT / "tests/e2e"))

TITLE = "Servers on libvirt and OVN"
ABOUT = """A guest with a disk upon the image's and a port on an OVN network. The floor is `qemu-img create` of the overlay and libvirt's create of a
guest like it until it runs, and libvirt's destroy, each without a cloud around it. OpenStack's figures are of nova's fake driver: no disk, no network."""
DOMAIN = """<domain type="{type}"><name>{name}</name><uuid>{uuid}</uuid><memory unit="MiB">128</memory><vcpu>1</vcpu>
<os><type arch="x86_64" machine="pc">hvm</type></os><features><acpi/></features>
<devices><disk type="file" device="disk"><driver name="qemu" type="qcow2"/><source file="{disk}"/><target dev="vda" bus="virtio"/></disk>
<serial type="pty"/></devices></domain>"""


def ran(*command):
    begun = time.monotonic()
    subprocess.run([str(c) for c in command], check=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=120)
    return time.monotonic() - begun


def floor(folder, image, count):
    """Walls in seconds to a running guest and to its end; virsh's own start is taken off."""
    idle = min(ran("virsh", "-q", "-c", "qemu:///system", "uri") for _ in range(3))
    made, ended = [], []
    for _ in range(count):
        name, disk, xml = f"bench-{uuid.uuid4()}", folder / "floor.qcow2", folder / "floor.xml"
        overlay = ran("qemu-img", "create", "-q", "-f", "qcow2", "-b", image, "-F", "qcow2", disk)
        xml.write_text(DOMAIN.format(type="kvm" if os.access("/dev/kvm", os.W_OK) and usable_kvm() else "qemu", name=name, uuid=uuid.uuid4(), disk=disk))
        made.append(overlay + ran("virsh", "-q", "-c", "qemu:///system", "create", xml) - idle)
        ended.append(ran("virsh", "-q", "-c", "qemu:///system", "destroy", name) - idle)
        disk.unlink()
    return quantile(made, .5), quantile(ended, .5)


def usable_kvm():
    """/dev/kvm may be there and not work."""
    try:
        os.close(os.open("/dev/kvm", os.O_RDWR))
        return True
    except OSError:
        return False


def prepare(part):
    client, urls = Client(part.server), part.server.urls
    part.flavor = min(client.call("GET", f"{urls['compute']}/flavors/detail")["flavors"], key=lambda f: f["ram"])["id"]
    wait_for(lambda: client.call("GET", f"{urls['image']}/images?status=active")["images"], .1)
    part.image = client.call("GET", f"{urls['image']}/images")["images"][0]["id"]
    network = client.call("POST", f"{urls['network']}/networks", {"network": {"name": "bench"}})["network"]["id"]
    client.call("POST", f"{urls['network']}/subnets", {"subnet": {"network_id": network, "ip_version": 4, "cidr": "10.77.0.0/24"}})
    part.networks = [{"uuid": network}]
    return network


def measure(part):
    import harness
    ran_before = subprocess.run(["virsh", "-q", "-c", "qemu:///system", "uri"], capture_output=True, stdin=subprocess.DEVNULL).returncode == 0
    harness.host_daemons("start")
    server = part.server = Server("host", ["--guest-image", harness.IMAGE])
    server.folder.chmod(0o711)       # guests' disks lie below it
    owner = None
    try:
        part.row("a start on libvirt and OVN, the first", {"cpu": None, "p50": server.start() * 1000})
        server.login()
        server.lift_quotas()
        network = prepare(part)
        owner = harness.row_owner(network)
        count = 2 if part.quick else 5
        run_floor, end_floor = floor(server.folder, harness.IMAGE, count)
        (accepted, active, gone), cpu, seconds = life(part, count, 1)
        part.row("server create to 202", walls_row(accepted), (None, 187, None))
        part.row("server create to ACTIVE", walls_row(active), (None, 1786, None), floor=(f"{run_floor * 1000:.0f} ms", None), targets=[
            {"figure": "p50", "most": run_floor * 1300, "text": "≤ 1.3 × floor"}])
        part.row("server delete to gone", walls_row(gone), (None, 1029, None), floor=(f"{end_floor * 1000:.0f} ms", None), targets=[
            {"figure": "p50", "most": end_floor * 3000, "text": "≤ 3 × floor"}])
        part.row("a server's whole life", {"cpu": cpu * 1000 / count, "rate": count / seconds}, (2956, None, None))
        Client(server).call("DELETE", f"{server.urls['network']}/networks/{network}")
    finally:
        server.remove()
        harness.forget_rows(owner)
        if not ran_before:
            harness.host_daemons("stop")
