"""Networks and what hangs on them."""


class NetworkWork:
    def network(self):
        if self.book.count("network") > 6:
            thing = self.book.take(self.random, "network", lambda t: not any(t in o.links.values() for o in self.book.things))
            if thing:
                try:
                    self.remove(thing, "network", f"/networks/{thing.id}")
                finally:
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
            router = self.create("router", "network", "/routers", "router", {"external_gateway_info": {"network_id": self.public}}, keep=True)
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

    # ---- ports

    def free_port(self, fits=lambda port: True):
        """No server's card, and nothing hangs on it."""
        hung = {port for fip in self.book.of("floatingip") for port in fip.facts.get("port", ())}
        hung |= {port for trunk in self.book.of("trunk") for port in trunk.facts.get("subport", ())}
        hung |= {trunk.links["port"].id for trunk in self.book.of("trunk") if "port" in trunk.links}
        return self.book.take(self.random, "port", lambda t: not t.links.get("server") and t.id not in hung and fits(t))

    def port(self):
        if self.book.count("port") > 10:
            thing = self.free_port()
            if thing:
                try:
                    self.remove(thing, "network", f"/ports/{thing.id}")
                finally:
                    self.book.give(thing)
            return
        subnet = self.book.take(self.random, "subnet")
        if subnet:
            try:
                self.create("port", "network", "/ports", "port", {"network_id": subnet.links["network"].id, "fixed_ips": [{"subnet_id": subnet.id}]},
                            {"subnet": subnet, "network": subnet.links["network"]})
            finally:
                self.book.give(subnet)

    def floating_ip(self):
        if self.book.count("floatingip") > 4:
            thing = self.book.take(self.random, "floatingip")
            if thing:
                try:
                    self.remove(thing, "network", f"/floatingips/{thing.id}")
                finally:
                    self.book.give(thing)
            return
        self.create("floatingip", "network", "/floatingips", "floatingip", {"floating_network_id": self.public}, facts={"port": ""}, label="description")

    def associate(self):
        """A floating IP goes to a port behind a router, or leaves it."""
        address = self.book.take(self.random, "floatingip")
        if not address:
            return self.floating_ip()
        subnet = port = None
        try:
            path = f"/floatingips/{address.id}"
            if address.now("port"):
                self.change(address, "port", "", "PUT", "network", path, {"floatingip": {"port_id": None}})
                return
            subnet = self.book.take(self.random, "subnet", lambda t: t.now("plugged"))
            port = subnet and self.free_port(lambda t: t.links.get("subnet") is subnet)
            if port:
                self.change(address, "port", port.id, "PUT", "network", path, {"floatingip": {"port_id": port.id}})
        finally:
            self.book.give(address, subnet, port)

    def trunk(self):
        if self.book.count("trunk") > 2:
            thing = self.book.take(self.random, "trunk")
            if thing:
                try:
                    self.remove(thing, "network", f"/trunks/{thing.id}")
                finally:
                    self.book.give(thing)
            return
        port = self.free_port()
        if port:
            try:
                self.create("trunk", "network", "/trunks", "trunk", {"port_id": port.id}, {"port": port}, {"subport": ""})
            finally:
                self.book.give(port)

    def subport(self):
        trunk = self.book.take(self.random, "trunk")
        if not trunk:
            return self.trunk()
        port = None
        try:
            if inside := trunk.now("subport"):
                self.change(trunk, "subport", "", "PUT", "network", f"/trunks/{trunk.id}/remove_subports", {"sub_ports": [{"port_id": inside}]})
            elif "subport" in trunk.facts and (port := self.free_port()):
                self.change(trunk, "subport", port.id, "PUT", "network", f"/trunks/{trunk.id}/add_subports",
                            {"sub_ports": [{"port_id": port.id, "segmentation_type": "vlan", "segmentation_id": self.random.randrange(2, 4000)}]})
        finally:
            self.book.give(trunk, port)

    # ---- security groups

    def group(self):
        thing = self.book.take(self.random, "security_group") if self.book.count("security_group") > 4 else None
        if not thing:
            self.create("security_group", "network", "/security-groups", "security_group", {})
            return
        rules = [rule for rule in self.book.of("rule") if rule.links["group"] is thing]
        try:
            for rule in rules:
                rule.exists = rule.exists | {False}
            self.remove(thing, "network", f"/security-groups/{thing.id}")
            for rule in rules:
                rule.exists = {False}
        finally:
            self.book.give(thing)

    def rule(self):
        group = self.book.take(self.random, "security_group")
        if not group:
            return self.group()
        try:
            port = self.random.randrange(1, 60_000)
            body = {"security_group_id": group.id, "direction": "ingress", "ethertype": "IPv4", "protocol": "tcp", "port_range_min": port, "port_range_max": port + 9}
            self.create("rule", "network", "/security-group-rules", "security_group_rule", body, {"group": group}, label="description")
        finally:
            self.book.give(group)

    def rename_network(self):
        thing = self.book.take(self.random, "network")
        if thing:
            try:
                text = self.book.name("text")
                self.change(thing, "description", text, "PUT", "network", f"/networks/{thing.id}", {"network": {"description": text}})
            finally:
                self.book.give(thing)
