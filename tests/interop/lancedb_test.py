"""LanceDB returns the rows of our tables: every type, every linked version, with filters and counts."""
import json
import os
import pathlib
import random
import struct
import subprocess

from program import ProgramTest

PACKAGES = os.environ["OMNIGRAPH_LANCEDB"]
READER = pathlib.Path(__file__).with_name("read_table.mjs")
DEBIAN = pathlib.Path(__file__).parents[2] / "build" / "demo"

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
    def ask(self, requests):
        """The answers of the reader, one for each request."""
        text = "".join(json.dumps(request) + "\n" for request in requests)
        done = subprocess.run(["node", READER, PACKAGES], input=text.encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
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

    def test_every_type_in_every_version(self):
        graph, states = self.make_history()
        tables = self.tables(graph)
        self.check_versions(tables["Thing"], states["Thing"])
        self.check_versions(tables["Link"], states["Link"])
        self.check_versions(tables["Other"], [[{"id": "o", "name": "o"}]])
        self.check_versions(tables["Tag"], [[{"id": "only", "src": "1", "dst": "o"}]])
        for type_name in ("Thing", "Link"):  # the merge replaced rows in place
            self.assertTrue(list(pathlib.Path(tables[type_name]).glob("_deletions/*.bin")), type_name)
        self.assertNotIn("Untouched", tables, "a type that was never written has no table yet")

    def test_columns_have_the_declared_types(self):
        graph, _ = self.make_history()
        thing, link = self.ask([{"table": self.tables(graph)[name], "what": "schema"} for name in ("Thing", "Link")])
        properties = {}
        for name, kind in PROPERTIES.items():
            listed = kind.startswith("[")
            lance = LANCE_TYPES[kind.strip("[]")]
            properties[name] = [f"List<{lance}>" if listed else lance, True]
        self.assertEqual(thing, {"id": ["Utf8", False], "code": ["Int64", False], "label": ["Utf8", False],
                                 "weight": ["Float64", False], **properties})
        self.assertEqual(link, {"id": ["Utf8", False], "src": ["Utf8", False], "dst": ["Utf8", False],
                                "rank": ["Uint32", False], **properties})

    def test_filters_and_counts_agree(self):
        graph, states = self.make_history()
        table = self.tables(graph)["Thing"]
        cases = [
            ("weight >= 30.5 AND flag = true", "$t.weight >= 30.5 $t.flag = true",
             lambda row: row["weight"] >= 30.5 and row["flag"] is True),
            ("color = 'green'", '$t.color = "green"', lambda row: row["color"] == "green"),
            ("i64 > 7", "$t.i64 > 7", lambda row: row["i64"] is not None and int(row["i64"]) > 7),
            ("u64 = 18446744073709551615", None, lambda row: row["u64"] == str(2**64 - 1)),
            ("text IS NULL", None, lambda row: row["text"] is None),
            ("day < DATE '2000-01-01'", '$t.day < date("2000-01-01")',
             lambda row: row["day"] is not None and row["day"] < "2000-01-01"),
            ("array_has(texts, 'plain')", '$t.texts contains "plain"',
             lambda row: row["texts"] is not None and "plain" in row["texts"]),
        ]
        requests = [{"table": table, "what": what, "filter": sql} for sql, _, _ in cases for what in ("rows", "count")]
        answers = self.ask(requests)
        for place, (sql, gq, keep) in enumerate(cases):
            with self.subTest(sql):
                expected = sorted(row["id"] for row in states["Thing"][-1] if keep(row))
                self.assertGreater(len(expected), 0, "the case tests something")
                self.assertLess(len(expected), len(states["Thing"][-1]))
                self.assertEqual(sorted(row["id"] for row in answers[2 * place]), expected)
                self.assertEqual(answers[2 * place + 1], len(expected))
                if gq:
                    ours = self.query(graph, f"query q() {{ match {{ $t: Thing {gq} }} return {{ $t }} }}")
                    self.assertEqual(sorted(row["t"] for row in ours), expected)

    def test_our_queries_return_the_same_rows(self):
        graph, states = self.make_history()
        names = ["code", "label", "weight", *PROPERTIES]
        columns = ", ".join(f"$t.{name} as {name}" for name in names)
        rows = self.query(graph, f"query q() {{ match {{ $t: Thing }} return {{ $t as id, {columns} }} }}")
        for row in rows:
            for name, kind in {"code": "I64", **PROPERTIES}.items():
                row[name] = as_read(row[name], kind)
        self.assertEqual(by_id(rows), by_id(states["Thing"][-1]))

        columns = ", ".join(f"$l.{name} as {name}" for name in ["rank", *PROPERTIES])
        rows = self.query(graph, f"query q() {{ match {{ $a $l:link $b }} return {{ $a as src, $b as dst, {columns} }} }}")
        for row in rows:
            row |= {name: as_read(row[name], kind) for name, kind in PROPERTIES.items()}
        expected = [{name: value for name, value in row.items() if name != "id"} for row in states["Link"][-1]]
        self.assertEqual(sorted(rows, key=lambda row: row["rank"]), sorted(expected, key=lambda row: row["rank"]))

    def test_the_debian_archive(self):
        graph = DEBIAN / "debian.omni"
        if not graph.exists():
            self.assertNotIn("OMNIGRAPH_WHOLE_ARCHIVE", os.environ, f"{graph} must be there; scripts/demo.sh makes it")
            self.skipTest("scripts/demo.sh has not made the graph")
        datasets = self.succeed("snapshot", graph, "--json").json()["datasets"]
        counts = self.ask([{"table": str(graph / d["dataset_path"]), "what": "count"} for d in datasets])
        self.assertEqual(counts, [d["entity_count"] for d in datasets])
        packages = next(d for d in datasets if d["type_name"] == "Package")
        sql = "section = 'games' AND installed_size > 100000"
        theirs, = self.ask([{"table": str(graph / packages["dataset_path"]), "what": "rows", "filter": sql}])
        ours = self.query(graph, 'query q() { match { $p: Package { section: "games" } $p.installed_size > 100000 } '
                                 "return { $p.name, $p.version, $p.installed_size, $p.tags } }")
        self.assertGreater(len(ours), 10)
        self.assertEqual(sorted((row["name"], row["version"], row["installed_size"], row["tags"]) for row in theirs),
                         sorted((row["p.name"], row["p.version"], str(row["p.installed_size"]), row["p.tags"]) for row in ours))
