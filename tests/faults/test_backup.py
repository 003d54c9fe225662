"""skylabd --check, --backup, --restore: the cloud that comes back is the one that went."""
import hashlib
import os
import shutil
import signal
import sqlite3
import stat
import subprocess

from cloud import BUILD, FaultCase, make_image, make_server, make_volume, run, skylabd, status_of, wait

CONTENT = bytes(range(256)) * 4000


class Backup(FaultCase):
    def fill(self, cloud):
        """One thing of each kind that keeps a file; gives what must come back."""
        api = cloud.api()
        image = make_image(api, "kept", CONTENT)
        twin = make_image(api, "twin", CONTENT)
        volume = make_volume(api, "disk")
        from_image = make_volume(api, "boot", imageRef=image)
        server = make_server(api, "web", image)
        self.ok(api.send("POST", "compute", f"/servers/{server}/os-volume_attachments", {"volumeAttachment": {"volumeId": volume}}))
        self.ok(api.send("PUT", "object", "/box"))
        self.ok(api.send("PUT", "object", "/box/thing", CONTENT))
        wait("the volume", lambda: api.get("volume", f"/volumes/{volume}")["volume"]["status"] == "in-use", 30, 0.1)
        return {"image": image, "twin": twin, "volume": volume, "from_image": from_image, "server": server, "project": api.project}

    def same(self, cloud, kept):
        api = cloud.api()      # by the password in clouds.yaml, which was made at the first start
        self.assertEqual(api.project, kept["project"])
        for image in (kept["image"], kept["twin"]):
            self.assertEqual(api.send("GET", "image", f"/images/{image}/file").data, CONTENT)
        self.assertEqual(api.send("GET", "object", "/box/thing").data, CONTENT)
        for volume in (kept["volume"], kept["from_image"]):
            self.assertIn(api.get("volume", f"/volumes/{volume}")["volume"]["status"], ("available", "in-use"))
        wait("the server", lambda: status_of(api, kept["server"]) in ("SHUTOFF", "ACTIVE"), 30, 0.1)
        self.ok(api.send("POST", "compute", f"/servers/{kept['server']}/action", {"reboot": {"type": "HARD"}}), 202, 409)
        make_volume(api, "new")      # and work goes on

    def test_a_cloud_comes_back_elsewhere_as_it_was(self):
        cloud = self.cloud().start()
        kept = self.fill(cloud)
        file = self.folder / "cloud.tar.zst"
        code, said = skylabd("--data", cloud.data, "--backup", file)
        self.assertEqual(code, 1)
        self.assertSays(said, f"process {cloud.server.process.pid}", cloud.data, "Stop it first")
        code, said = skylabd("--data", cloud.data, "--check")
        self.assertEqual(code, 1)
        self.assertSays(said, f"process {cloud.server.process.pid}")
        cloud.stop()

        code, said = skylabd("--data", cloud.data, "--check", "--deep")
        self.assertEqual(code, 0, said)
        code, said = skylabd("--data", cloud.data, "--backup", file)
        self.assertEqual(code, 0, said)
        self.assertIn("secret", said)
        self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)
        self.assertEqual([p.name for p in self.folder.iterdir() if p.name.startswith("cloud.tar")], ["cloud.tar.zst"])
        code, said = skylabd("--data", cloud.data, "--backup", file)
        self.assertEqual(code, 1)
        self.assertIn("exists already", said)
        code, said = skylabd("--data", cloud.data, "--restore", file)
        self.assertEqual(code, 1)
        self.assertIn("not empty", said)

        other = self.cloud(data=self.folder / "a-longer-name-than-before" / "data")
        code, said = skylabd("--data", other.data, "--restore", file)
        self.assertEqual(code, 0, said)
        shutil.rmtree(cloud.data)      # nothing may still point there
        code, said = skylabd("--data", other.data, "--check", "--deep")
        self.assertEqual(code, 0, said)
        self.assertEqual((other.data / "images" / kept["image"]).stat().st_ino, (other.data / "images" / kept["twin"]).stat().st_ino)
        disk = other.data / "instances" / kept["server"] / "disk"
        self.assertIn(f'"backing-filename": "{other.data}/images/', run("qemu-img", "info", "--output=json", disk).stdout)
        self.same(other.start(), kept)

    def test_holes_stay_holes_and_bytes_stay_where_they_are(self):
        cloud = self.cloud().start()
        cloud.stop()
        disk = cloud.data / "volumes" / "volumes" / "aaaaaaaa-0000-4000-8000-000000000000.raw"
        with open(disk, "wb") as sparse:
            sparse.truncate(5 << 30)
            for place in (0, 123 << 20, (4 << 30) + 12345):
                sparse.seek(place)
                sparse.write(CONTENT)
        (cloud.data / "volumes" / "volumes" / "hole.raw").open("wb").truncate(1 << 20)
        before = hashlib.md5(disk.read_bytes()[:200 << 20]).hexdigest()
        file, other = self.folder / "b", self.folder / "other"
        self.assertEqual(skylabd("--data", cloud.data, "--backup", file)[0], 0)
        code, said = skylabd("--data", other, "--restore", file)
        self.assertEqual(code, 0, said)
        back = other / "volumes" / "volumes" / disk.name
        self.assertEqual(back.stat().st_size, 5 << 30)
        self.assertLess(back.stat().st_blocks * 512, 32 << 20)
        with open(back, "rb") as sparse:
            self.assertEqual(hashlib.md5(sparse.read(200 << 20)).hexdigest(), before)
            sparse.seek((4 << 30) + 12345)
            self.assertEqual(sparse.read(len(CONTENT)), CONTENT)
        self.assertEqual((other / "volumes" / "volumes" / "hole.raw").stat().st_size, 1 << 20)

    def test_files_of_two_file_systems_stay_two(self):
        cloud = self.cloud().start()
        cloud.stop()
        names = ("here", "there")
        for name in names:
            place = self.small_disk(4, name)
            (place / "one").write_text(name)
            os.link(place / "one", place / "two")
            (cloud.data / name).symlink_to(place)
        if len({(cloud.data / name / "one").stat().st_ino for name in names}) != 1:
            self.skipTest("this kernel gives the files of two file systems different numbers")
        file, other = self.folder / "b", self.folder / "other"
        self.assertEqual(skylabd("--data", cloud.data, "--backup", file)[0], 0)
        code, said = skylabd("--data", other, "--restore", file)
        self.assertEqual(code, 0, said)
        for name in names:
            self.assertEqual((other / name / "one").read_text(), name)
            self.assertTrue((other / name / "one").samefile(other / name / "two"))

    def test_a_damaged_backup_is_refused_and_leaves_nothing(self):
        cloud = self.cloud().start()
        make_image(cloud.api(), "kept", os.urandom(3_000_000))
        cloud.stop()
        file = self.folder / "b"
        self.assertEqual(skylabd("--data", cloud.data, "--backup", file)[0], 0)
        whole = file.read_bytes()
        for damage in (whole[:len(whole) // 2], whole[:-100], whole[:1_500_000] + bytes(64) + whole[1_500_064:], b"Dear diary", b""):
            broken, other = self.folder / "broken", self.folder / "other"
            broken.write_bytes(damage)
            code, said = skylabd("--data", other, "--restore", broken)
            self.assertEqual(code, 1, said)
            self.assertSays(said, broken)
            self.assertLessEqual({p.name for p in other.iterdir()}, {"skylab.lock"})

    def test_a_backup_without_databases_is_refused(self):
        """As older ones of clouds on PostgreSQL are: whole, and no row in them."""
        if not shutil.which("zstd"):
            self.skipTest("tar needs zstd, which is not installed")
        cloud = self.cloud().start()
        cloud.stop()
        file, hollow, unpacked, other = (self.folder / name for name in ("b", "hollow", "unpacked", "other"))
        self.assertEqual(skylabd("--data", cloud.data, "--backup", file)[0], 0)
        unpacked.mkdir()
        entries = ("BACKUP", "database-id", "MANIFEST")
        run("tar", "--zstd", "-xpf", file, "-C", unpacked, *entries)
        manifest = unpacked / "MANIFEST"
        manifest.write_text("".join(line for line in manifest.read_text().splitlines(keepends=True) if line.endswith(" database-id\n")))
        run("tar", "--zstd", "--format=pax", "-cf", hollow, "-C", unpacked, *entries)
        code, said = skylabd("--data", other, "--restore", hollow)
        self.assertEqual(code, 1, said)
        self.assertSays(said, hollow, "no database", "pg_restore")
        self.assertLessEqual({path.name for path in other.iterdir()}, {"skylab.lock"})

    def test_a_restore_that_is_killed_is_run_again(self):
        cloud = self.cloud().start()
        make_image(cloud.api(), "kept", os.urandom(60_000_000))
        cloud.stop()
        file, other = self.folder / "b", self.cloud(data=self.folder / "other")
        self.assertEqual(skylabd("--data", cloud.data, "--backup", file)[0], 0)
        restore = subprocess.Popen([BUILD / "bin/skylabd", "--data", other.data, "--restore", file], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        wait("the restore to unpack", lambda: (other.data / ".restore" / "data" / "images").exists(), 30, 0.001)
        restore.send_signal(signal.SIGKILL)
        restore.wait()
        code, said = other.refused()
        self.assertEqual(code, 1)
        self.assertSays(said, "restore", "cut off", "--restore again")
        code, said = skylabd("--data", other.data, "--restore", file)
        self.assertEqual(code, 0, said)
        other.start()
        self.assertIn("kept", [row["name"] for row in other.api().all("image", "/images", "images")])

    def test_a_backup_that_has_no_room_leaves_nothing(self):
        cloud = self.cloud().start()
        make_image(cloud.api(), "kept", os.urandom(8_000_000))
        cloud.stop()
        place = self.small_disk(4)
        code, said = skylabd("--data", cloud.data, "--backup", place / "b")
        self.assertEqual(code, 1)
        self.assertSays(said, place, "No space")
        self.assertEqual(list(place.iterdir()), [])
        for name in ("one", "two"):      # and the cloud is as it was
            cloud.start() if name == "one" else cloud.stop()

    def test_a_disk_that_a_guest_writes_to_is_refused(self):
        cloud = self.cloud().start()
        volume = make_volume(cloud.api(), "busy")
        cloud.stop()
        disk = next((cloud.data / "volumes" / "volumes").glob(f"{volume}.*"))
        guest = subprocess.Popen(["qemu-io", "-f", disk.suffix[1:], str(disk)], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        self.addCleanup(guest.wait)
        self.addCleanup(guest.stdin.close)
        wait("qemu's lock", lambda: f":{disk.stat().st_ino} " in open("/proc/locks").read(), 20, 0.05)
        code, said = skylabd("--data", cloud.data, "--backup", self.folder / "b")
        self.assertEqual(code, 1)
        self.assertSays(said, "guest still runs", disk.name, "Shut the servers down")
        self.assertFalse((self.folder / "b").exists())


class Check(FaultCase):
    def setUp(self):
        super().setUp()
        self.cloud_ = self.cloud().start()
        api = self.cloud_.api()
        self.image = make_image(api, "kept", CONTENT)
        self.volume = make_volume(api, "disk")
        self.ok(api.send("PUT", "object", "/box"))
        self.ok(api.send("PUT", "object", "/box/thing", CONTENT))
        self.cloud_.stop()
        self.data = self.cloud_.data

    def check(self, code, *words, deep=False):
        got, said = skylabd("--data", self.data, "--check", *(["--deep"] if deep else []))
        self.assertEqual(got, code, said)
        self.assertSays(said, *words)
        return said

    def test_a_sound_cloud(self):
        self.assertNotIn("note", self.check(0, "database compute", "images: ", "objects: 1 files", deep=True))

    def test_files_without_rows_are_noted(self):
        for place in (f"images/{self.image}-x", "volumes/volumes/left.raw", "instances/left/disk", "objects/AUTH_x/ab/left"):
            (self.data / place).parent.mkdir(parents=True, exist_ok=True)
            (self.data / place).write_bytes(b"x")
        self.assertEqual(self.check(0).count("note "), 4)

    def test_rows_without_files_and_wrong_sizes(self):
        (self.data / "images" / self.image).unlink()
        next((self.data / "volumes" / "volumes").glob(f"{self.volume}.*")).unlink()
        blob = next(p for p in (self.data / "objects").rglob("*") if p.is_file())
        os.chmod(blob, 0o600)
        os.truncate(blob, 10)
        self.check(1, f"image {self.image}", f"volume {self.volume}", "object box/thing", "has 10 bytes", "Bring it back from a backup")

    def test_changed_content_is_found_by_reading(self):
        blob = next(p for p in (self.data / "objects").rglob("*") if p.is_file())
        with open(blob, "r+b") as file:
            file.write(b"!")
        self.check(0)
        self.check(1, "object box/thing", "MD5", deep=True)

    def test_a_broken_reference(self):
        with sqlite3.connect(self.data / "object.db") as book:
            book.execute("PRAGMA foreign_keys = OFF")
            book.execute("UPDATE objects SET container_id = 'nowhere'")
        book.close()
        self.check(1, "object.db", "objects refers to a missing row of containers")

    def test_nothing_there(self):
        self.data = self.folder / "nothing"
        self.check(1, "There is no data directory")
        self.assertFalse(self.data.exists())
