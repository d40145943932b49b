"""The process contract (CLI-1 to CLI-7): streams, exit codes, version, help, argument grammar."""
import os
import re
import signal
import subprocess
import unittest

from program import PROGRAM, ProgramTest

ALL = "query all() { match { $p: Person } return { $p.name } order { $p.name } }"


class ProcessTest(ProgramTest):
    def test_CLI_3_no_arguments_print_help_on_stderr(self):
        outcome = self.run_program()
        self.assertEqual((outcome.status, outcome.stdout), (2, ""))
        self.assertIn("COMMANDS BY CAPABILITY", outcome.stderr)

    def test_CLI_5_version(self):
        for flag in ("-v", "--version"):
            self.assertRegex(self.succeed(flag).stdout, r"\Aomnigraph \d+\.\d+\.\d+\n\Z")
        self.assertEqual(self.succeed("version").stdout, self.succeed("-v").stdout + "internal-schema 1\n")
        self.fail_with(2, "-V")
        self.fail_with(2, "version", "-v")

    def test_CLI_6_help_at_every_level(self):
        root = self.succeed("--help").stdout
        self.assertEqual(self.succeed("-h").stdout, root)
        self.assertEqual(self.succeed("help").stdout, root)
        listed = root[:root.index("COMMANDS BY CAPABILITY")]
        self.assertLess(listed.index("  query"), listed.index("  init"))
        legend = root[root.index("COMMANDS BY CAPABILITY"):]
        for capability in ("data", "served", "direct", "control", "local"):
            self.assertRegex(legend, rf"(?m)^  {capability}\b")
        for command in ("query", "load", "snapshot", "init", "version"):
            page = self.succeed("help", command).stdout
            self.assertIn(f"Usage: omnigraph {command}", page)
            self.assertEqual(self.succeed(command, "--help").stdout, page)
            self.assertEqual(self.succeed(command, "-h").stdout, page)
        for flag in ("--data FILE", "--mode MODE", "--branch BRANCH", "--json"):
            self.assertIn(flag, self.succeed("help", "load").stdout)
        self.assertIn("query", self.fail_with(2, "help", "qurey"))

    def test_CLI_7_unknown_words_suggest_the_closest(self):
        cases = [
            (["qurey"], "unknown command 'qurey'; did you mean 'query'?"),
            (["frobnicate"], "unknown command 'frobnicate'"),
            (["quer"], "did you mean 'query'?"),
            (["--stroe", "x", "snapshot"], "unknown flag '--stroe'; did you mean '--store'?"),
            (["snapshot", "--jsn"], "unknown flag '--jsn'; did you mean '--json'?"),
            (["load", "--moed", "merge"], "unknown flag '--moed'; did you mean '--mode'?"),
            (["load", "--dat", "x", "--mode", "merge"], "unknown flag '--dat'; did you mean '--data'?"),
            (["version", "extra"], "unexpected argument 'extra'"),
        ]
        for arguments, message in cases:
            with self.subTest(arguments=arguments):
                stderr = self.fail_with(2, *arguments)
                self.assertIn(message, stderr.splitlines()[0])
                self.assertIn("hint: see `omnigraph", stderr)

    def test_CLI_3_usage_errors(self):
        cases = [
            (["init"], "uri is required"),
            (["init", "g.omni"], "--schema is required"),
            (["load", "--data", "x"], "--mode is required"),
            (["load", "--mode", "append"], "--data is required"),
            (["load", "--data"], "--data needs a value"),
            (["load", "--data", "x", "--mode", "nope"], "--mode: 'nope' is not one of overwrite, append, merge"),
            (["query", "--format", "xml"], "--format: 'xml' is not one of table, kv, csv, jsonl, json"),
            (["query", "--json", "--format", "csv"], "excludes"),
            (["query", "--query", "a", "-e", "b"], "excludes"),
            (["query", "--params", "{}", "--params-file", "b"], "excludes"),
        ]
        for arguments, message in cases:
            with self.subTest(arguments=arguments):
                self.assertIn(message, self.fail_with(2, *arguments))

    def test_CLI_7_booleans_take_no_value(self):
        for arguments in (["query", "--json=true"], ["query", "--json=false"], ["init", "g", "--force=1"],
                          ["--quiet=true", "version"], ["version", "--yes="]):
            with self.subTest(arguments=arguments):
                self.assertIn("takes no value", self.fail_with(2, *arguments))

    def test_CLI_7_flags_stand_anywhere_in_either_form(self):
        graph = self.make_graph()
        self.write("all.gq", ALL)
        expected = self.succeed("query", "--store", graph, "-e", ALL).stdout
        self.assertIn("ada", expected)
        for arguments in (
                ["--store", graph, "query", "-e", ALL],
                [f"--store={graph}", "query", f"-e{ALL}"],
                ["query", "--query-string", ALL, "--store", graph],
                ["query", f"--query-string={ALL}", "all", "--store", graph],
                ["query", "all", "--query=all.gq", f"--store={graph}"],
                ["query", "--query", "all.gq", "--store", graph, "--", "all"],
                ["--quiet", "--yes", "--as", "me", "query", "--query", "all.gq", "--store", graph],
                ["query", "--query", "all.gq", "--store", f"file://{self.folder / graph}"]):
            with self.subTest(arguments=arguments):
                self.assertEqual(self.succeed(*arguments).stdout, expected)
        self.assertIn("'--json' not found", self.fail_with(1, "query", "--query", "all.gq", "--store", graph, "--", "--json"))

    def test_CLI_1_json_has_standard_output_for_itself(self):
        graph = self.make_graph()
        outcome = self.succeed("load", graph, "--data", self.write_records("a.jsonl", []), "--mode", "merge", "--json")
        self.assertEqual(outcome.json()["total_entities"], 0)
        self.assertTrue(outcome.stdout.endswith("\n}\n"))
        self.assertTrue(outcome.stdout.startswith('{\n  "uri"'))

    def test_CLI_42_loads_say_where_they_write(self):
        graph = self.make_graph()
        data = self.write_records("a.jsonl", [])
        outcome = self.succeed("load", graph, "--data", data, "--mode", "merge")
        self.assertEqual(outcome.stderr, f"omnigraph load → {graph} (direct, local)\n")
        self.assertEqual(self.succeed("load", graph, "--data", data, "--mode", "merge", "--quiet").stderr, "")
        self.assertEqual(self.succeed("snapshot", graph).stderr, "")

    def test_CLI_88_read_is_query_with_a_warning(self):
        graph = self.make_graph()
        expected = self.succeed("query", "--store", graph, "-e", ALL)
        self.assertEqual(expected.stderr, "")
        outcome = self.succeed("--store", graph, "read", "-e", ALL)
        self.assertEqual(outcome.stdout, expected.stdout)
        self.assertEqual(outcome.stderr.count("\n"), 1)
        for word in ("omnigraph read", "deprecated", "omnigraph query"):
            self.assertIn(word, outcome.stderr)
        named_read = "query read() { match { $p: Person } return { $p.name } }"
        self.assertEqual(self.succeed("query", "read", "--store", graph, "-e", named_read).stderr, "")
        self.assertIn("deprecated", self.run_program("read", "-e", ALL).stderr)

    def test_CLI_1_a_reader_that_leaves_early_ends_the_command_quietly(self):
        many = [{"type": "Person", "data": {"name": f"person-{i:06}", "note": "x" * 100}} for i in range(20000)]
        graph = self.make_graph(records=many)
        text = "query all() { match { $p: Person } return { $p.name, $p.note } }"
        for parent_ignores in (False, True):
            with subprocess.Popen([PROGRAM, "query", "--store", graph, "-e", text, "--format", "csv"], cwd=self.folder,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                  restore_signals=not parent_ignores) as process:
                process.stdout.readline()
                process.stdout.close()
                stderr = process.stderr.read()
                status = process.wait(timeout=60)
            self.assertEqual(stderr, b"")
            self.assertIn(status, (0, -signal.SIGPIPE))

    def test_a_full_device_is_an_error(self):
        graph = self.make_graph()
        with open("/dev/full", "wb") as full:
            done = subprocess.run([PROGRAM, "query", "--store", graph, "-e", ALL], cwd=self.folder, stdout=full,
                                  stderr=subprocess.PIPE, check=False, timeout=60)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"error: cannot write to standard output", done.stderr)

    def test_CLI_89_no_escapes_when_stderr_is_no_terminal(self):
        graph = self.make_graph()
        outcome = self.run_program("query", "--store", graph, "-e", "query a() { match { $p: Persn } return { $p } }")
        self.assertNotIn("\033", outcome.stderr)
        self.assertIsNone(re.search(r"\.(cc|h):\d+", outcome.stderr))

    def test_environment_of_the_durability(self):
        graph = self.make_graph()
        self.succeed("snapshot", graph, OMNIGRAPH_DURABILITY="none")
        self.assertIn("OMNIGRAPH_DURABILITY", self.fail_with(1, "snapshot", graph, OMNIGRAPH_DURABILITY="maybe"))

    def test_works_without_a_home(self):
        graph = self.make_graph()
        bare = subprocess.run([PROGRAM, "snapshot", graph], cwd=self.folder, env={}, stdout=subprocess.PIPE, check=False)
        self.assertEqual(bare.returncode, 0)
        self.assertGreater(len(bare.stdout), 0)
        self.assertTrue(os.path.isdir(self.folder / graph))


if __name__ == "__main__":
    unittest.main()
