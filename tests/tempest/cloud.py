"""What a running cloud tells about itself that tempest wants to know."""
import json
import os
import time
import urllib.error
import urllib.request

import harness

# Service type in the catalog: tempest's name of it.
SERVICES = {"compute": "nova", "network": "neutron", "volumev3": "cinder", "image": "glance", "object-store": "swift"}


class Cloud:
    def __init__(self, server):
        self.auth_url = server.auth_url
        self.entry = self.read_clouds_yaml(server.data / "clouds.yaml")
        self.token, self.catalog, self.region = self.sign_in()

    @staticmethod
    def read_clouds_yaml(file):
        import yaml
        return next(entry for entry in yaml.safe_load(file.read_text())["clouds"].values() if entry["auth"]["project_name"] == "admin")

    def request(self, method, url, body=None, kind="application/json"):
        data = json.dumps(body).encode() if isinstance(body, dict) else body
        headers = {"Content-Type": kind, **({"X-Auth-Token": self.token} if getattr(self, "token", None) else {})}
        return urllib.request.urlopen(urllib.request.Request(url, method=method, data=data, headers=headers), timeout=60)

    def ask(self, method, url, body=None):
        try:
            with self.request(method, url, body) as reply:
                return json.load(reply)
        except urllib.error.HTTPError as error:
            if error.code == 300:      # the list of versions
                return json.load(error)
            raise harness.Failure(f"{method} {url}: {error.code} {error.read().decode()[:500]}") from None

    def sign_in(self):
        auth = self.entry["auth"]
        domain = {"name": "Default"}
        body = {"auth": {"identity": {"methods": ["password"], "password": {"user": {
            "name": auth["username"], "password": auth["password"], "domain": domain}}},
            "scope": {"project": {"name": auth["project_name"], "domain": domain}}}}
        with self.request("POST", self.auth_url + "/auth/tokens", body) as reply:
            token = json.load(reply)["token"]
            catalog = {one["type"]: next((end["url"] for end in one["endpoints"] if end["interface"] == "public"), "") for one in token["catalog"]}
            region = next(end["region"] for one in token["catalog"] for end in one["endpoints"])
            return reply.headers["X-Subject-Token"], catalog, region

    def root(self, service):
        """The service's address without version and project: http://host:port/compute"""
        return "/".join(self.catalog[service].split("/")[:4])

    def tempest_conf(self, needs):
        auth = self.entry["auth"]
        conf = {
            "auth": {"use_dynamic_credentials": True, "create_isolated_networks": "networks" in needs, "admin_username": auth["username"],
                     "admin_password": auth["password"], "admin_project_name": auth["project_name"], "admin_domain_name": "Default",
                     "default_credentials_domain_name": "Default"},
            "identity": {"auth_version": "v3", "uri_v3": self.auth_url, "uri": self.auth_url.replace("/v3", "/v2.0"), "region": self.region,
                         "default_domain_id": "default", "admin_role": "admin"},
            # Both are on unless told otherwise; they are Keystone's v2, which no cloud has any more.
            "identity-feature-enabled": {"api_v2": False, "api_v2_admin": False},
            # "horizon" is on unless told otherwise.
            "service_available": {"horizon": False, **{name: kind in self.catalog for kind, name in SERVICES.items()}},
            "validation": {"run_validation": False},
        }
        self.add_versions(conf)
        if "images" in needs:
            conf["compute"].update(zip(("image_ref", "image_ref_alt"), self.images()))
        if "flavors" in needs:
            conf["compute"].update(zip(("flavor_ref", "flavor_ref_alt"), self.flavors()))
        if "networks" in needs:
            conf["network"].update(self.public_network())
        return conf

    def add_versions(self, conf):
        """Microversions and extensions, as the services announce them."""
        versions = lambda kind: self.ask("GET", self.root(kind) + "/")["versions"]
        if "compute" in self.catalog:
            conf["compute"] = {"max_microversion": versions("compute")[-1]["version"]}
        if "volumev3" in self.catalog:
            conf["volume"] = {"catalog_type": "volumev3", "max_microversion": versions("volumev3")[-1]["version"]}
        if "placement" in self.catalog:
            conf["placement"] = {"max_microversion": versions("placement")[-1]["max_version"]}
        if "network" in self.catalog:
            extensions = self.ask("GET", self.root("network") + "/v2.0/extensions")["extensions"]
            conf["network"] = {}
            conf["network-feature-enabled"] = {"api_extensions": ",".join(sorted(one["alias"] for one in extensions))}
        if "object-store" in self.catalog:
            features = self.ask("GET", self.root("object-store") + "/info")
            conf["object-storage"] = {"operator_role": "member", "reseller_admin_role": "ResellerAdmin"}
            conf["object-storage-feature-enabled"] = {"discoverability": True, "discoverable_apis": ",".join(sorted(features))}

    def images(self):
        """Two public images that are active: tempest wants to tell them apart."""
        base = self.root("image") + "/v2/images"
        have = [one["id"] for one in self.ask("GET", base + "?visibility=public&status=active&sort=created_at:asc")["images"]]
        for number in range(len(have), 2):
            made = self.ask("POST", base, {"name": f"tempest-{number}", "disk_format": "raw", "container_format": "bare", "visibility": "public"})
            self.request("PUT", f"{base}/{made['id']}/file", os.urandom(1 << 20), "application/octet-stream").close()
            self.wait_active(f"{base}/{made['id']}")
            have.append(made["id"])
        return have[:2]

    def wait_active(self, url):
        harness.wait("the image to be active", lambda: self.ask("GET", url)["status"] == "active", deadline=60)

    def flavors(self):
        """The smallest flavor, and the next for resizes."""
        have = self.ask("GET", self.root("compute") + "/v2.1/flavors/detail")["flavors"]
        return [one["id"] for one in sorted(have, key=lambda one: (one["ram"], one["disk"]))][:2]

    def public_network(self):
        have = self.ask("GET", self.root("network") + "/v2.0/networks?router:external=true")["networks"]
        harness.check(have, "the cloud has no external network")
        self.ground_for_auto_allocation(have[0]["id"])
        return {"public_network_id": have[0]["id"], "floating_network_name": have[0]["name"]}

    def ground_for_auto_allocation(self, public):
        """What an administrator prepares for networks that are made by themselves: a default way out and a default pool."""
        self.ask("PUT", self.root("network") + f"/v2.0/networks/{public}", {"network": {"is_default": True}})
        self.ask("POST", self.root("network") + "/v2.0/subnetpools", {"subnetpool": {
            "name": "shared-default", "prefixes": ["10.240.0.0/16"], "default_prefixlen": 26, "shared": True, "is_default": True}})
