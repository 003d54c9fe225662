"""What the server promised: every answer 2xx, and what a request without an answer may have done."""
import json
import threading
from dataclasses import dataclass, field


@dataclass
class Work:
    """Long work that an answer 2xx promised: what a fact becomes, or stays when the cloud says why it could not."""
    request: str
    wanted: str
    before: set
    strict: bool = False      # whatever is in the way, it is done in the end


@dataclass(eq=False)
class Thing:
    """A resource. Where an answer is missing, `exists` and a fact have several possible values."""
    kind: str
    name: str
    id: str = ""
    exists: set = field(default_factory=lambda: {True})
    facts: dict = field(default_factory=dict)      # name -> set of possible values
    links: dict = field(default_factory=dict)      # what it stands on: "network" -> Thing
    busy: bool = False                             # a thread works on it
    works: dict = field(default_factory=dict)      # name of a fact -> Work, until it came to rest or was looked at
    begun: str = ""                                # the request that made it
    ended: str = ""                                # the request that was to take it away
    was: set = field(default_factory=set)          # a server in the trash: its possible states before
    shown: dict = field(default_factory=dict)      # what the answer to its making said

    def now(self, fact):
        """The value, where only one is possible."""
        values = self.facts.get(fact, set())
        return next(iter(values)) if len(values) == 1 else None


class Book:
    def __init__(self, journal):
        self.lock = threading.RLock()
        self.things = []
        self.number = 0
        self.journal = open(journal, "a", buffering=1)
        self.cycle = 0
        self.seq = 0           # the last event that was seen
        self.tasks = {}        # id -> task as the log of events has it

    def note(self, what, **more):
        self.journal.write(json.dumps({"cycle": self.cycle, "what": what, **more}, default=str) + "\n")

    def name(self, kind):
        with self.lock:
            self.number += 1
            return f"crash-{kind}-{self.number}"

    def add(self, thing):
        with self.lock:
            self.things.append(thing)
        return thing

    def take(self, random, kind, fits=lambda thing: True):
        """One that certainly exists and that nobody works on; the caller gives it back."""
        with self.lock:
            free = [t for t in self.things if t.kind == kind and t.exists == {True} and t.id and not t.busy and fits(t)]
            if not free:
                return None
            chosen = random.choice(free)
            chosen.busy = True
            return chosen

    def give(self, *things):
        with self.lock:
            for thing in things:
                if thing:
                    thing.busy = False

    def count(self, kind):
        with self.lock:
            return sum(1 for t in self.things if t.kind == kind and True in t.exists)

    def of(self, kind):
        with self.lock:
            return [t for t in self.things if t.kind == kind]

    def tasks_of(self, request):
        return [task for task in self.tasks.values() if task["request_id"] == request]

    def settle(self, thing, exists):
        """What it turned out to be after a restart."""
        thing.exists = {exists}
        if not exists:
            with self.lock:
                self.things.remove(thing)
