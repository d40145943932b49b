"""Runtime failures: exit 1, nothing on standard output, one message on standard error, the graph as it was."""
import pathlib

from program import PEOPLE_RECORDS, PEOPLE_SCHEMA, ProgramTest

EVERYTHING = """query everything() { match { $p: Person } return { $p.name, $p.age, $p.note } order { $p.name } }"""
EDGES = """query edges() { match { $a knows $b } return { $a.name as a, $b.name as b } order { $a.name } }"""


class ErrorsTest(ProgramTest):
    def state(self, graph):
        return (self.succeed("snapshot", graph, "--json").stdout, self.query(graph, EVERYTHING), self.query(graph, EDGES))

    def fail_load(self, graph, lines, mode="append"):
        data = self.write("bad.jsonl", "\n".join(lines) + "\n")
        return self.fail_with(1, "load", graph, "--data", data, "--mode", mode, "--quiet")

    def test_loads_that_fail_change_nothing(self):
        graph = self.make_graph()
        before = self.state(graph)
        good = '{"type": "Person", "data": {"name": "cy"}}'
        cases = [
            ("malformed JSON", [good, '{"type": "Person", "data": {"name":'], "append", ["line 2", "JSON"]),
            ("not an object", [good, "", "[1]"], "append", ["line 3"]),
            ("unknown node type", [good, "", '{"type": "Persn", "data": {"name": "x"}}'], "append",
             ["line 3", "'Persn'", "did you mean 'Person'"]),
            ("unknown edge type", [good, '{"edge": "Nows", "from": "ada", "to": "cy"}'], "append", ["line 2", "'Nows'"]),
            ("unknown property", [good, '{"type": "Person", "data": {"name": "x", "agee": 1}}'], "append",
             ["line 2", "'agee'", "did you mean 'age'"]),
            ("wrong value type", [good, '{"type": "Person", "data": {"name": "x", "age": "old"}}'], "merge",
             ["line 2", "age"]),
            ("number out of range", [good, '{"type": "Person", "data": {"name": "x", "age": 2147483648}}'], "merge",
             ["line 2", "age"]),
            ("missing key", [good, '{"type": "Person", "data": {"age": 1}}'], "overwrite", ["line 2", "name"]),
            ("dangling edge", [good, '{"edge": "Knows", "from": "cy", "to": "zed"}'], "append", ["line 2", "Knows", "'zed'"]),
            ("dangling after overwrite", [good, '{"edge": "Knows", "from": "cy", "to": "ada"}'], "overwrite",
             ["line 2", "'ada'"]),
            ("existing key", [good, '{"type": "Person", "data": {"name": "ada"}}'], "append", ["line 2", "'ada'", "merge"]),
            ("key twice", [good, good], "append", ["line ", "'cy'"]),
            ("not UTF-8", [good, '{"type": "Person", "data": {"name": "\udcff"}}'], "append", ["line 2"]),
        ]
        for name, lines, mode, parts in cases:
            with self.subTest(name):
                data = self.folder / "bad.jsonl"
                data.write_bytes("\n".join(lines).encode("utf-8", "surrogateescape") + b"\n")
                message = self.fail_with(1, "load", graph, "--data", data, "--mode", mode, "--quiet")
                for part in parts:
                    self.assertIn(part, message)
                self.assertEqual(self.state(graph), before)
        self.load(graph, [{"type": "Person", "data": {"name": "cy"}}], "append")  # it still takes writes

    def test_failed_loads_leave_no_files(self):
        graph = self.make_graph()

        def data_files():
            return sorted(str(path) for path in (self.folder / graph).rglob("data/*"))

        before = data_files()
        self.fail_load(graph, ['{"type": "Person", "data": {"name": "cy"}}',
                               '{"edge": "Knows", "from": "cy", "to": "zed"}'])
        self.assertEqual(data_files(), before)

    def test_schemas_with_errors_show_the_place_and_leave_nothing(self):
        cases = [
            ("node Person {\n  name: Strin @key\n}\n", ["2:9", "  name: Strin @key\n", "        ^", "'Strin'", "String"]),
            ("node Person {\n  name String @key\n}\n", ["2:8", "       ^", "':'"]),
            ("node Person { name: String @key }\nedge Knows: Person -> Persn\n", ["2:", "Persn"]),
            ("node Person {\n", ["2:1"]),
            ("node Person {\n  name: String @key\n  code: [String] @unique\n}\n", ["3:", "unique"]),
        ]
        for source, parts in cases:
            with self.subTest(source):
                message = self.fail_with(1, "init", "new.omni", "--schema", self.write("bad.pg", source))
                for part in parts:
                    self.assertIn(part, message)
                self.assertFalse((self.folder / "new.omni").exists())

    def test_CLI_71_init(self):
        self.assertIn("nofile.pg", self.fail_with(1, "init", "new.omni", "--schema", "nofile.pg"))
        self.assertFalse((self.folder / "new.omni").exists())
        schema = self.write("s.pg", PEOPLE_SCHEMA)
        deep = "a/b/new.omni"
        self.assertEqual(self.succeed("init", deep, "--schema", schema).stdout, f"initialized {deep}\n")
        for flags in ([], ["--force"]):
            self.assertIn(deep, self.fail_with(1, "init", deep, "--schema", schema, *flags))
        self.assertEqual(self.succeed("snapshot", deep, "--json").json()["graph_manifest_version"], 1)
        self.assertIn("--store", self.fail_with(1, "init", "other.omni", "--schema", schema, "--store", "x"))

    def test_queries_that_fail(self):
        graph = self.make_graph()
        before = self.state(graph)
        cases = [
            ("match { $p Person } return { $p }", None, ["parse error", "1:24", "^"]),
            ("match { $p: Persn } return { $p }", None, ["type error", "'Persn'", "did you mean 'Person'", "1:25", "^"]),
            ("match { $p: Person } return { $p.nme }", None, ["'nme'", "did you mean 'name'", "1:46"]),
            ("match { $a nows $b } return { $a }", None, ["nows"]),
            ("match { $p: Person } return { $q }", None, ["$q"]),
        ]
        for body, params, parts in cases:
            with self.subTest(body):
                message = self.fail_with(1, "query", "--store", graph, "-e", f"query a() {{ {body} }}",
                                         *(["--params", params] if params else []))
                for part in parts:
                    self.assertIn(part, message)
        self.assertEqual(self.state(graph), before)

    def test_CLI_45_which_query(self):
        graph = self.make_graph()
        two = ("query a() { match { $p: Person } return { $p.name } }\n"
               "query b() { match { $c: Company } return { $c.name } }\n")
        source = self.write("two.gq", two)
        store = ["query", "--store", graph]
        self.assertIn("multiple queries", self.fail_with(1, *store, "--query", source))
        self.assertIn("'c'", self.fail_with(1, *store, "c", "--query", source))
        self.assertIn("via b\n", self.succeed(*store, "b", "--query", source).stdout)
        self.assertIn("nofile.gq", self.fail_with(1, *store, "--query", "nofile.gq"))
        self.assertIn("-e", self.fail_with(1, *store, "-e", " \n "))
        self.assertIn("needs a server", self.fail_with(1, *store, "a"))
        nothing = self.fail_with(1, *store)
        self.assertIn("-e", nothing)
        self.assertIn("--query", nothing)
        mutation = self.fail_with(1, *store, "-e", 'query grow() { insert Person { name: "x" } }')
        self.assertIn("'grow'", mutation)
        self.assertIn("omnigraph mutate", mutation)

    def test_CLI_46_params(self):
        graph = self.make_graph()
        ask = ["query", "--store", graph, "-e",
               "query one($n: String) { match { $p: Person { name: $n } } return { $p.age } }", "--format", "csv"]
        self.assertEqual(self.succeed(*ask, "--params", '{"n": "ada"}').stdout, "p.age\n31\n")
        file = self.write("params.json", '{"n": "ada"}\n')
        self.assertEqual(self.succeed(*ask, "--params-file", file).stdout, "p.age\n31\n")
        for params, part in (("[1]", "object"), ("1", "object"), ('"x"', "object"), ('{"n":', "JSON"), ("", "object"), ("null", "n"),
                             ('{"n": 5}', "n"), ("{}", "n")):
            with self.subTest(params):
                self.assertIn(part, self.fail_with(1, *ask, "--params", params))
        self.assertIn("nofile.json", self.fail_with(1, *ask, "--params-file", "nofile.json"))

    def test_CLI_14_one_graph_is_addressed(self):
        graph = self.make_graph()
        self.assertIn("exclusive", self.fail_with(1, "snapshot", graph, "--store", graph))
        for arguments in (["snapshot"], ["query", "-e", EDGES], ["load", "--data", "x", "--mode", "append"]):
            self.assertIn("--store", self.fail_with(1, *arguments))
        self.assertIn("--server", self.fail_with(1, "snapshot", "http://127.0.0.1:1/"))

    def test_branches_other_than_main_are_not_found(self):
        graph = self.make_graph()
        data = self.write_records("a.jsonl", PEOPLE_RECORDS)
        self.assertIn("'dev'", self.fail_with(1, "load", graph, "--data", data, "--mode", "merge", "--branch", "dev"))
        self.assertIn("'dev'", self.fail_with(1, "query", "--store", graph, "-e", EDGES, "--branch", "dev"))
        self.assertIn("'dev'", self.fail_with(1, "snapshot", graph, "--branch", "dev"))
        self.succeed("snapshot", graph, "--branch", "main")

    def test_files_that_are_missing(self):
        graph = self.make_graph()
        before = self.state(graph)
        message = self.fail_with(1, "load", graph, "--data", "nofile.jsonl", "--mode", "append", "--quiet")
        self.assertIn("nofile.jsonl", message)
        self.assertEqual(self.state(graph), before)

    def test_places_that_hold_no_graph(self):
        (self.folder / "empty").mkdir()
        (self.folder / "full").mkdir()
        self.write("full/notes.txt", "hello\n")
        self.write("file.omni", "hello\n")
        data = self.write_records("a.jsonl", PEOPLE_RECORDS)
        for place in ("nowhere.omni", "empty", "full", "file.omni"):
            with self.subTest(place):
                for arguments in (["snapshot", place], ["query", "--store", place, "-e", EDGES],
                                  ["load", place, "--data", data, "--mode", "append", "--quiet"]):
                    self.assertIn(place, self.fail_with(1, *arguments))
        self.assertFalse((self.folder / "nowhere.omni").exists())
        self.assertEqual(list((self.folder / "empty").iterdir()), [])
        self.assertEqual([path.name for path in (self.folder / "full").iterdir()], ["notes.txt"])

    def test_an_interrupted_init_is_named_and_can_be_repeated(self):
        graph = self.make_graph(records=None)
        for entry in (self.folder / graph / "__manifest").rglob("*.json"):
            entry.unlink()
        message = self.fail_with(1, "snapshot", graph)
        self.assertIn("interrupted", message)
        self.assertIn("--force", message)
        schema = self.folder / (graph + ".pg")
        self.assertIn("--force", self.fail_with(1, "init", graph, "--schema", schema))
        self.succeed("init", graph, "--schema", schema, "--force")
        self.load(graph, PEOPLE_RECORDS, "append")

    def test_damaged_graphs_are_errors(self):
        """Every stored object in turn is cut in half: commands answer or fail, and never crash."""
        graph = self.make_graph()
        expected = self.query(graph, EVERYTHING)
        refused = 0
        for path in sorted(path for path in (self.folder / graph).rglob("*") if path.is_file()):
            content = path.read_bytes()
            path.chmod(0o644)
            path.write_bytes(content[:len(content) // 2])
            outcome = self.run_program("query", "--store", graph, "-e", EVERYTHING, "--json")
            with self.subTest(path.relative_to(self.folder)):
                if outcome.status == 0:
                    self.assertEqual(outcome.json()["rows"], expected)
                else:
                    refused += 1
                    self.assertEqual((outcome.status, outcome.stdout), (1, ""))
                    self.assertTrue(outcome.stderr.startswith("error: "), outcome.stderr)
            path.write_bytes(content)
        self.assertGreaterEqual(refused, 3, "the commit record, a table state and a data file at least")
        self.assertEqual(self.query(graph, EVERYTHING), expected)

    def test_newer_formats_are_refused_with_advice(self):
        graph = self.make_graph()
        newest = min((self.folder / graph / "__manifest" / "main").iterdir())
        newest.chmod(0o644)
        newest.write_text(newest.read_text().replace('"format":1', '"format":2'))
        message = self.fail_with(1, "snapshot", graph)
        self.assertIn("format 2", message)
        self.assertIn("export", message)

    def test_read_only_places_can_be_read(self):
        graph = self.make_graph()
        files = [path for path in pathlib.Path(self.folder / graph).rglob("*")]
        listing = sorted((str(path), path.stat().st_mtime_ns) for path in files)
        self.query(graph, EVERYTHING)
        self.succeed("snapshot", graph)
        after = sorted((str(path), path.stat().st_mtime_ns) for path in (self.folder / graph).rglob("*"))
        self.assertEqual(after, listing, "reads write nothing")
