"""Everything that measures us, on a few rows. Times are not looked at; results and counts are."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import tiny_dataset
import tiny_table

BENCH = pathlib.Path(__file__).resolve().parents[2] / "bench"
BUILD = os.environ["OMNIGRAPH_BUILD"]
TABLE_ROWS = 3000


class MeasureTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="omnigraph-bench-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.results = self.folder / "results.jsonl"
        self.data = tiny_dataset.TinyDataset()
        self.data.write(self.folder / "tiny")

    def run_bench(self, *arguments, status=0):
        done = subprocess.run([BENCH / "run", "--systems", "omnigraph", "--build", BUILD, "--workdir", self.folder / "work", "--results", self.results,
                               *arguments], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done

    def lines(self):
        return [json.loads(line) for line in self.results.read_text(encoding="utf-8").splitlines()]

    def compare_with(self, expected):
        with open(self.results, "a", encoding="utf-8") as out:
            out.writelines(json.dumps(line) + "\n" for line in expected)
        return subprocess.run([BENCH / "compare", self.results], capture_output=True, text=True, check=False)

    def test_a_run_measures_every_operation_and_their_results_are_right(self):
        output = self.run_bench(str(self.folder / "tiny"), f"table-{TABLE_ROWS}").stdout
        expected = [*self.data.expected(), *tiny_table.expected(TABLE_ROWS)]
        lines = self.lines()
        self.assertEqual(set(lines[0]), {"machine"})
        self.assertLessEqual({"cpu", "cores", "memory", "kernel", "file system"}, set(lines[0]["machine"]))
        self.assertEqual([line for line in lines if "error" in line], [])
        ours = {(line["dataset"], line["op"]): line for line in lines[1:]}
        for line in expected:
            got = ours[line["dataset"], line["op"]]
            self.assertEqual({member: got[member] for member in line if member != "peer"}, {m: v for m, v in line.items() if m != "peer"})
        done = self.compare_with(expected)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("model", done.stdout)
        for dataset, op in ours:
            self.assertIn("\n" + op, output, dataset)

    def test_counts(self):
        self.run_bench("--rounds", "2", "--stages", "load,write,cold", str(self.folder / "tiny"), f"table-{TABLE_ROWS}")
        lines = self.lines()
        self.assertEqual(sum("machine" in line for line in lines), 2)
        # Loads are repeated three times a round, each with all rows and its bytes.
        loads = [line for line in lines if line.get("op") == "load"]
        rows = tiny_dataset.PERSONS + tiny_dataset.CITIES + len(self.data.knows) + len(self.data.lives)
        self.assertEqual([line["rows"] for line in loads], [rows] * 6)
        writes = [line for line in lines if line.get("op") == "table_write"]
        self.assertEqual([line["rows"] for line in writes], [TABLE_ROWS] * 6)
        bytes_of_row = [36 + sum(len(field) for field in tiny_table.row_at(i) if isinstance(field, str)) for i in range(TABLE_ROWS)]
        self.assertEqual({line["value_bytes"] for line in writes}, {sum(bytes_of_row)})
        for line in loads + writes:
            self.assertTrue(line["disk_bytes"] > 0 and line["peak_rss_mib"] > 0 and line["rows_per_s"] > 0, line)
            self.assertEqual(line["durability"], "synced")
        self.assertEqual([line["n"] for line in lines if line.get("op") in ("cold_open_first_query", "command_line")], [7] * 4)

    def test_another_result_is_found(self):
        self.run_bench("--stages", "load,read", str(self.folder / "tiny"))
        wrong = {**next(self.data.expected()), "checksum": "0123456789abcdef"}
        done = self.compare_with([wrong])
        self.assertEqual(done.returncode, 1)
        self.assertIn("tiny floor (first 20): 0123456789abcdef model", done.stdout)

    def test_a_later_run_can_be_added_or_replaces(self):
        for arguments, machines in ((), 1), (("--append",), 2), ((), 1):
            self.run_bench("--stages", "write", *arguments, f"table-{TABLE_ROWS}")
            self.assertEqual(sum("machine" in line for line in self.lines()), machines)

    def test_a_stage_that_fails_is_recorded(self):
        (self.folder / "tiny" / "data.jsonl").write_text("{", encoding="utf-8")
        self.run_bench("--stages", "load", str(self.folder / "tiny"))
        self.assertEqual({(line["op"], line["error"]) for line in self.lines()[1:]}, {("stage_load", "exit status 1")})

    def test_other_builds_and_unknown_datasets_are_refused(self):
        self.assertIn("'nonsense' is neither", self.run_bench("nonsense", status=2).stderr)
        for settings in ("CMAKE_BUILD_TYPE:STRING=Debug\n", "CMAKE_BUILD_TYPE:STRING=Release\nOMNIGRAPH_SANITIZERS:STRING=address\n"):
            (self.folder / "CMakeCache.txt").write_text(settings, encoding="utf-8")
            self.assertIn("not a release build", self.run_bench("--build", self.folder, "table-3000", status=2).stderr)
        self.assertIn("not a build folder", self.run_bench("--build", self.folder / "tiny", "table-3000", status=2).stderr)


if __name__ == "__main__":
    unittest.main()
