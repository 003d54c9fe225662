"""Plain requests with a token: no client library between the harness and what the server answered."""
import http.client
import json
import time
import urllib.parse

PREFIX = {"identity": "/identity/v3", "compute": "/compute/v2.1", "network": "/network/v2.0", "image": "/image/v2", "placement": "/placement",
          "skylab": "/skylab/v1"}
VERSIONS = {"compute": {"OpenStack-API-Version": "compute 2.79"}, "volume": {"OpenStack-API-Version": "volume 3.70"},
            "placement": {"OpenStack-API-Version": "placement 1.30"}}


PATIENCE = 300      # seconds for an answer: other work may have the processors
SILENCE = 30        # seconds that a connection may be unused


class Cut(Exception):
    """The server went away before it answered: what was asked may be done or not."""


class Refused(Exception):
    """An answer that the harness did not expect."""


class Answer:
    def __init__(self, status, headers, data):
        self.status, self.headers, self.data = status, headers, data

    @property
    def json(self):
        return json.loads(self.data) if self.data else {}

    @property
    def request_id(self):
        return self.headers.get("x-openstack-request-id", self.headers.get("X-Openstack-Request-Id", ""))


class Api:
    """One connection, one token. Not for several threads."""

    def __init__(self, auth_url, username, password, project):
        self.address = urllib.parse.urlsplit(auth_url).netloc
        self.connection, self.used = None, 0
        self.login = {"auth": {"identity": {"methods": ["password"], "password": {"user": {"name": username, "password": password, "domain": {"id": "default"}}}},
                               "scope": {"project": {"name": project, "domain": {"id": "default"}}}}}
        self.token = ""
        self.token, about = self.sign_in()
        self.project, self.user = about["project"]["id"], about["user"]["id"]

    def sign_in(self, login=None):
        """A token, and what it is good for."""
        answer = self.send("POST", "identity", "/auth/tokens", login or self.login)
        if answer.status != 201:
            raise Refused(f"POST identity/auth/tokens: {answer.status} {answer.data[:300]!r}")
        return answer.headers["X-Subject-Token"], answer.json["token"]

    def moved(self, address):
        """The server was started again, at another port."""
        self.address = address
        self.connection = None

    def prefix(self, service):
        if service == "volume":
            return f"/volume/v3/{self.project}"
        if service == "object":
            return f"/object-store/v1/AUTH_{self.project}"
        return PREFIX[service]

    def send(self, method, service, path, body=None, headers=None):
        data = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else None
        sent = {"X-Auth-Token": self.token, **VERSIONS.get(service, {})}
        if data is not None:
            sent["Content-Type"] = "application/octet-stream" if isinstance(body, bytes) else "application/json"
        sent.update(headers or {})
        try:
            if not self.connection or time.monotonic() - self.used > SILENCE:      # the server closes what is silent
                self.connection = http.client.HTTPConnection(self.address, timeout=PATIENCE)
            self.used = time.monotonic()
            self.connection.request(method, self.prefix(service) + urllib.parse.quote(path, safe="/?&=%:,"), body=data, headers=sent)
            reply = self.connection.getresponse()
            return Answer(reply.status, dict(reply.getheaders()), reply.read())
        except (OSError, http.client.HTTPException) as error:
            self.connection = None
            raise Cut(f"{method} {path}: {error}") from error

    def get(self, service, path):
        answer = self.send("GET", service, path)
        if answer.status != 200:
            raise Refused(f"GET {service} {path}: {answer.status} {answer.data[:400]!r}")
        return answer.json

    def all(self, service, path, key):
        """Every row of a listing; follows markers where the service pages."""
        rows, marker = [], None
        while True:
            joint = "&" if "?" in path else "?"
            page = self.get(service, f"{path}{joint}limit=500" + (f"&marker={marker}" if marker else ""))[key]
            rows += page
            if len(page) < 500:
                return rows
            marker = page[-1]["id"]
