"""`schema plan`, `schema apply` and `schema show`: what they print, byte for byte where the specification says so
(SCH-78 to SCH-87, SCH-102 to SCH-107, CLI-68 to CLI-70), and how they fail."""
import shutil

from program import ProgramTest

PERSON = """node Person {
  name: String @key
  age: I32?
  mood: enum(happy, sad)?
  note: String?
}
"""
COMPANY = "node Company { name: String @key }\n"
KNOWS = "edge Knows: Person -> Person { since: Date? }\n"
WORKS_FOR = "edge WorksFor: Person -> Company\n"
OLD = PERSON + COMPANY + KNOWS + WORKS_FOR
RECORDS = [
    {"type": "Person", "data": {"name": "ada", "age": 31, "mood": "happy", "note": "first"}},
    {"type": "Person", "data": {"name": "bo"}},
    {"type": "Company", "data": {"name": "acme"}},
    {"edge": "Knows", "from": "ada", "to": "bo", "data": {"since": "2020-02-03"}},
    {"edge": "WorksFor", "from": "ada", "to": "acme"},
]


def replaced(*pairs):
    """OLD with each first text of a pair replaced by the second."""
    schema = OLD
    for old, new in pairs:
        assert old in schema, old
        schema = schema.replace(old, new)
    return schema


def type_json(scalar, nullable=True, is_list=False, enum_values=None):
    return {"scalar": scalar, "nullable": nullable, "list": is_list, "enum_values": enum_values}


def step(kind, type_kind="node", **members):
    return {"kind": kind, "type_kind": type_kind, **members}


# What changes, the new schema, and each step as people and as programs see it (SCH-79, SCH-104).
SUPPORTED = [
    ("new types", OLD + "node Pet { name: String @key }\nedge Owns: Person -> Pet { since: Date? }\n", [
        ("add node type 'Pet'", step("add_type", name="Pet")),
        ("add edge type 'Owns'", step("add_type", "edge", name="Owns"))]),
    ("node renamed", replaced(("node Person {", 'node Human @rename_from("Person") {'),
                              ("edge Knows: Person -> Person", "edge Knows: Human -> Human"),
                              ("edge WorksFor: Person", "edge WorksFor: Human")), [
        ("rename node type 'Person' -> 'Human'", {"kind": "rename_type", "type_kind": "node", "from": "Person", "to": "Human"})]),
    ("edge renamed", replaced(("edge Knows: Person -> Person", 'edge Trusts: Person -> Person @rename_from("Knows")')), [
        ("rename edge type 'Knows' -> 'Trusts'", {"kind": "rename_type", "type_kind": "edge", "from": "Knows", "to": "Trusts"})]),
    ("new properties", replaced(("  age: I32?", "  age: I32?\n  email: String?\n  role: enum(scout, cook)?\n  tags: [String]?\n"
                                                "  spot: Vector(3)?"), ("since: Date?", "since: Date?\n  until: Date?")), [
        ("add property 'Person.email' (String?) on node 'Person'",
         step("add_property", type_name="Person", property_name="email", property_type=type_json("String"))),
        ("add property 'Person.role' (Enum(cook|scout)?) on node 'Person'",
         step("add_property", type_name="Person", property_name="role",
              property_type=type_json("String", enum_values=["cook", "scout"]))),
        ("add property 'Person.spot' (Vector(3)?) on node 'Person'",
         step("add_property", type_name="Person", property_name="spot", property_type=type_json({"Vector": 3}))),
        ("add property 'Person.tags' ([String]?) on node 'Person'",
         step("add_property", type_name="Person", property_name="tags", property_type=type_json("String", is_list=True))),
        ("add property 'Knows.until' (Date?) on edge 'Knows'",
         step("add_property", "edge", type_name="Knows", property_name="until", property_type=type_json("Date")))]),
    ("property renamed", replaced(("note: String?", 'remark: String? @rename_from("note")')), [
        ("rename property 'Person.note' -> 'Person.remark' on node 'Person'",
         {"kind": "rename_property", "type_kind": "node", "type_name": "Person", "from": "note", "to": "remark"})]),
    ("indexes", replaced(("note: String?", "note: String?\n  @index(mood, age)"), ("since: Date?", "since: Date? @index")), [
        ("add constraint @index(age, mood) on node 'Person'",
         step("add_constraint", type_name="Person", constraint={"Index": ["age", "mood"]})),
        ("add constraint @index(since) on edge 'Knows'",
         step("add_constraint", "edge", type_name="Knows", constraint={"Index": ["since"]}))]),
    ("enum widened", replaced(("enum(happy, sad)", "enum(sad, wild, happy, calm)")), [
        ("extend enum 'Person.mood' (+calm, +wild) on node 'Person'",
         step("extend_enum", type_name="Person", property_name="mood", added_values=["calm", "wild"]))]),
    ("wider and stricter types", replaced(("age: I32?", "age: I64?"), ("since: Date?", "since: Date")), [
        ("change type of property 'Person.age' (I32? -> I64?) on node 'Person'",
         step("change_type", type_name="Person", property_name="age", **{"from": type_json("I32"), "to": type_json("I64")})),
        ("change nullability of property 'Knows.since' (Date? -> Date) on edge 'Knows'",
         step("change_nullability", "edge", type_name="Knows", property_name="since", tier="validated", code="OG-MF-104",
              **{"from": type_json("Date"), "to": type_json("Date", nullable=False)}))]),
    ("constraints added", replaced(("note: String?", 'note: String?\n  @unique(note)\n  @range(age, 0..150)\n  @check(name, "^[a-z]\\\\w")'),
                                   ("Person -> Company", "Person -> Company @card(0..2)")), [
        ('add constraint @check(name, "^[a-z]\\\\w") on node \'Person\'',
         step("add_constraint", type_name="Person", tier="validated",
              constraint={"Check": {"property": "name", "pattern": "^[a-z]\\w"}})),
        ("add constraint @range(age, 0..150) on node 'Person'",
         step("add_constraint", type_name="Person", tier="validated",
              constraint={"Range": {"property": "age", "min": {"Integer": 0}, "max": {"Integer": 150}}})),
        ("add constraint @unique(note) on node 'Person'",
         step("add_constraint", type_name="Person", tier="validated", constraint={"Unique": ["note"]})),
        ("change cardinality of edge 'WorksFor' (0.. -> 0..2)",
         step("change_cardinality", "edge", name="WorksFor", tier="validated",
              **{"from": {"min": 0, "max": None}, "to": {"min": 0, "max": 2}}))]),
    ("default", replaced(("age: I32?", "age: I32?\n  size: I32 @default(7)")), [
        ("add property 'Person.size' (I32) on node 'Person'",
         step("add_property", type_name="Person", property_name="size", tier="validated",
              property_type=type_json("I32", nullable=False)))]),
    ("documentation", replaced(("node Person {", 'node Person @description("Says \\"hi\\"") {'),
                               ("age: I32?", 'age: I32? @description("In years")')), [
        ("update metadata on node 'Person' (@description(\"Says \\\"hi\\\"\"))",
         step("update_type_metadata", name="Person", annotations=[{"name": "description", "value": 'Says "hi"'}])),
        ("update metadata on property 'Person.age' of node 'Person' (@description(\"In years\"))",
         step("update_property_metadata", type_name="Person", property_name="age",
              annotations=[{"name": "description", "value": "In years"}]))]),
]
DROPS = [
    ("types dropped", PERSON + KNOWS, [
        ("drop node type 'Company' ({} mode)", step("drop_type", name="Company")),
        ("drop edge type 'WorksFor' ({} mode)", step("drop_type", "edge", name="WorksFor"))]),
    ("properties dropped", replaced(("  note: String?\n", ""), ("since: Date?", "")), [
        ("drop property 'Person.note' of node 'Person' ({} mode)",
         step("drop_property", type_name="Person", property_name="note")),
        ("drop property 'Knows.since' of edge 'Knows' ({} mode)",
         step("drop_property", "edge", type_name="Knows", property_name="since"))]),
]
# What changes, the new schema, and the entity, code and tier of the first step that is unsupported.
UNSUPPORTED = [
    ("required property", replaced(("age: I32?", "age: I32?\n  email: String")), "node:Person.email", "OG-MF-103", "validated"),
    ("other type", replaced(("age: I32?", "age: String?")), "node:Person.age", "OG-MF-106", "destructive"),
    ("narrower enum", replaced(("enum(happy, sad)", "enum(happy)")), "node:Person.mood", "OG-MF-106", "destructive"),
    ("list", replaced(("since: Date?", "since: [Date]?")), "edge:Knows.since", "OG-MF-106", "destructive"),
]


class SchemaTest(ProgramTest):
    def make_old(self, graph="g.omni"):
        return self.make_graph(OLD, RECORDS, graph)

    def plan(self, graph, schema, *flags):
        return self.succeed("schema", "plan", graph, "--schema", self.write("new.pg", schema), *flags)

    def apply(self, graph, schema, *flags):
        return self.succeed("schema", "apply", graph, "--schema", self.write("new.pg", schema), *flags)

    def show(self, graph):
        return self.succeed("schema", "show", graph, "--json").json()["schema_source"]

    def version(self, graph):
        return self.succeed("snapshot", graph, "--json").json()["graph_manifest_version"]

    def fail_as_json(self, *arguments):
        """Runs what must exit with 1 and report it as an object too; returns the object."""
        outcome = self.run_program(*arguments, "--json")
        self.assertEqual(outcome.status, 1, outcome.stdout + outcome.stderr)
        document = outcome.json()
        self.assertTrue(outcome.stdout.startswith('{\n  "error": ') and outcome.stdout.endswith("\n}\n"), outcome.stdout)
        self.assertIn("error: " + document["error"] + "\n", outcome.stderr)
        return document

    def test_SCH_102_show_prints_the_source_as_it_was_given(self):
        for number, source in enumerate(["", "\n\n", OLD, "// größer\r\nnode A { a: I32? }\t ", "/* no line feed */ node B { b: Bool? }"]):
            graph = f"g{number}.omni"
            (self.folder / "s.pg").write_bytes(source.encode())
            self.succeed("init", graph, "--schema", "s.pg")
            with self.subTest(source):
                for arguments in (["schema", "show", graph], ["schema", "get", graph], ["--store", graph, "schema", "show"],
                                  ["schema", "show", "--store", graph, "--as", "me", "--quiet"]):
                    outcome = self.succeed(*arguments)
                    self.assertEqual((outcome.stdout, outcome.stderr), (source + "\n", ""))
                document = self.succeed("schema", "get", graph, "--json")
                self.assertEqual(document.json(), {"schema_source": source})
                self.assertTrue(document.stdout.startswith('{\n  "schema_source": '))

    def test_SCH_78_and_104_plans_of_supported_changes(self):
        graph = self.make_old()
        for name, schema, steps in SUPPORTED:
            with self.subTest(name):
                outcome = self.plan(graph, schema)
                self.assertEqual(outcome.stdout, f"schema plan for {graph}\nsupported: yes\n" +
                                 "".join(f"- {text}\n" for text, _ in steps))
                self.assertEqual(outcome.stderr, "")
                text = self.plan(graph, schema, "--json").stdout
                document = self.plan(graph, schema, "--json").json()
                self.assertEqual(list(document), ["uri", "supported", "step_count", "steps", "diagnostics"])
                self.assertEqual((document["uri"], document["supported"], document["step_count"], document["diagnostics"]),
                                 (graph, True, len(steps), []))
                self.assert_steps(document["steps"], steps)
                self.assertTrue(text.startswith('{\n  "uri": ') and text.endswith("\n}\n"), text)
        self.assertEqual((self.version(graph), self.show(graph)), (2, OLD), "plans write nothing")

    def assert_steps(self, actual, expected, **more):
        """Every member that the specification names is there; a step may say more."""
        self.assertEqual([one["kind"] for one in actual], [json["kind"] for _, json in expected])
        for found, (_, wanted) in zip(actual, expected):
            wanted = {**wanted, **more}
            self.assertEqual({key: found.get(key) for key in wanted}, wanted)

    def test_SCH_87_and_104_applies_of_supported_changes(self):
        for number, (name, schema, steps) in enumerate(SUPPORTED):
            with self.subTest(name):
                graph = self.make_old(f"a{number}.omni")
                shutil.copytree(self.folder / graph, self.folder / f"b{number}.omni")
                outcome = self.apply(graph, schema)
                self.assertEqual(outcome.stdout, f"schema apply for {graph}\nsupported: yes\napplied: yes\n"
                                 "graph_manifest_version: 3\n" + "".join(f"- {text}\n" for text, _ in steps))
                self.assertEqual(outcome.stderr, f"omnigraph schema apply → {graph} (direct, local)\n")
                self.assertEqual((self.version(graph), self.show(graph)), (3, schema))
                document = self.apply(f"b{number}.omni", schema, "--json", "--quiet").json()
                self.assertEqual(list(document), ["uri", "supported", "applied", "step_count", "graph_manifest_version", "steps",
                                                  "diagnostics"])
                self.assertEqual({key: document[key] for key in list(document)[:5]},
                                 {"uri": f"b{number}.omni", "supported": True, "applied": True, "step_count": len(steps),
                                  "graph_manifest_version": 3})
                self.assert_steps(document["steps"], steps)

    def test_SCH_83_and_104_drops(self):
        for number, (name, schema, steps) in enumerate(DROPS):
            for flags, mode in (([], "soft"), (["--allow-data-loss"], "hard")):
                with self.subTest(name, mode=mode):
                    graph = self.make_old(f"{mode}{number}.omni")
                    texts = "".join(f"- {text.format(mode)}\n" for text, _ in steps)
                    self.assertEqual(self.plan(graph, schema, *flags).stdout, f"schema plan for {graph}\nsupported: yes\n{texts}")
                    self.assert_steps(self.plan(graph, schema, "--json", *flags).json()["steps"], steps, mode=mode)
                    outcome = self.apply(graph, schema, *flags)
                    self.assertEqual(outcome.stdout, f"schema apply for {graph}\nsupported: yes\napplied: yes\n"
                                     f"graph_manifest_version: 3\n{texts}")
                    self.assertEqual(self.show(graph), schema)

    def test_drops_are_warned_of(self):
        graph = self.make_old()
        schema = PERSON.replace("  note: String?\n", "") + KNOWS
        diagnostics = self.plan(graph, schema, "--json").json()["diagnostics"]
        self.assertEqual({(one["code"], one["entity"]): one["affected_entities"] for one in diagnostics},
                         {("OG-DS-102", "node:Company"): 1, ("OG-DS-103", "edge:WorksFor"): 1,
                          ("OG-DS-104", "node:Person.note"): 2})
        for one in diagnostics:
            self.assertEqual([key for key in one if key != "hint"],
                             ["kind", "severity", "code", "entity", "message", "affected_entities"])
            self.assertEqual(one["severity"], "warn")
        for outcome in (self.plan(graph, schema), self.apply(graph, schema, "--quiet")):
            lines = outcome.stderr.splitlines()
            self.assertEqual(len(lines), 3, outcome.stderr)
            for line, one in zip(lines, diagnostics):
                self.assertEqual(line, f"warning: [{one['code']}] {one['message']}")

    def test_SCH_76_hints_that_do_nothing_are_warned_of(self):
        schema = replaced(("note: String?", 'note: String? @rename_from("remark")'))
        made = self.succeed("init", "new.omni", "--schema", self.write("new.pg", schema))
        self.assertEqual(made.stdout, "initialized new.omni\n")
        self.assertRegex(made.stderr, r"\Awarning: .*remark.*\n\Z")
        graph = self.make_old()
        diagnostic, = self.plan(graph, schema, "--json").json()["diagnostics"]
        self.assertEqual((diagnostic["kind"], diagnostic["entity"], diagnostic["hint"]),
                         ("ignored_exact_match_rename_hint", "node:Person.note", "remark"))
        outcome = self.plan(graph, schema)
        self.assertEqual(outcome.stdout, f"schema plan for {graph}\nsupported: yes\nno schema changes\n")
        self.assertRegex(outcome.stderr, r"\Awarning: .*remark.*\n\Z")

    def test_a_drop_beside_a_similar_addition_may_be_meant_as_a_rename(self):
        graph = self.make_old()
        kinds = [one["kind"] for one in self.plan(graph, replaced(("Knows", "KNOWS")), "--json").json()["diagnostics"]]
        self.assertIn("possible_rename", kinds)

    def test_SCH_82_unsupported_changes(self):
        graph = self.make_old()
        for name, schema, entity, code, tier in UNSUPPORTED:
            with self.subTest(name):
                lines = self.plan(graph, schema).stdout.splitlines()
                self.assertEqual(lines[:2], [f"schema plan for {graph}", "supported: no"])
                self.assertEqual(len(lines), 3)
                start = f"- unsupported change on {entity} [{code}, {tier}]: "
                self.assertTrue(lines[2].startswith(start), lines[2])
                document = self.plan(graph, schema, "--json").json()
                self.assertEqual((document["supported"], document["step_count"]), (False, 1))
                found, = document["steps"]
                self.assertEqual((found["kind"], found["entity"], found["code"]), ("unsupported_change", entity, code))
                self.assertEqual(lines[2], start + found["reason"])
                arguments = ["schema", "apply", graph, "--schema", "new.pg", "--quiet"]
                error = f"[{code}] {found['reason']} ({entity})"
                self.assertEqual(self.fail_with(1, *arguments), f"error: {error}\n")
                self.assertEqual(self.fail_as_json(*arguments), {"error": error, "code": "bad_request"})
        self.assertEqual((self.version(graph), self.show(graph)), (2, OLD))

    def test_SCH_85_the_same_schema_is_no_commit(self):
        graph = self.make_old()
        self.assertEqual(self.plan(graph, OLD).stdout, f"schema plan for {graph}\nsupported: yes\nno schema changes\n")
        self.assertEqual(self.plan(graph, OLD, "--json").json(),
                         {"uri": graph, "supported": True, "step_count": 0, "steps": [], "diagnostics": []})
        self.assertEqual(self.apply(graph, OLD).stdout,
                         f"schema apply for {graph}\nsupported: yes\napplied: no\ngraph_manifest_version: 2\nno schema changes\n")
        self.assertEqual(self.apply(graph, OLD, "--json").json(),
                         {"uri": graph, "supported": True, "applied": False, "step_count": 0, "graph_manifest_version": 2,
                          "steps": [], "diagnostics": []})
        self.assertEqual(self.version(graph), 2)

    def test_D_35_another_text_of_the_same_schema_is_taken_over(self):
        graph = self.make_old()
        other = "// who knows whom\n" + KNOWS + WORKS_FOR + COMPANY + PERSON.replace("happy, sad", "sad, happy")
        document = self.apply(graph, other, "--json").json()
        self.assertEqual(document, {"uri": graph, "supported": True, "applied": False, "step_count": 0, "graph_manifest_version": 3,
                                    "steps": [], "source_updated": True, "diagnostics": []})
        self.assertEqual(self.show(graph), other)
        self.assertEqual(self.apply(graph, OLD).stdout,
                         f"schema apply for {graph}\nsupported: yes\napplied: no\ngraph_manifest_version: 4\n"
                         "source_updated: yes\nno schema changes\n")
        self.assertEqual((self.version(graph), self.show(graph)), (4, OLD))

    def test_D_35_check_is_a_gate(self):
        graph = self.make_old()
        cases = [(SUPPORTED[0][1], 0), (OLD, 0), (DROPS[0][1], 3), (DROPS[1][1], 3), (UNSUPPORTED[0][1], 3)]
        for schema, status in cases:
            for flags in ([], ["--json"], ["--allow-data-loss"]):
                with self.subTest(schema, flags=flags):
                    expected = self.plan(graph, schema, *flags)
                    outcome = self.run_program("schema", "plan", graph, "--schema", "new.pg", "--check", *flags)
                    self.assertEqual((outcome.status, outcome.stdout, outcome.stderr), (status, expected.stdout, expected.stderr))
        self.assertIn("nofile.pg", self.fail_with(1, "schema", "plan", graph, "--schema", "nofile.pg", "--check"))

    def test_what_was_changed_is_in_force(self):
        graph = self.make_old()
        self.apply(graph, replaced(("node Person {", 'node Human @rename_from("Person") {'),
                                   ("edge Knows: Person -> Person", "edge Knows: Human -> Human"),
                                   ("edge WorksFor: Person", "edge WorksFor: Human"),
                                   ("  note: String?", '  remark: String? @rename_from("note")\n  email: String?'),
                                   ("enum(happy, sad)", "enum(calm, happy, sad)")))
        self.load(graph, [{"type": "Human", "data": {"name": "cy", "mood": "calm", "email": "cy@x"}},
                          {"edge": "Knows", "from": "bo", "to": "cy"}], "append")
        rows = self.query(graph, "query all() { match { $h: Human } return { $h.name, $h.remark, $h.mood, $h.email } order { $h.name } }")
        self.assertEqual([tuple(row.values()) for row in rows],
                         [("ada", "first", "happy", None), ("bo", None, None, None), ("cy", None, "calm", "cy@x")])
        self.assertEqual(self.query(graph, "query k() { match { $a knows $b } return { $a.name as a, $b.name as b } order { a } }"),
                         [{"a": "ada", "b": "bo"}, {"a": "bo", "b": "cy"}])
        self.assertIn("'Person'", self.fail_with(1, "query", "--store", graph, "-e", "query p() { match { $p: Person } return { $p } }"))

    def test_D_35_defaults_fill_what_is_there(self):
        graph = self.make_old()
        self.apply(graph, replaced(("age: I32?", "age: I32?\n  size: I32 @default(7)")))
        self.assertEqual(self.query(graph, "query s() { match { $p: Person } return { $p.size } }"), [{"p.size": 7}, {"p.size": 7}])
        record = self.write_records("a.jsonl", [{"type": "Person", "data": {"name": "cy"}}])
        self.assertIn("size", self.fail_with(1, "load", graph, "--data", record, "--mode", "append", "--quiet"))

    def test_D_35_data_that_stand_against_a_change_are_named(self):
        graph = self.make_old()
        self.write("new.pg", replaced(("note: String?", "note: String")))
        self.assertIn("'bo'", self.fail_with(1, "schema", "apply", graph, "--schema", "new.pg", "--quiet"))
        document = self.fail_as_json("schema", "apply", graph, "--schema", "new.pg")
        self.assertEqual(document["code"], "bad_request")
        self.assertNotIn("'ada'", document["error"])
        self.assertEqual((self.version(graph), self.show(graph)), (2, OLD))

    def test_D_35_constraints_that_come_and_go(self):
        graph = self.make_old()
        strict = replaced(("note: String?", "note: String? @unique\n  @range(age, 0..31)"))
        self.apply(graph, strict)
        wider = strict.replace("0..31", "-1..31").replace("note: String? @unique", "note: String?\n  @unique(note)")
        self.assertEqual(self.plan(graph, wider).stdout.splitlines()[2:],
                         ["- move constraint @unique(note) from the property to the body on node 'Person'",
                          "- change constraint @range(age, 0..31) -> @range(age, -1..31) on node 'Person'"])
        self.apply(graph, wider)
        record = self.write_records("a.jsonl", [{"type": "Person", "data": {"name": "cy", "note": "first"}}])
        self.assertIn("@unique", self.fail_with(1, "load", graph, "--data", record, "--mode", "append", "--quiet"))
        self.write("new.pg", wider.replace("-1..31", "-1..30"))
        message = self.fail_with(1, "schema", "apply", graph, "--schema", "new.pg", "--quiet")
        self.assertIn("@range", message)
        self.assertIn("'ada'", message)
        self.assertEqual(self.apply(graph, OLD).stdout.splitlines()[4:],
                         ["- drop constraint @range(age, -1..31) on node 'Person'", "- drop constraint @unique(note) on node 'Person'"])
        self.succeed("load", graph, "--data", record, "--mode", "append", "--quiet")

    def test_CLI_42_applies_say_where_they_write_and_as_whom(self):
        graph = self.make_old()
        schema = SUPPORTED[0][1]
        self.assertEqual(self.plan(graph, schema).stderr, "")
        self.assertEqual(self.apply(graph, schema, "--as", "agent-7", "--quiet").stderr, "")
        self.assertTrue(any(b"agent-7" in path.read_bytes() for path in (self.folder / graph).rglob("*.json")))

    def test_errors_of_the_source_are_objects_with_json(self):
        graph = self.make_old()
        cases = [
            ("node Person {\n  name: Strin @key\n}\n", ["parse error:", "2:9", "'Strin'"]),
            (OLD + "node Company { code: String }\n", ["Company"]),
            (replaced(("note: String?", 'remark: String? @rename_from("nothing")')), ["nothing"]),
        ]
        for source, parts in cases:
            self.write("bad.pg", source)
            for verb in ("plan", "apply"):
                with self.subTest(source, verb=verb):
                    arguments = ["schema", verb, graph, "--schema", "bad.pg", "--quiet"]
                    document = self.fail_as_json(*arguments)
                    self.assertEqual(list(document), ["error", "code"])
                    self.assertEqual(document["code"], "bad_request")
                    self.assertEqual(self.fail_with(1, *arguments), "error: " + document["error"] + "\n")
                    for part in parts:
                        self.assertIn(part, document["error"])
        self.assertEqual((self.version(graph), self.show(graph)), (2, OLD))

    def test_errors_of_the_place_are_objects_with_json(self):
        self.write("s.pg", OLD)
        for verb in (["show"], ["plan", "--schema", "s.pg"], ["apply", "--schema", "s.pg"]):
            with self.subTest(verb):
                document = self.fail_as_json("schema", *verb, "nowhere.omni")
                self.assertEqual(document["code"], "not_found")
                self.assertIn("nowhere.omni", document["error"])
                self.assertEqual(self.fail_as_json("schema", *verb)["code"], "bad_request")
                self.assertIn("exclusive", self.fail_as_json("schema", *verb, "a", "--store", "b")["error"])
        self.assertIn("nofile.pg", self.fail_as_json("schema", "apply", "nowhere.omni", "--schema", "nofile.pg")["error"])
        self.assertFalse((self.folder / "nowhere.omni").exists())
        # Commands of other families keep standard output empty (CLI-4).
        self.fail_with(1, "snapshot", "nowhere.omni", "--json")

    def test_CLI_11_plans_take_no_flags_of_other_classes(self):
        flags = {"--server": "prod", "--cluster": "prod", "--graph": "kb", "--as": "me"}
        for flag, value in flags.items():
            with self.subTest(flag):
                message = self.fail_with(1, "schema", "plan", "nowhere.omni", "--schema", "nofile.pg", flag, value)
                for part in ("`schema plan`", "direct (storage-native)", flag + " does not apply", "storage URI"):
                    self.assertIn(part, message)
        self.assertIn("--cluster", self.fail_with(1, "schema", "plan", "--schema", "x", "--as=me", "--graph=kb", "--cluster=c"))
        for url in ("http://127.0.0.1:1", "https://127.0.0.1:1/graphs/kb"):
            message = self.fail_with(1, "schema", "plan", url, "--schema", "nofile.pg")
            for part in ("`schema plan`", "direct (storage-native)", url):
                self.assertIn(part, message)

    def test_CLI_3_usage_errors(self):
        cases = [
            (["schema"], "`omnigraph schema` needs one of: plan, apply, show"),
            (["schema", "aply"], "unknown command 'aply'; did you mean 'apply'?"),
            (["schema", "plan"], "--schema is required"),
            (["schema", "apply", "g.omni"], "--schema is required"),
            (["schema", "apply", "--schema"], "--schema needs a value"),
            (["schema", "apply", "--schema", "x", "--check"], "unknown flag '--check'"),
            (["schema", "show", "--schema", "x"], "unknown flag '--schema'"),
            (["schema", "show", "a", "b"], "unexpected argument 'b'"),
            (["schema", "plan", "--schema", "x", "--chekc"], "did you mean '--check'?"),
            (["schema", "show", "--json=true"], "takes no value"),
            (["help", "schema", "aply"], "did you mean 'apply'?"),
        ]
        for arguments, message in cases:
            with self.subTest(arguments=arguments):
                self.assertIn(message, self.fail_with(2, *arguments))
        self.assertIn("hint: see `omnigraph schema plan --help`", self.fail_with(2, "schema", "plan", "--json"))

    def test_CLI_6_help(self):
        self.assertIn("Usage: omnigraph schema", self.succeed("schema", "--help").stdout)
        for verb, flags in (("plan", ["--schema FILE", "--allow-data-loss", "--json", "--check"]),
                            ("apply", ["--schema FILE", "--allow-data-loss", "--json"]), ("show", ["--json"])):
            page = self.succeed("schema", verb, "--help").stdout
            self.assertEqual(self.succeed("help", "schema", verb).stdout, page)
            for part in (f"Usage: omnigraph schema {verb} ", *flags):
                self.assertIn(part, page)
            self.assertNotIn("--server", page)

    def test_SCH_107_graphs_of_a_cluster_are_left_to_it(self):
        cluster = self.folder / "cluster"
        (cluster / "__cluster").mkdir(parents=True)
        (cluster / "__cluster" / "state.json").write_text("{}")
        schema = self.folder / self.write("new.pg", SUPPORTED[0][1])
        (cluster / "graphs").mkdir()
        graph = cluster / "graphs" / "kb.omni"
        shutil.move(self.folder / self.make_old(), graph)
        listing = sorted(cluster.rglob("*"))
        for uri in (graph, f"{graph}/", f"file://{graph}", "cluster/graphs/kb.omni", "./cluster/../cluster/graphs/kb.omni"):
            with self.subTest(uri):
                for arguments in (["init", uri], ["init", uri, "--force"], ["schema", "apply", uri]):
                    self.assertIn("cluster apply", self.fail_with(1, *arguments, "--schema", schema, *self.quiet(arguments)))
                self.assertEqual(self.succeed("schema", "show", uri).stdout, OLD + "\n")
                self.assertIn("add node type 'Pet'", self.plan(uri, SUPPORTED[0][1]).stdout)
        document = self.fail_as_json("schema", "apply", graph, "--schema", schema)
        self.assertEqual(document["code"], "conflict")
        self.assertIn("cluster apply", self.fail_with(1, "init", "cluster/graphs/new.omni", "--schema", schema))
        self.assertEqual(sorted(cluster.rglob("*")), listing)
        for uri in ("cluster/new.omni", "cluster/graphs/deep/new.omni", "other/graphs/new.omni"):
            self.succeed("init", uri, "--schema", schema)

    @staticmethod
    def quiet(arguments):
        return ["--quiet"] if arguments[0] == "schema" else []

    def test_SCH_107_also_from_inside_the_cluster(self):
        (self.folder / "__cluster").mkdir()
        (self.folder / "__cluster" / "state.json").write_text("{}")
        schema = self.write("new.pg", OLD)
        for uri in ("graphs/kb.omni", "./graphs/kb.omni"):
            self.assertIn("cluster apply", self.fail_with(1, "init", uri, "--schema", schema))
        self.assertFalse((self.folder / "graphs").exists())
