"""A dataset of a few dozen rows in the form that bench/README.md describes, and what its operations return, computed by
plain loops."""
import datetime
import json

PERSONS, CITIES = 40, 5
CHECKED = 20   # inputs whose rows enter a checksum

SCHEMA = """\
node Person {
  code: String @key
  name: String
  born: Date?
  karma: I64
}
node City {
  name: String @key
  size: F64
}
edge Knows: Person -> Person { weight: I32 }
edge LivesIn: Person -> City
"""
HOPS = "match { $p: Person { code: $k }  $p knows%s $f }\n  return { %s }"
QUERIES = "\n".join([
    "query point($k: String) { match { $p: Person { code: $k } } return { $p.code, $p.name, $p.born, $p.karma } }",
    "query hop1($k: String) { " + HOPS % ("", "$f.code") + " }",
    "query hop2($k: String) { " + HOPS % ("{2,2}", "count($f) as n") + " }",
    "query hop3($k: String) { " + HOPS % ("{3,3}", "count($f) as n") + " }",
    "query reach($k: String) { " + HOPS % ("{1,4}", "count($f) as n") + " }",
    "query chain2($k: String) { match { $p: Person { code: $k }  $p knows $m  $m knows $f } return { count($f) as n } }",
    'query scan() { match { $p: Person  $p.karma >= 20  $p.karma <= 80  $p.name starts_with "b" } return { $p.code } }',
    "query group() { match { $p livesIn $c } return { $c.name, count($p) as n, sum($c.size) as total } }",
    "query top() { match { $p: Person } return { $p.code, $p.karma } order { $p.karma desc, $p.code } limit 10 }",
]) + "\n"


def checksum(rows):
    """Of (input, field, …) rows: the sum of their FNV-1a 64 hashes."""
    total = 0
    for row in rows:
        value = 0xcbf29ce484222325
        for byte in "\x1f".join("null" if field is None else str(field) for field in row).encode():
            value = (value ^ byte) * 0x100000001b3 % 2**64
        total += value
    return f"{total % 2**64:016x}"


class TinyDataset:
    def __init__(self):
        day = datetime.date(1990, 1, 1)
        self.persons = [{"code": f"p{i:02}", "name": "abc"[i % 3] + f"-{i}", "born": None if i % 7 == 0 else str(day + datetime.timedelta(i * 31)),
                         "karma": i * 37 % 100} for i in range(PERSONS)]
        self.knows = sorted({(i, (i * i + j * 11 + 1) % PERSONS) for i in range(PERSONS) for j in range(1 + i % 4)} - {(i, i) for i in range(PERSONS)})
        self.lives = [(i, i * i % CITIES) for i in range(PERSONS)]
        self.inputs = [f"p{i * 13 % PERSONS:02}" for i in range(PERSONS)]

    def write(self, folder):
        (folder / "workload").mkdir(parents=True)
        records = [{"type": "Person", "data": person} for person in self.persons]
        records += [{"type": "City", "data": {"name": f"c{i}", "size": i * 1.5}} for i in range(CITIES)]
        records += [{"edge": "Knows", "from": f"p{a:02}", "to": f"p{b:02}", "data": {"weight": a + b}} for a, b in self.knows]
        records += [{"edge": "LivesIn", "from": f"p{a:02}", "to": f"c{c}"} for a, c in self.lives]
        about = {"dataset": "tiny", "node_rows": PERSONS + CITIES, "edge_rows": len(self.knows) + len(self.lives),
                 "operations": {"node": "Person", "key": "code", "edge": "Knows"}}
        keys = "key\n" + "".join(f'"{key}"\n' for key in self.inputs)
        for name, content in {"schema.pg": SCHEMA, "queries.gq": QUERIES, "dataset.json": json.dumps(about), "workload/keys.csv": keys,
                              "workload/starts.csv": keys, "data.jsonl": "".join(json.dumps(r) + "\n" for r in records)}.items():
            (folder / name).write_text(content, encoding="utf-8")

    def distances(self, start):
        """How many steps each node is away."""
        found, frontier, steps = {start: 0}, {start}, 0
        while frontier:
            steps += 1
            frontier = {b for a, b in self.knows if a in frontier and b not in found}
            found.update(dict.fromkeys(frontier, steps))
        return found

    def rows(self, op, key):
        start = int(key[1:])
        ends, away = [b for a, b in self.knows if a == start], [d for d in self.distances(start).values() if d > 0]
        return {
            "point": lambda: [tuple(self.persons[start].values())],
            "hop1": lambda: [(f"p{b:02}",) for b in ends],
            "hop2": lambda: [(away.count(2),)],
            "hop3": lambda: [(away.count(3),)],
            "reach": lambda: [(sum(d <= 4 for d in away),)],
            "chain2": lambda: [(sum(a == m for m in ends for a, _ in self.knows),)],
            "scan": lambda: [(p["code"],) for p in self.persons if 20 <= p["karma"] <= 80 and p["name"][0] == "b"],
            "group": self.groups,
            "top": lambda: [(i, p["code"], p["karma"]) for i, p in enumerate(sorted(self.persons, key=lambda p: (-p["karma"], p["code"]))[:10])],
            "floor": lambda: [(1,)],
        }[op]()

    def groups(self):
        counts = {city: sum(c == city for _, c in self.lives) for city in {c for _, c in self.lives}}
        totals = {city: count * city * 1.5 for city, count in counts.items()}
        return [(f"c{c}", n, int(totals[c]) if totals[c] == int(totals[c]) else totals[c]) for c, n in counts.items()]

    def expected(self):
        """The lines that a system which is right prints, without times."""
        for op in ("floor", "point", "hop1", "hop2", "hop3", "reach", "chain2", "scan", "group", "top"):
            rows = [(i, *row) for i, key in enumerate(self.inputs[:CHECKED]) for row in self.rows(op, key)]
            yield {"peer": "model", "dataset": "tiny", "op": op, "rows": len(rows), "checksum": checksum(rows), "checked": CHECKED}
