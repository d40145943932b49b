"""The five formats of `query`, byte for byte (CLI-48 to CLI-50, CLI-52, GQ-90 to GQ-93)."""
import json

from program import ProgramTest

SCHEMA = """\
node Sailor {
  nick: String @key
  age: I32?
  note: String?
  score: F64?
  tags: [String]?
  born: Date?
  seen: DateTime?
  big: U64?
  small: F32?
  spot: Vector(2)?
  keen: Bool?
}
"""
ADA = {"nick": "ada", "age": 31, "note": "likes \"tea\", and\nrum", "score": 30, "tags": ["a", "b,c"],
       "born": "1990-01-02", "seen": "2024-05-06T07:08:09.1Z", "big": 18446744073709551615, "small": 0.1,
       "spot": [0.5, -1], "keen": True}

CREW = "query crew() { match { $s: Sailor } return { $s.nick, $s.age } order { $s.nick } }"
NOBODY = 'query nobody() { match { $s: Sailor { nick: "x" } } return { $s.nick, $s.age as years } }'
NOTES = "query notes() { match { $s: Sailor } return { $s.nick, $s.note, $s.tags } order { $s.nick } }"
VALUES = """query values() { match { $s: Sailor } return { $s, $s.score, $s.tags, $s.born, $s.seen, $s.big, $s.small,
            $s.spot, $s.keen } order { $s.nick } }"""


class FormatsTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.graph = self.make_graph(SCHEMA, [{"type": "Sailor", "data": ADA}, {"type": "Sailor", "data": {"nick": "bo"}}])

    def output(self, text, *flags):
        outcome = self.succeed("query", "--store", self.graph, "-e", text, *flags)
        self.assertEqual(outcome.stderr, "")
        return outcome.stdout

    def test_GQ_93_the_example_of_the_specification(self):
        expected = ("2 rows from branch main via crew\n"
                    "s.nick | s.age\n"
                    "-------+------\n"
                    "ada    | 31   \n"
                    "bo     | null \n")
        self.assertEqual(self.output(CREW, "--format", "table"), expected)
        self.assertEqual(self.output(CREW), expected, "table is the default")

    def test_GQ_92_kv(self):
        self.assertEqual(self.output(CREW, "--format", "kv"),
                         "2 rows from branch main via crew\n"
                         "row 1\n"
                         "s.nick: ada\n"
                         "s.age: 31\n"
                         "\n"
                         "row 2\n"
                         "s.nick: bo\n"
                         "s.age: null\n")

    def test_GQ_92_csv(self):
        self.assertEqual(self.output(NOTES, "--format", "csv"),
                         's.nick,s.note,s.tags\n'
                         'ada,"likes ""tea"", and\nrum","[""a"",""b,c""]"\n'
                         'bo,null,null\n')

    def test_GQ_92_jsonl(self):
        self.assertEqual(self.output(CREW, "--format", "jsonl"),
                         '{"kind":"metadata","query_name":"crew","target":{"branch":"main","snapshot":null},"row_count":2}\n'
                         '{"s.nick":"ada","s.age":31}\n'
                         '{"s.nick":"bo","s.age":null}\n')

    def test_GQ_90_json(self):
        text = self.output(CREW, "--format", "json")
        commit = json.loads(text)["graph_commit_id"]
        self.assertRegex(commit, r"\A[0-9A-HJKMNP-TV-Z]{26}\Z")
        self.assertEqual(text,
                         '{\n'
                         '  "query_name": "crew",\n'
                         '  "target": {\n'
                         '    "branch": "main",\n'
                         '    "snapshot": null\n'
                         '  },\n'
                         '  "row_count": 2,\n'
                         '  "columns": [\n'
                         '    "s.nick",\n'
                         '    "s.age"\n'
                         '  ],\n'
                         '  "rows": [\n'
                         '    {\n'
                         '      "s.nick": "ada",\n'
                         '      "s.age": 31\n'
                         '    },\n'
                         '    {\n'
                         '      "s.nick": "bo",\n'
                         '      "s.age": null\n'
                         '    }\n'
                         '  ],\n'
                         f'  "graph_commit_id": "{commit}"\n'
                         '}\n')
        self.assertEqual(self.output(CREW, "--json"), text)

    def test_GQ_92_no_rows(self):
        self.assertEqual(self.output(NOBODY, "--format", "table"),
                         "0 rows from branch main via nobody\ns.nick | years\n-------+------\n")
        self.assertEqual(self.output(NOBODY, "--format", "kv"), "0 rows from branch main via nobody\n(no rows)\n")
        self.assertEqual(self.output(NOBODY, "--format", "csv"), "s.nick,years\n")
        self.assertEqual(self.output(NOBODY, "--format", "jsonl"),
                         '{"kind":"metadata","query_name":"nobody","target":{"branch":"main","snapshot":null},'
                         '"row_count":0}\n')
        document = json.loads(self.output(NOBODY, "--json"))
        self.assertEqual((document["rows"], document["columns"]), ([], ["s.nick", "years"]))

    def test_GQ_91_values_as_json(self):
        lines = self.output(VALUES, "--format", "jsonl").splitlines()
        self.assertEqual(lines[1],
                         '{"s":"ada","s.score":30.0,"s.tags":["a","b,c"],"s.born":"1990-01-02",'
                         '"s.seen":"2024-05-06T07:08:09.100Z","s.big":18446744073709551615,"s.small":0.10000000149011612,'
                         '"s.spot":[0.5,-1.0],"s.keen":true}')
        self.assertEqual(lines[2],
                         '{"s":"bo","s.score":null,"s.tags":null,"s.born":null,"s.seen":null,"s.big":null,"s.small":null,'
                         '"s.spot":null,"s.keen":null}')

    def test_GQ_91_values_as_text(self):
        self.assertEqual(self.output(VALUES, "--format", "kv").split("\n\n")[0],
                         "2 rows from branch main via values\n"
                         "row 1\n"
                         "s: ada\n"
                         "s.score: 30.0\n"
                         's.tags: ["a","b,c"]\n'
                         "s.born: 1990-01-02\n"
                         "s.seen: 2024-05-06T07:08:09.100Z\n"
                         "s.big: 18446744073709551615\n"
                         "s.small: 0.10000000149011612\n"
                         "s.spot: [0.5,-1.0]\n"
                         "s.keen: true")

    def test_GQ_93_widths_count_code_points_and_long_cells_are_cut(self):
        long = "é" * 79 + "日本"
        self.load(self.graph, [{"type": "Sailor", "data": {"nick": "zoë", "note": long}}], "merge")
        text = 'query q() { match { $s: Sailor { nick: "zoë" } } return { $s.nick as n, $s.note } }'
        self.assertEqual(self.output(text),
                         "1 rows from branch main via q\n"
                         "n   | s.note" + " " * 74 + "\n" +
                         "----+-" + "-" * 80 + "\n" +
                         "zoë | " + "é" * 79 + "…\n")
        text = 'query q() { match { $s: Sailor { nick: "ada" } } return { $s.note } }'
        self.assertEqual(self.output(text).splitlines()[3], 'likes "tea", and\\nrum')

    def test_CLI_50_column_names_are_never_cut(self):
        name = "a" * 90
        text = f'query q() {{ match {{ $s: Sailor {{ nick: "bo" }} }} return {{ $s.nick as {name} }} }}'
        self.assertEqual(self.output(text).splitlines()[1].rstrip(), name)
