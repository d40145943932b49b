"""What LanceDB does to our tables: we read its versions, and it destroys nothing that the graph needs."""
import hashlib
import os
import pathlib
import subprocess

from lancedb_peer import PROPERTIES, LanceDBTest, by_id

LANCE_ROWS = os.environ["OMNIGRAPH_LANCE_ROWS"]
MANY = 9000  # rows, enough for a deletion vector that does not fit into its manifest


class ForeignChangesTest(LanceDBTest):
    def lines(self, table, which=""):
        """The rows that our reader finds in a version or staged state of a table (lance_rows)."""
        table = pathlib.Path(table)
        done = subprocess.run([LANCE_ROWS, "print", table.parent, table.name, *([str(which)] if which else [])],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300, check=False)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return done.stdout.decode().splitlines()

    def things(self, graph):
        """Every node of the graph as the program returns it."""
        columns = ", ".join(f"$t.{name} as {name}" for name in ["label", "weight", *PROPERTIES])
        return by_id(self.query(graph, f"query q() {{ match {{ $t: Thing }} return {{ $t as id, {columns} }} }}"))

    def links(self, graph):
        text = "query q() { match { $a $l:link $b } return { $a as src, $b as dst, $l.rank as rank, $l.text as text } }"
        return sorted(self.query(graph, text), key=lambda row: row["rank"])

    def load_warnings(self, graph, records, mode):
        """Loads the records and returns what the program warns of."""
        outcome = self.succeed("load", graph, "--data", self.write_records("load.jsonl", records), "--mode", mode, "--json", "--quiet")
        return outcome.stderr.splitlines()

    def files(self, table):
        """Path -> digest of what a table's states in the graph need."""
        found = [*pathlib.Path(table).glob("data/*.omni"), *pathlib.Path(table).glob("_staged/*")]
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}

    def states(self, table):
        """Name -> rows of all states that the table ever had."""
        names = [path.stem for path in pathlib.Path(table).glob("_staged/*.manifest")]
        return {name: self.lines(table, name) for name in names}

    def check_same_rows(self, table):
        """LanceDB and our reader find the same in the newest version; returns its number and rows."""
        versions, theirs = self.ask([{"table": table, "what": "versions"}, {"table": table, "what": "lines"}])
        self.assertEqual(self.lines(table), theirs)
        self.assertEqual(self.lines(table, versions[-1]), theirs)
        return versions[-1], theirs

    def test_LNC_41_43_52_versions_that_lancedb_adds_read_the_same(self):
        graph, states = self.make_history()
        before = self.things(graph), self.links(graph)
        changes = [
            ("append", {"rows": 40}, 40),
            ("delete", {"filter": "weight < 20 or id like 'link-00%'"}, None),
            ("update", {"values": {"text": "concat(id, ' changed')"}, "filter": "u32 is not null"}, 0),
            ("addColumn", {"name": "doubled", "value": "concat(id, id)"}, 0),
            ("append", {"rows": 3}, 3),
            ("compact", {}, 0),
        ]
        for type_name in ("Thing", "Link"):
            table = self.tables(graph)[type_name]
            version, rows = self.check_same_rows(table)
            self.assertEqual(len(rows) - 1, len(states[type_name][-1]))
            for what, details, added in changes:
                if type_name == "Link" and what == "delete":
                    details = {"filter": "rank < 20"}
                with self.subTest(type_name=type_name, what=what):
                    self.ask([{"table": table, "what": what, **details}])
                    newer, changed = self.check_same_rows(table)
                    self.assertGreater(newer, version, "LanceDB made a version")
                    if what in ("update", "addColumn"):
                        self.assertNotEqual(sorted(changed), sorted(rows))
                    if added is None:
                        self.assertLess(len(changed), len(rows))
                    else:
                        self.assertEqual(len(changed), len(rows) + added)
                    version, rows = newer, changed
            self.assertTrue(list(pathlib.Path(table).glob("data/*.lance")))
        self.assertEqual((self.things(graph), self.links(graph)), before, "the graph reads its own states")

    def test_a_foreign_append_is_drift(self):
        graph, states = self.make_history()
        table = self.tables(graph)["Thing"]
        self.ask([{"table": table, "what": "append", "rows": 5}])
        foreign, rows = self.check_same_rows(table)

        node = {"type": "Thing", "data": {"code": 900000, "label": "late", "weight": 1.5}}
        link = {"edge": "Link", "from": "1", "to": "900000", "data": {"id": "link-late", "rank": 4000}}
        self.assertEqual(self.load_warnings(graph, [node, link], "append"),
                         ["warning: not shown to other Lance readers: Thing: its Lance table has versions of another writer"])

        self.assertEqual(self.check_same_rows(table), (foreign, rows), "the foreign version stays the newest")
        ours = self.things(graph)
        self.assertEqual([row["id"] for row in ours], sorted([row["id"] for row in states["Thing"][-1]] + ["900000"]))
        edges = self.tables(graph)["Link"]
        self.assertEqual(len(self.check_same_rows(edges)[1]) - 1, len(states["Link"][-1]) + 1, "other tables are linked")

    def make_long_history(self):
        """A graph of several commits that replace rows, some of them many."""
        self.make_graph("node Thing { code: I64 @key\n label: String\n note: String? }\n", None, "long.omni")

        def records(codes, label):
            return [{"type": "Thing", "data": {"code": code, "label": f"{label} {code}"}} for code in codes]

        self.load("long.omni", records(range(MANY), "first"), "overwrite")
        self.load("long.omni", records(range(0, 50, 7), "second"), "merge")
        self.load("long.omni", records(range(MANY, MANY + 100), "third"), "append")
        self.load("long.omni", records(range(1, MANY, 2), "fourth"), "merge")
        self.load("long.omni", records(range(0, MANY, 500), "fifth"), "merge")
        return "long.omni"

    def test_LNC_70_to_77_the_graph_survives_optimize(self):
        graph = self.make_long_history()
        table = self.tables(graph)["Thing"]
        head = self.query(graph, "query q() { match { $t: Thing } return { $t as id, $t.label as label } }")
        self.assertEqual(len(head), MANY + 100)
        files, states = self.files(table), self.states(table)
        self.assertEqual(len(states), 2, "the first state and the one with many deletions; the others are deltas to them")
        self.assertTrue(any(path.endswith(".dv") for path in files), "a state has a large deletion vector")
        deletions = set(pathlib.Path(table).glob("_deletions/*"))
        self.assertEqual(self.ask([{"table": table, "what": "versions"}]), [[1, 2, 3, 4, 5]])

        # LanceDB rewrites the fragments; then nothing in `_versions/` refers to ours any more.
        for what in ("prune", "prune"):
            self.ask([{"table": table, "what": what}])
        versions, = self.ask([{"table": table, "what": "versions"}])
        self.assertNotIn(5, versions, "LanceDB did prune")
        self.assertFalse(deletions & set(pathlib.Path(table).glob("_deletions/*")), "LanceDB did prune")
        self.assertEqual(self.files(table), files)
        self.assertEqual(self.states(table), states)
        self.assertEqual(self.query(graph, "query q() { match { $t: Thing } return { $t as id, $t.label as label } }"), head)

        warnings = self.load_warnings(graph, [{"type": "Thing", "data": {"code": 3, "label": "after"}}], "merge")
        self.assertIn("not shown to other Lance readers: Thing", "".join(warnings))
        label = self.query(graph, 'query q() { match { $t: Thing { code: 3 } } return { $t.label as label } }')
        self.assertEqual(label, [{"label": "after"}])
        _, theirs = self.check_same_rows(table)
        self.assertEqual(len(theirs) - 1, MANY + 100)

    def test_linking_goes_on_after_a_foreign_prune(self):
        self.make_graph("node Thing { code: I64 @key\n label: String }\n", None, "p.omni")
        for label in ("one", "two", "three"):
            self.load("p.omni", [{"type": "Thing", "data": {"code": 1, "label": label}}], "overwrite")
        table = self.tables("p.omni")["Thing"]
        self.ask([{"table": table, "what": "prune"}])
        self.assertEqual(self.ask([{"table": table, "what": "versions"}]), [[3]], "there is nothing to compact")
        self.assertEqual(self.load_warnings("p.omni", [{"type": "Thing", "data": {"code": 2, "label": "four"}}], "append"), [])
        version, rows = self.check_same_rows(table)
        self.assertEqual((version, len(rows) - 1), (4, 2))
        self.assertEqual(self.ask([{"table": table, "what": "versions"}]), [[3, 4]])
