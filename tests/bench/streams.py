"""A stream's row: walls against a floor of the same moment, CPU, and what it adds to the server's memory."""
from bench import best_of, quantile

SHARE, ABOVE = .7, 32       # of the floor's speed; MiB


def row(part, work, mib, stream, floor, floor_name, theirs):
    """stream() and floor() each give seconds; they take turns, so that both see the same neighbours."""
    used, rounds = part.server.used, 1 if part.quick else 3

    def measure():
        stream()                                   # so that what is made once is there
        used.forget_peak()
        before, resident = used.cpu(), used.memory()["rss"]
        walls, floor_walls = [], []
        for _ in range(rounds):
            floor_walls.append(floor())
            walls.append(stream())
        best, best_floor = min(walls), min(floor_walls)
        return {"cpu": (used.cpu() - before) * 1000 / rounds, "p50": quantile(walls, .5) * 1000, "rate": mib / best, "floor_rate": mib / best_floor,
                "share": best_floor / best, "above": used.peak() - resident}

    result = best_of(measure, used, 1)
    result["speed"] = f"{result['rate']:,.0f} MiB"
    part.row(f"{work} (at most {max(0, result['above']):.0f} MiB more memory)", result, (None, None, theirs) if theirs else None, targets=[
        {"figure": "share", "least": SHARE, "text": f"≥ {SHARE * 100:.0f} % of the floor"}, {"figure": "above", "most": ABOVE, "text": f"≤ {ABOVE} MiB"}],
        floor=(f"{floor_name} {result['floor_rate']:,.0f} MiB/s", None))
