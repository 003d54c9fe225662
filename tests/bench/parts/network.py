"""Networks, subnets and ports: made, and in lists."""
from bench import Client, timed
from report import LIST, READ, WRITE

TITLE = "Network"
ABOUT = "Each create is on the disk before its answer (the floor is one commit). OpenStack's figures are Neutron 21's with ML2."


def measure(part):
    server, network = part.server, part.server.urls["network"]
    commit = (f"commit {part.commit['wall']:.2f} ms", None)
    most = 10 if part.quick else 100
    part.load("list ports, none", f"{network}/ports?name=none", 1, (21, 19, 53), READ)

    def make_network(client, n):
        return client.call("POST", f"{network}/networks", {"network": {"name": f"net-{n}"}})["network"]["id"]

    result, made = timed(server, 1, most, make_network)
    part.row("network create, 1 client", result, (225, 177, 5.5), WRITE, floor=commit)
    part.load(f"list networks, {most}", f"{network}/networks", 1, (193, 184, 5.5) if most == 100 else None, LIST)
    result, _ = timed(server, 8, most, make_network)
    part.row("network create, 8 clients", result, (244, 908, 8), WRITE, floor=commit)
    result, _ = timed(server, 1, most, lambda client, n: client.call("POST", f"{network}/subnets", {
        "subnet": {"network_id": made[n], "ip_version": 4, "cidr": "10.0.0.0/24" if n else "10.8.0.0/16"}}))
    part.row("subnet create", result, (None, 217, None), floor=commit)

    def make_port(client, n):
        return client.call("POST", f"{network}/ports", {"port": {"network_id": made[0], "name": f"port-{n}"}})["port"]["id"]

    result, ports = timed(server, 1, most, make_port)
    part.row("port create, 1 client", result, (417, 353, 2.8), WRITE, floor=commit)
    result, more = timed(server, 8, max(most, (100 if part.quick else 1000) - most), make_port)
    part.row("port create, 8 clients", result, floor=commit)
    count = len(ports) + len(more)
    part.load(f"list ports, {count:,}", f"{network}/ports?network_id={made[0]}&device_owner=", 1, (540, 443, 2.2) if count == 1000 else None, LIST)
    part.load(f"list ports, a page of 20 of {count:,}", f"{network}/ports?limit=20", 1)
    part.load("port show", f"{network}/ports/{ports[0]}", 1, small=True)
    result, _ = timed(server, 1, most, lambda client, n: client.call("DELETE", f"{network}/ports/{ports[n]}"))
    part.row("port delete", result, floor=commit)
    Client(server).call("GET", f"{network}/ports?limit=1")
