"""The host is started again: guests, networks and floating IPs are as they were, without a command."""
import sqlite3

from cloud import FaultCase, make_image, make_server, make_volume, status_of, wait


class Reboot(FaultCase):
    def reboot(self, cloud):
        """Guests of the fake driver live in the process; the book thinks that the host runs since yesterday."""
        cloud.kill()
        with sqlite3.connect(cloud.data / "compute.db") as book:
            book.execute("UPDATE hosts SET booted_at = booted_at - 86400000000")
        book.close()
        cloud.start()
        return cloud.api()

    def test_what_ran_runs_again(self):
        cloud = self.cloud().start()
        api = cloud.api()
        image = make_image(api, "disk", b"x" * 100_000)
        ran, stopped = make_server(api, "ran", image), make_server(api, "stopped", image)
        unwilling = make_server(api, "unwilling", image, metadata={"resume_guests_state_on_host_boot": "false"})
        self.ok(api.send("POST", "compute", f"/servers/{stopped}/action", {"os-stop": None}))
        wait("the stop", lambda: status_of(api, stopped) == "SHUTOFF", 30, 0.1)
        volume = make_volume(api, "data")
        self.ok(api.send("POST", "compute", f"/servers/{ran}/os-volume_attachments", {"volumeAttachment": {"volumeId": volume}}))
        public = next(row["id"] for row in api.all("network", "/networks", "networks") if row["name"] == "public")
        port = api.get("network", f"/ports?device_id={ran}")["ports"][0]["id"]
        floating = self.ok(api.send("POST", "network", "/floatingips", {"floatingip": {"floating_network_id": public, "port_id": port}})).json["floatingip"]

        api = self.reboot(cloud)
        wait("the guest to run again", lambda: status_of(api, ran) == "ACTIVE", 60, 0.1)
        for server in (stopped, unwilling):
            wait("the others to rest", lambda: status_of(api, server) == "SHUTOFF", 30, 0.1)
        now = api.get("network", f"/floatingips/{floating['id']}")["floatingip"]
        self.assertEqual((now["floating_ip_address"], now["port_id"], now["status"]), (floating["floating_ip_address"], port, "ACTIVE"))
        wait("its port to be up", lambda: api.get("network", f"/ports/{port}")["port"]["status"] == "ACTIVE", 30, 0.1)
        self.assertEqual(api.get("volume", f"/volumes/{volume}")["volume"]["status"], "in-use")
        self.ok(api.send("POST", "compute", f"/servers/{unwilling}/action", {"os-start": None}))
        wait("a start by hand", lambda: status_of(api, unwilling) == "ACTIVE", 30, 0.1)

    def test_the_operator_may_want_them_stopped(self):
        cloud = self.cloud("--resume-guests-state-on-host-boot", "false").start()
        api = cloud.api()
        server = make_server(api, "ran", make_image(api, "disk", b"x" * 100_000))
        api = self.reboot(cloud)
        wait("the guest to be seen stopped", lambda: status_of(api, server) == "SHUTOFF", 30, 0.1)
