"""LanceDB returns the rows of our tables: every type, every linked version, with filters and counts."""
import os
import pathlib

from lancedb_peer import LANCE_TYPES, LanceDBTest, PROPERTIES, as_read, by_id

DEBIAN = pathlib.Path(__file__).parents[2] / "build" / "demo"


class ReadByLanceDBTest(LanceDBTest):
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
