"""Starts on damaged data are refused, in words, and change nothing."""
import hashlib
import json
import os
import shutil
import sqlite3
import stat

from cloud import FaultCase, make_image, make_volume, run, skylabd


def prints(folder):
    """What is in a directory, but for the lock and what SQLite itself keeps for readers."""
    return {str(p.relative_to(folder)): hashlib.md5(p.read_bytes()).hexdigest() for p in folder.rglob("*")
            if p.is_file() and p.name != "skylab.lock" and not p.name.endswith((".db-shm", ".db-wal"))}


class Start(FaultCase):
    def setUp(self):
        super().setUp()
        self.it = self.cloud().start()
        self.it.stop()
        self.data = self.it.data

    def refuses(self, *words):
        before = prints(self.data)
        code, said = self.it.refused()
        self.assertEqual(code, 1, said)
        self.assertSays(said, *words)
        self.assertEqual(prints(self.data), before, "the refused start changed something")

    def test_damaged_pages(self):
        book = self.data / "compute.db"
        size = book.stat().st_size
        with open(book, "r+b") as file:
            for page in range(4, size // 4096, 3):
                file.seek(page * 4096)
                file.write(os.urandom(4096))
        self.refuses(book, "damaged", "--check", "--restore")
        code, said = skylabd("--data", self.data, "--check")
        self.assertEqual(code, 1)
        self.assertSays(said, book, "damaged")

    def test_a_truncated_file(self):
        book = self.data / "identity.db"
        os.truncate(book, book.stat().st_size // 4096 // 2 * 4096)
        self.refuses(book, "damaged", "--restore")

    def test_no_database_at_all(self):
        book = self.data / "network.db"
        book.write_bytes(b"Dear diary, " * 1000)
        self.refuses(book, "not a database of Skylab", "--restore")

    def test_an_empty_file_is_not_a_new_cloud(self):
        book = self.data / "identity.db"
        for suffix in ("", "-wal", "-shm"):
            (self.data / f"identity.db{suffix}").unlink(missing_ok=True)
        self.refuses(book, "missing", "--restore")
        book.write_bytes(b"")
        self.refuses(book, "empty", "--restore")

    def test_a_newer_schema(self):
        book = sqlite3.connect(self.data / "volume.db")
        book.execute("INSERT INTO schema_migrations (set_name, number, name, sha256, applied_at) VALUES ('volume', 999, 'later', 'x', 0)")
        book.commit()
        book.close()
        self.refuses(self.data / "volume.db", "newer Skylab", "Install that version again")

    def test_another_database(self):
        """Without the rows of its files a start would take them for what deletes have left, and remove them."""
        self.it.start()
        make_image(self.it.api(), "kept", b"x" * 100_000)
        make_volume(self.it.api(), "kept")
        self.it.stop()
        away = self.folder / "away"
        away.mkdir()
        note = self.data / "database-id"
        identity = note.read_text()

        def files():
            return {path: digest for path, digest in prints(self.data).items() if path.startswith(("images/", "volumes/volumes/"))}
        kept = files()
        self.assertGreaterEqual(len(kept), 2)
        for book in [*self.data.glob("*.db*"), self.data / "databases"]:
            book.rename(away / book.name)
        code, said = self.it.refused()
        self.assertEqual(code, 1, said)
        self.assertSays(said, identity.strip(), note, "--database-url")
        self.assertEqual(files(), kept)
        note.unlink()      # as a directory of before has none
        code, said = self.it.refused()
        self.assertEqual(code, 1, said)
        self.assertSays(said, "The database is new", self.data, "--database-url")
        self.assertEqual(files(), kept)
        self.assertFalse(note.exists())
        for book in self.data.glob("*.db*"):      # that the refused starts have made
            book.unlink()
        for book in away.iterdir():
            book.rename(self.data / book.name)
        code, said = self.it.refused()      # of a cloud, but tied to a directory before
        self.assertEqual(code, 1, said)
        self.assertSays(said, identity.strip(), note)
        note.write_text(identity)
        self.it.start()
        self.assertEqual(files(), kept)
        self.assertEqual(note.read_text(), identity)

    def test_a_directory_of_before_is_tied(self):
        """Neither side has an id: they get one."""
        self.it.start()
        make_volume(self.it.api(), "kept")
        self.it.stop()
        (self.data / "database-id").unlink()
        book = sqlite3.connect(self.data / "events.db")
        book.execute("DELETE FROM database_id")
        book.commit()
        book.close()
        self.it.start()
        with sqlite3.connect(self.data / "events.db") as book:
            self.assertEqual(book.execute("SELECT id FROM database_id").fetchone()[0], (self.data / "database-id").read_text().strip())
        self.assertEqual([row["name"] for row in self.it.api().all("volume", "/volumes", "volumes")], ["kept"])

    def test_another_cloud_runs_there(self):
        self.it.start()
        code, said = self.it.refused()
        self.assertEqual(code, 1)
        self.assertSays(said, f"process {self.it.server.process.pid}", self.data)

    def test_a_directory_that_can_not_be_written(self):
        if os.geteuid() != 0:
            self.skipTest("mounting needs root")
        if run("mount", "--bind", self.data, self.data, ok=False).returncode != 0:
            self.skipTest("mounting is not allowed here")
        self.addCleanup(run, "umount", "-l", self.data, ok=False)
        run("mount", "-o", "remount,bind,ro", self.data)
        self.refuses(self.data, "Read-only file system", "Mount it for writing")
        run("mount", "-o", "remount,bind,rw", self.data)
        self.it.start()

    def test_no_space(self):
        place = self.small_disk(1)
        (place / "fill").write_bytes(bytes(900 << 10))
        self.it.data = self.it.server.data = place / "data"
        code, said = self.it.refused()
        self.assertEqual(code, 1, said)
        self.assertSays(said, place / "data", "full")
        run("mount", "-o", "remount,size=64m", place)
        self.it.start()      # what the refused start left is no obstacle


class Certificate(FaultCase):
    """The one that Skylab makes for itself, where it listens for others."""

    def setUp(self):
        super().setUp()
        if not shutil.which("openssl"):
            self.skipTest("openssl is not installed")
        self.it = self.cloud("--listen", "0.0.0.0:0")
        self.start_and_stop()
        self.certificate, self.key = self.it.data / "tls.crt", self.it.data / "tls.key"
        self.secret = self.key.read_bytes()

    def start_and_stop(self):
        self.it.start()
        self.it.stop()

    def put(self, organization):
        """A certificate with the same key that ends tomorrow."""
        run("openssl", "req", "-x509", "-new", "-key", self.key, "-days", "1", "-subj", f"/O={organization}/CN=cloud", "-out", self.certificate)
        return self.certificate.read_bytes()

    def is_good_for_a_year(self):
        return run("openssl", "x509", "-in", self.certificate, "-noout", "-checkend", 300 * 24 * 3600, ok=False).returncode == 0

    def test_it_is_made_anew_before_it_ends(self):
        self.put("Skylab")
        self.assertFalse(self.is_good_for_a_year())
        self.start_and_stop()
        self.assertTrue(self.is_good_for_a_year())
        self.assertEqual(self.key.read_bytes(), self.secret)
        self.assertIn("made anew", self.it.server.log.read_text())

    def test_another_one_stays(self):
        own = self.put("Somebody else")
        self.start_and_stop()
        self.assertEqual(self.certificate.read_bytes(), own)
        self.assertSays(self.it.server.log.read_text(), self.certificate, "ends at")

    def test_it_was_removed(self):
        self.certificate.unlink()      # or never made: the key comes first
        self.start_and_stop()
        self.assertTrue(self.is_good_for_a_year())
        self.assertEqual(self.key.read_bytes(), self.secret)


class FirstStart(FaultCase):
    def test_passwords_outlive_a_first_start_that_fails(self):
        """They are nowhere but in clouds.yaml: no user may be made before they are there."""
        it = self.cloud()
        file = it.data / "clouds.yaml"
        file.mkdir(parents=True)      # so that it can't be written
        code, said = it.refused()
        self.assertEqual(code, 1, said)
        self.assertSays(said, file)
        file.rmdir()
        it.start()
        for cloud in ("skylab", "skylab-admin"):
            self.assertTrue(it.login(cloud)["password"])
            it.api(cloud)      # signs in, or fails

    def test_an_administrator_that_was_deleted_is_made_again(self):
        """With a password of its own, which is in clouds.yaml."""
        it = self.cloud().start()
        api = it.api("skylab-admin")
        admin, demo = it.login("skylab-admin"), it.login("skylab")
        self.ok(api.send("DELETE", "identity", f"/users/{api.user}"), 204)
        it.stop()
        it.start()
        self.assertNotEqual(it.login("skylab-admin")["password"], admin["password"])
        self.assertEqual(it.login("skylab")["password"], demo["password"])
        for cloud in ("skylab", "skylab-admin"):
            it.api(cloud)

    def test_clouds_yaml_that_was_edited_keeps_its_passwords(self):
        it = self.cloud().start()
        it.stop()
        file = it.data / "clouds.yaml"
        logins = {cloud: it.login(cloud) for cloud in ("skylab", "skylab-admin")}
        other = "    other: {auth: {auth_url: 'https://elsewhere/v3', username: me, password: '#1'}, verify: false}   # a friend's"
        text = "\n".join("  " + line if line.startswith(" ") else line for line in file.read_text().splitlines())
        text = text.replace("skylab-admin:", "skylab-admin:   # mine").replace(f'"{logins["skylab"]["password"]}"', f"'{logins['skylab']['password']}'")
        file.write_text(f"{text}\n{other}\n")
        it.start()      # on another port: the addresses follow
        for cloud, login in logins.items():
            self.assertEqual(it.login(cloud), {**login, "auth_url": it.server.auth_url})
            it.api(cloud)
        self.assertIn(other, file.read_text().splitlines())
        self.assertIn(it.server.auth_url, (it.data / "openrc").read_text())
        it.stop()
        anchored = file.read_text().replace("    auth:", "    auth: &secret")
        file.write_text(anchored)
        it.start()
        self.assertEqual(file.read_text(), anchored)
        self.assertSays(it.server.log.read_text(), file, "can't be understood")

    def test_a_demo_router_without_its_interface_gets_it(self):
        """As a first start leaves it that is killed between the two calls."""
        it = self.cloud().start()
        api = it.api()
        router = api.all("network", "/routers", "routers")[0]["id"]
        subnet = next(row["id"] for row in api.all("network", "/subnets", "subnets") if row["name"] == "demo-subnet")

        def legs():
            return [port["fixed_ips"][0]["subnet_id"] for port in it.api().all("network", f"/ports?device_id={router}&device_owner=network:router_interface", "ports")]
        self.assertEqual(legs(), [subnet])
        self.ok(api.send("PUT", "network", f"/routers/{router}/remove_router_interface", {"subnet_id": subnet}))
        self.assertEqual(legs(), [])
        it.stop()
        notes = it.data / "first-start.json"
        done = json.loads(notes.read_text())
        self.assertTrue(done.pop("demo_network"))
        notes.write_text(json.dumps(done))
        it.start()
        self.assertEqual(legs(), [subnet])
        it.stop()
        (it.data / "first-start.json").write_text(json.dumps(done))      # killed after the last call
        it.start()
        self.assertEqual(legs(), [subnet])

    def test_a_directory_of_others_keeps_its_mode(self):
        it = self.cloud()

        def mode():
            return stat.S_IMODE(it.data.stat().st_mode)
        it.data.mkdir()
        it.data.chmod(0o700)      # empty: it is ours from now on
        it.start()
        self.assertEqual(mode(), 0o711)
        it.stop()
        it.data = it.server.data = self.folder / "shared"
        it.data.mkdir()
        (it.data / "letter").write_text("of somebody else")
        it.data.chmod(0o1777)
        for _ in range(2):      # the second time it holds Skylab's databases too
            it.start()
            self.assertEqual(mode(), 0o1777)
            it.stop()
        it.data.chmod(0o700)      # guests must get through
        it.start()
        self.assertEqual(mode(), 0o711)

    def test_a_small_public_network(self):
        it = self.cloud("--public-cidr", "192.168.50.0/26").start()
        subnet = next(row for row in it.api("skylab-admin").all("network", "/subnets", "subnets") if row["name"] == "public-subnet")
        self.assertEqual((subnet["cidr"], subnet["gateway_ip"], subnet["allocation_pools"]),
                         ("192.168.50.0/26", "192.168.50.1", [{"start": "192.168.50.10", "end": "192.168.50.62"}]))
        self.assertTrue(json.loads((it.data / "first-start.json").read_text())["demo_network"])

    def test_a_log_file_that_can_not_be_opened(self):
        file = self.folder / "none" / "skylab.log"
        code, said = skylabd("--data", self.folder / "data", "--drivers", "fake", "--listen", "127.0.0.1:0", "--log-file", file)
        self.assertEqual(code, 2, said)
        self.assertSays(said, file, "No such file", "--log-file")
        self.assertFalse((self.folder / "data").exists())
