"""Runs the program under test, whose path is in $OMNIGRAPH_PROGRAM, each test in a folder of its own."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["OMNIGRAPH_PROGRAM"]

PEOPLE_SCHEMA = """\
node Person {
  name: String @key
  age: I32?
  note: String?
}
node Company { name: String @key }
edge Knows: Person -> Person { since: Date? }
edge WorksFor: Person -> Company
"""

PEOPLE_RECORDS = [
    {"type": "Person", "data": {"name": "ada", "age": 31}},
    {"type": "Person", "data": {"name": "bo"}},
    {"type": "Company", "data": {"name": "acme"}},
    {"edge": "Knows", "from": "ada", "to": "bo", "data": {"since": "2020-02-03"}},
    {"edge": "WorksFor", "from": "ada", "to": "acme"},
]


class Outcome:
    def __init__(self, status, stdout, stderr):
        self.status, self.stdout, self.stderr = status, stdout, stderr

    def json(self):
        return json.loads(self.stdout)


class ProgramTest(unittest.TestCase):
    """A test with a folder that is also the working directory of the programs it runs."""

    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="omnigraph-cli-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def run_program(self, *arguments, **environment):
        """Runs `omnigraph ARGUMENTS...` to its end."""
        settings = {name: value for name, value in os.environ.items() if not name.startswith("OMNIGRAPH_")}
        settings.update(environment)
        done = subprocess.run([PROGRAM, *map(str, arguments)], cwd=self.folder, env=settings, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, check=False)
        return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())

    def succeed(self, *arguments, **environment):
        """Runs what must exit with 0."""
        outcome = self.run_program(*arguments, **environment)
        self.assertEqual(outcome.status, 0, f"{arguments}: {outcome.stderr}")
        return outcome

    def fail_with(self, status, *arguments, **environment):
        """Runs what must exit with `status`, say so on standard error and nothing on standard output."""
        outcome = self.run_program(*arguments, **environment)
        self.assertEqual(outcome.status, status, f"{arguments}: {outcome.stdout}{outcome.stderr}")
        self.assertEqual(outcome.stdout, "", arguments)
        self.assertTrue(outcome.stderr.startswith("error: "), f"{arguments}: {outcome.stderr}")
        return outcome.stderr

    def write(self, name, content):
        (self.folder / name).write_text(content, encoding="utf-8")
        return name

    def write_records(self, name, records):
        return self.write(name, "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records))

    def make_graph(self, schema=PEOPLE_SCHEMA, records=PEOPLE_RECORDS, graph="g.omni"):
        self.succeed("init", graph, "--schema", self.write(graph + ".pg", schema))
        if records:
            self.load(graph, records, "append")
        return graph

    def load(self, graph, records, mode):
        return self.succeed("load", graph, "--data", self.write_records("load.jsonl", records), "--mode", mode, "--json",
                            "--quiet").json()

    def query(self, graph, text, params=None):
        """The rows of a query."""
        extra = ["--params", json.dumps(params)] if params is not None else []
        return self.succeed("query", "--store", graph, "-e", text, "--json", *extra).json()["rows"]
