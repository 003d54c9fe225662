"""Tokens, the catalog, lists of users, and whether many users or a storm of logins change what they cost."""
import uuid

import floors
from bench import Background, Client, wrk
from report import LIST, READ

TITLE = "Identity"
ABOUT = """A token's issue is the password's hash, which is slow by intent (bcrypt, cost 12, as Keystone's), so the floor is that hash.
The others are Keystone 22's figures."""
# OpenStack on a machine of the same kind: server CPU in ms, p50 in ms, requests per second.
ISSUE = {1: (331, 306, 3.2), 8: (340, 1531, 5.1), 32: (302, 4987, 6.3)}
VALIDATE = {1: (32, 29, 34), 8: (37, 206, 42), 32: (35, 699, 43)}


def add_users(part, count):
    """So many more users, copied from one that the API made."""
    name = f"bench-{uuid.uuid4().hex}"
    made = Client(part.server).call("POST", f"{part.server.identity}/users", {"user": {"name": name}})
    part.server.copy_rows(("identity", "users", "id", made["user"]["id"], count, lambda row, n: {
        **row, "id": uuid.uuid4().hex, "name": f"user-{count}-{n:06}"}))


def measure_lists(part, count):
    users = f"{part.server.identity}/users"
    subject = {"X-Subject-Token": part.server.token}
    part.load(f"users, a page of 20 of {count:,}", f"{users}?limit=20", theirs=(34, 33, 30) if count == 100 else None, times=LIST)
    part.load(f"users by exact name, of {count:,}", f"{users}?name=user-{count}-000042")
    part.load(f"users whose name contains a word, a page of 20 of {count:,}", f"{users}?name__contains=000&limit=20")
    part.load(f"token validate among {count:,} users", f"{part.server.identity}/auth/tokens", headers=subject)


def measure_tokens(part):
    server = part.server
    issue, subject = f"{server.identity}/auth/tokens", {"X-Subject-Token": server.token}
    hashed = floors.password_hash()
    for clients in (1, 8, 32):
        name = "1 client" if clients == 1 else f"{clients} clients"
        part.load(f"token issue, {name}", issue, clients, ISSUE[clients], seconds=max(part.seconds, 8), headers=False, method="POST", body=server.login_body(),
                  lua='wrk.headers["Content-Type"] = "application/json"',
                  targets=[{"figure": "cpu", "most": hashed * 1.1, "text": f"≤ 1.1 × the hash, {hashed:.0f} ms"}])
        part.load(f"token validate, {name}", issue, clients, VALIDATE[clients], READ, headers=subject, small=True)
    part.load("catalog", f"{server.identity}/auth/catalog", theirs=(17, 17, 57), times=READ, small=True)
    part.load("projects (few)", f"{server.identity}/projects", theirs=(33, 30, 30), times=LIST)
    part.load("one region (a small authenticated GET)", f"{server.identity}/regions/RegionOne", small=True)
    part.load("version document (no token)", server.identity, headers=False, small=True)


def measure_storm(part):
    server = part.server
    issue, users = f"{server.identity}/auth/tokens", f"{server.identity}/users?limit=20"
    subject = {"X-Subject-Token": server.token}
    part.load("token validate, 4 clients, before the storm", issue, 4, headers=subject)
    part.load("users, a page of 20, 4 clients, before the storm", users, 4)
    storm = Background(lambda: wrk(server.used, server.folder, issue, 32, 2 * part.seconds + 4, {"Content-Type": "application/json"}, "POST", server.login_body()))
    for work, url in (("token validate, 4 clients, in a storm of 32 logins", issue), ("users, a page of 20, 4 clients, in a storm of 32 logins", users)):
        result = wrk(server.used, server.folder, url, 4, part.seconds, {**server.headers(), **subject})
        part.row(work, {**result, "cpu": None})        # the logins' CPU would be in it
    storm.wait()


def measure(part):
    measure_tokens(part)
    for count in (100, 1_000) if part.quick else (100, 10_000, 100_000):
        add_users(part, count)
        measure_lists(part, count)
    measure_storm(part)
    memory = part.server.used.memory()
    part.note(f"The server's memory after that, with the users of all three rounds: {memory['rss']:.0f} MiB resident, of which {memory['anon']:.0f} its own and "
              "the rest programs and the databases' pages, mapped.")
