"""What the tests with LanceDB share: its answers, and a graph with a history."""
import json
import os
import pathlib
import random
import struct
import subprocess

from program import ProgramTest

PACKAGES = os.environ["OMNIGRAPH_LANCEDB"]
PEER = pathlib.Path(__file__).with_name("use_table.mjs")

SCALARS = {
    "text": "String", "flag": "Bool", "i32": "I32", "i64": "I64", "u32": "U32", "u64": "U64", "f32": "F32", "f64": "F64",
    "day": "Date", "moment": "DateTime", "color": "enum(red, green, blue)",
}
LISTS = {f"{name}s": f"[{kind}]" for name, kind in SCALARS.items() if name != "color"}
VECTOR = {"point": "Vector(3)"}
PROPERTIES = {**SCALARS, **LISTS, **VECTOR}

SCHEMA = ("node Thing {\n  code: I64 @key\n  label: String\n  weight: F64\n"
          + "".join(f"  {name}: {kind}?\n" for name, kind in PROPERTIES.items())
          + "}\nnode Other { name: String @key }\nnode Untouched { name: String @key }\n"
          + "edge Link: Thing -> Thing {\n  rank: U32\n"
          + "".join(f"  {name}: {kind}?\n" for name, kind in PROPERTIES.items()) + "}\n"
          + "edge Tag: Thing -> Other\n")

LANCE_TYPES = {
    "String": "Utf8", "Bool": "Bool", "I32": "Int32", "I64": "Int64", "U32": "Uint32", "U64": "Uint64", "F32": "Float32",
    "F64": "Float64", "Date": "Date32<DAY>", "DateTime": "Date64<MILLISECOND>", "enum(red, green, blue)": "Utf8",
    "Vector(3)": "FixedSizeList[3]<Float32>",
}


def to_f32(number):
    return struct.unpack("<f", struct.pack("<f", number))[0]


def random_value(kind, rng):
    """A value as a load record spells it."""
    if kind.startswith("["):
        return [random_value(kind[1:-1], rng) for _ in range(rng.choice([0, 1, 2, 5]))]
    bounds = {"I32": (-2**31, 2**31 - 1), "I64": (-2**63, 2**63 - 1), "U32": (0, 2**32 - 1), "U64": (0, 2**64 - 1)}
    if kind in bounds:
        return rng.choice([*bounds[kind], 0, 7, rng.randint(*bounds[kind])])
    return {
        "String": lambda: rng.choice(["", "plain", "Füße, 日本 🌊", "a\"b\\c\n", "x" * 300]),
        "Bool": lambda: rng.random() < 0.5,
        "F32": lambda: rng.choice([0.0, -1.5, 0.1, 3.4e38, rng.uniform(-1, 1)]),
        "F64": lambda: rng.choice([0.0, -2.5, 0.1, 1.7e308, 5e-324, rng.uniform(-1e6, 1e6)]),
        "Date": lambda: f"{rng.randint(1, 9999):04}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
        "DateTime": lambda: (f"{rng.randint(1, 9999):04}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}T"
                             f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02}."
                             f"{rng.randint(0, 999):03}Z"),
        "enum(red, green, blue)": lambda: rng.choice(["red", "green", "blue"]),
        "Vector(3)": lambda: [rng.uniform(-1, 1) for _ in range(3)],
    }[kind]()


def random_properties(rng):
    """Values of about three quarters of the nullable properties; sometimes of none."""
    if rng.random() < 0.1:
        return {}
    return {name: random_value(kind, rng) for name, kind in PROPERTIES.items() if rng.random() < 0.75}


def as_read(value, kind):
    """A value of a load record as the reader prints it."""
    if value is None:
        return None
    if kind.startswith("["):
        return [as_read(item, kind[1:-1]) for item in value]
    if kind.startswith("Vector"):
        return [to_f32(item) for item in value]
    if kind in ("I64", "U64"):
        return str(value)
    return to_f32(value) if kind == "F32" else value


def thing_row(record):
    data = record["data"]
    row = {"id": str(data["code"]), "code": str(data["code"]), "label": data["label"], "weight": data["weight"]}
    return row | {name: as_read(data.get(name), kind) for name, kind in PROPERTIES.items()}


def link_row(record):
    data = record["data"]
    row = {"id": data["id"], "src": record["from"], "dst": record["to"], "rank": data["rank"]}
    return row | {name: as_read(data.get(name), kind) for name, kind in PROPERTIES.items()}


def by_id(rows):
    return sorted(rows, key=lambda row: row["id"])


class LanceDBTest(ProgramTest):
    """A test that uses the same tables with our program and with LanceDB."""

    def ask(self, requests):
        """The answers of LanceDB, one for each request (use_table.mjs)."""
        text = "".join(json.dumps(request) + "\n" for request in requests)
        done = subprocess.run(["node", PEER, PACKAGES], input=text.encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              cwd=self.folder, timeout=300, check=False)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        answers = [json.loads(line) for line in done.stdout.decode().split("\n") if line]
        self.assertEqual(len(answers), len(requests))
        return answers

    def tables(self, graph):
        """Type name -> directory, of the types that have one."""
        datasets = self.succeed("snapshot", graph, "--json").json()["datasets"]
        return {d["type_name"]: str(self.folder / graph / d["dataset_path"]) for d in datasets
                if (self.folder / graph / d["dataset_path"]).exists()}

    def check_versions(self, table, states):
        """The linked versions 1, 2, ... of `table` hold `states`, lists of rows; the newest is the last of them."""
        requests = [{"table": table, "what": "versions"}, {"table": table, "what": "rows"}]
        for version in range(1, len(states) + 1):
            requests.append({"table": table, "what": "rows", "version": version})
            requests.append({"table": table, "what": "count", "version": version})
        versions, newest, *rest = self.ask(requests)
        self.assertEqual(versions, list(range(1, len(states) + 1)))
        self.assertEqual(by_id(newest), by_id(states[-1]))
        for version, state in enumerate(states):
            self.assertEqual(by_id(rest[2 * version]), by_id(state), f"version {version + 1}")
            self.assertEqual(rest[2 * version + 1], len(state), f"version {version + 1}")

    def make_history(self):
        """A graph of three commits and the rows of its tables after each: overwrite, append, merge."""
        rng = random.Random(20240607)

        def thing(code):
            return {"type": "Thing", "data": {"code": code, "label": f"thing {code}", "weight": code / 4, **random_properties(rng)}}

        def link(number, things):
            return {"edge": "Link", "from": str(rng.choice(things)), "to": str(rng.choice(things)),
                    "data": {"id": f"link-{number:04}", "rank": number, **random_properties(rng)}}

        others = [{"type": "Other", "data": {"name": "o"}}]
        tags = [{"edge": "Tag", "from": "1", "to": "o", "data": {"id": "only"}}]
        batches = [
            ("overwrite", [thing(code) for code in range(300)], [link(n, range(300)) for n in range(200)], others + tags),
            ("append", [thing(code) for code in range(300, 500)], [link(n, range(500)) for n in range(200, 260)], []),
            ("merge", [thing(code) for code in [*range(100, 200), *range(480, 520)]],
             [link(n, range(520)) for n in [*range(50, 90), *range(255, 270)]], []),
        ]
        self.make_graph(SCHEMA, None, "h.omni")
        things, links, states = {}, {}, {"Thing": [], "Link": []}
        for mode, new_things, new_links, rest in batches:
            self.load("h.omni", new_things + new_links + rest, mode)
            things |= {row["id"]: row for row in map(thing_row, new_things)}
            links |= {row["id"]: row for row in map(link_row, new_links)}
            states["Thing"].append(list(things.values()))
            states["Link"].append(list(links.values()))
        return "h.omni", states
