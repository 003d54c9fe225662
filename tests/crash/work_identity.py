"""Projects, users, what they may do, and what they sign in with."""
from book import Thing


class IdentityWork:
    def few(self, kind, most, path, free=lambda thing: True):
        """Takes one away where there are many; says so."""
        thing = self.book.take(self.random, kind, free) if self.book.count(kind) >= most else None
        if not thing:
            return False
        try:
            self.remove(thing, "identity", path(thing), api=self.admin)
        finally:
            self.book.give(thing)
        return True

    def project(self):
        for kind, key in (("project", "project"), ("user", "user")):
            free = lambda thing: not any(thing in grant.links.values() for grant in self.book.of("grant"))      # noqa: E731
            if not self.few(kind, 3, lambda thing, kind=kind: f"/{kind}s/{thing.id}", free):
                body = {"domain_id": "default", **({"password": "crash-secret"} if kind == "user" else {})}
                self.create(kind, "identity", f"/{kind}s", key, body, api=self.admin)

    def grant(self):
        path = lambda grant: f"/projects/{grant.links['project'].id}/users/{grant.links['user'].id}/roles/{self.constants['role']}"      # noqa: E731
        if self.few("grant", 3, path):
            return
        project, user = self.book.take(self.random, "project"), self.book.take(self.random, "user")
        try:
            if project and user and not any(g.links == {"project": project, "user": user} for g in self.book.of("grant")):
                name = f"{project.id}/{user.id}"
                thing = self.book.add(Thing("grant", name, name, {True, False}, {}, {"project": project, "user": user}, busy=True))
                self.ask("PUT", "identity", path(thing), api=self.admin)
                thing.exists = {True}
                self.book.give(thing)
        finally:
            self.book.give(project, user)

    def application_credential(self):
        root = f"/users/{self.api.user}/application_credentials"
        old = self.book.take(self.random, "application_credential") if self.book.count("application_credential") > 2 else None
        if not old:
            self.create("application_credential", "identity", root, "application_credential", {})
            return
        try:
            self.remove(old, "identity", f"{root}/{old.id}")
        finally:
            self.book.give(old)

    def token(self):
        """One that is good for as long as the clock says, or until it is revoked."""
        old = self.book.take(self.random, "token") if self.book.count("token") > 2 else None
        if old:
            try:
                self.remove(old, "identity", "/auth/tokens", headers={"X-Subject-Token": old.id})
            finally:
                self.book.give(old)
            return
        token, _ = self.api.sign_in()
        self.book.add(Thing("token", self.book.name("token"), token))
