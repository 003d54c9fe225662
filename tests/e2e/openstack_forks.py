#!/usr/bin/python3
"""Debian's openstack command, read once and forked for each use: its imports take seconds, and hundreds of commands are run.

Reads lines of JSON {"words", "environment", "output", "errors"} and answers each with {"pid"} and then {"code"}. What a command
prints goes to the two files. The interpreter is Debian's, as in /usr/bin/openstack; the modules are what the commands load themselves.
"""
import importlib
import json
import os
import sys
import traceback

import openstackclient.shell

for module in ("openstackclient.compute.client", "openstackclient.network.client", "openstackclient.volume.client", "openstackclient.image.client",
               "openstackclient.identity.client", "openstackclient.object.client", "novaclient.v2.client", "cinderclient.v3.client",
               "keystoneclient.v3.client", "openstack.connection"):
    importlib.import_module(module)


def command(wish):
    """In the child: what /usr/bin/openstack does."""
    os.setpgid(0, 0)
    for name, target in (("output", 1), ("errors", 2)):
        file = os.open(wish[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(file, target)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.clear()
    os.environ.update(wish["environment"])
    code = 1
    try:
        sys.argv = ["openstack", *wish["words"]]
        code = openstackclient.shell.main(wish["words"])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:      # noqa: BLE001 - as the interpreter's own end would
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code or 0)


def answer(**words):
    print(json.dumps(words), flush=True)


for line in sys.stdin:
    child = os.fork()
    if child == 0:
        command(json.loads(line))
    try:
        os.setpgid(child, child)      # whoever is first: the harness ends a late command by its group
    except OSError:
        pass                          # it has ended
    answer(pid=child)
    answer(code=os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
