#!/usr/bin/env python3
"""Functions of the installer's scripts, each in a shell of its own; nothing is installed or started."""
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

INSTALLER = Path(__file__).resolve().parents[2] / "installer"


def shell(text, folder="/"):
    """What a piece of bash says, and its status."""
    done = subprocess.run(["bash", "-u", "-c", text], capture_output=True, text=True, timeout=60, cwd=folder, stdin=subprocess.DEVNULL)
    return done.returncode, (done.stdout + done.stderr).strip()


def functions(script, *names):
    """The text of functions, out of a script that does things when it is read."""
    lines = (INSTALLER / script).read_text().splitlines()
    found = []
    for name in names:
        begin = next(i for i, line in enumerate(lines) if line.startswith(f"{name}() "))
        end = begin if lines[begin].endswith(" }") else lines.index("}", begin)
        found += lines[begin:end + 1]
    return "\n".join(found) + "\n"


class InstallerTest(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.folder = Path(place.name)

    def test_settings_of_a_file(self):
        (self.folder / "skylab.conf").write_text("# drivers = host\n drivers=fake\npublic-cidr = 10.0.0.0/24\n\tpublic-cidr = 192.168.50.0/26  \n")

        def setting(name, file="skylab.conf"):
            return shell(f". {INSTALLER}/steps.sh; setting_in {file} {name}", self.folder)
        self.assertEqual(setting("drivers"), (0, "fake"))
        self.assertEqual(setting("public-cidr"), (0, "192.168.50.0/26"))
        self.assertEqual(setting("listen"), (0, ""))
        self.assertEqual(setting("drivers", "none.conf"), (0, ""))

    def test_a_host_keeps_its_public_network(self):
        def address(table, addresses):
            return shell(functions("host-network", "network_of", "present_public")
                         + f"nft() {{ {table}; }}\nip() {{ {addresses}; }}\npresent_public", self.folder)
        table = 'echo "        ip saddr 192.168.50.0/26 oifname != \\"br-ex\\" masquerade"'
        self.assertEqual(address("return 1", "return 1"), (0, ""))
        self.assertEqual(address(table, "return 1"), (0, "192.168.50.1/26"))
        self.assertEqual(address(table, 'echo "7: br-ex inet 10.0.0.1/8 scope global br-ex"; echo "7: br-ex inet 192.168.50.5/26 scope global br-ex"'),
                         (0, "192.168.50.5/26"))

    def install(self, after, missing=""):
        """Packages that are not there come from an apt-get that looks at the policy; `after` says how it ends."""
        return shell(f"""set -e; . {INSTALLER}/steps.sh; policy=$PWD/policy
            missing_packages() {{ [ -e installed ] || printf '%s' '{missing}'; }}
            as_root() {{ case $* in
                *apt-get\\ update*) ;;
                *apt-get\\ install*) cat "$policy"; touch installed; {after} ;;
                *) "$@" ;;
            esac; }}
            install_packages build""", self.folder)

    def test_a_policy_that_a_killed_installation_left_goes(self):
        policy = self.folder / "policy"
        code, said = self.install("kill -KILL $$", "some")
        self.assertEqual(code, -9)
        self.assertIn("exit 101", said)
        self.assertIn("exit 101", policy.read_text())
        code, said = self.install("true")      # nothing is missing now
        self.assertEqual((code, policy.exists()), (0, False), said)
        (self.folder / "installed").unlink()
        code, said = self.install("true", "some")
        self.assertEqual((code, policy.exists()), (0, False), said)

    def test_an_administrators_policy_stays(self):
        policy = self.folder / "policy"
        policy.write_text("#!/bin/sh\nexit 0\n")
        code, said = self.install("true", "some")
        self.assertEqual((code, policy.read_text()), (0, "#!/bin/sh\nexit 0\n"), said)

    def chassis(self, ids, more=""):
        """What host-network makes of a switch's external_ids, here a folder."""
        place = self.folder / "ids"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        for key, value in ids.items():
            (place / key).write_text(f'"{value}"')
        code, said = shell(functions("host-network", "die", "ok", "need", "present", "setting", "configure_chassis") + f"""
            vsctl() {{ local all="$*" pair; pair=${{all##*external_ids:}}; case $all in
                *" get open "*) cat "ids/$pair" ;;
                *" set open "*) echo "${{pair#*=}}" > "ids/${{pair%%=*}}" ;;
            esac; }}
            mode=up encap= take_over=no physnet=public ovs_db=$PWD ovs_run=$PWD ovn_run=/var/run/ovn
            {more}
            configure_chassis""", self.folder)
        return code, said, {key.name: key.read_text().strip().strip('"') for key in place.iterdir()}

    def test_a_chassis_of_another_ovn_is_not_taken(self):
        foreign = {"system-id": "a", "hostname": "b", "ovn-remote": "ssl:10.0.0.1:6642", "ovn-encap-type": "vxlan", "ovn-encap-ip": "10.0.0.2"}
        code, said, ids = self.chassis(foreign)
        self.assertEqual((code, ids), (1, foreign))
        self.assertIn("ssl:10.0.0.1:6642", said)
        self.assertIn("--take-over", said)
        code, said, ids = self.chassis(foreign, "take_over=yes")
        self.assertEqual((code, ids["ovn-remote"], ids["ovn-encap-ip"]), (0, "unix:/var/run/ovn/ovnsb_db.sock", "10.0.0.2"), said)

    def test_a_chassis_of_ours_keeps_its_tunnels(self):
        code, said, ids = self.chassis({})
        self.assertEqual((code, ids["ovn-encap-ip"], ids["ovn-remote"]), (0, "127.0.0.1", "unix:/var/run/ovn/ovnsb_db.sock"), said)
        code, said, ids = self.chassis({"ovn-remote": "unix:/run/ovn/ovnsb_db.sock", "ovn-encap-ip": "10.0.0.2"})
        self.assertEqual((code, ids["ovn-encap-ip"], ids["ovn-bridge-mappings"]), (0, "10.0.0.2", "public:br-ex"), said)
        code, said, ids = self.chassis(ids, "encap=10.0.0.3")
        self.assertEqual((code, ids["ovn-encap-ip"]), (0, "10.0.0.3"), said)

    def test_the_database_of_a_running_server_is_not_converted(self):
        def convert(running):
            return shell(functions("host-network", "die", "warn", "database") + f"""
                alive() {{ [ "$*" = "pid ovsdb-server" ] && {running}; }}
                ovsdb-tool() {{ case $1 in needs-conversion) echo yes ;; db-version) echo 8.2.0 ;; convert) echo new > "$2" ;; *) return 1 ;; esac; }}
                mode=up
                database conf.db schema pid""", self.folder)
        file = self.folder / "conf.db"
        file.write_text("old")
        code, said = convert("true")
        self.assertEqual((code, file.read_text()), (0, "old"), said)
        self.assertIn("host-network stop", said)
        code, said = convert("false")
        self.assertEqual((code, file.read_text()), (0, "new\n"), said)
        self.assertEqual((self.folder / "conf.db.before-conversion-from-8.2.0").read_text(), "old")


if __name__ == "__main__":
    unittest.main()
