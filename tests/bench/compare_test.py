"""bench/compare on measurements that are written here."""
import json
import pathlib
import subprocess
import tempfile
import unittest

BENCH = pathlib.Path(__file__).resolve().parents[2] / "bench"
MACHINE = {"machine": {"cpu": "abacus", "cores": 2, "memory": "8 GiB", "kernel": "6.1", "file system": "ext4"}}


def line(peer, op, dataset="social-10000", **fields):
    return {"peer": peer, "version": "1", "dataset": dataset, "op": op, **fields}


def all_peers(op, **p50):
    """A line of each system for one operation; what is not named took 1 s."""
    return [line(peer, op, p50_us=p50.get(peer, 1e6)) for peer in ("omnigraph", "kuzu", "ladybug", "duckdb", "lancedb", "sqlite")]


class CompareTest(unittest.TestCase):
    maxDiff = None

    def compare(self, *runs, status=0):
        """What compare prints about files with these lines."""
        with tempfile.TemporaryDirectory() as folder:
            names = []
            for i, lines in enumerate(runs):
                names.append(pathlib.Path(folder) / f"run{i}.jsonl")
                names[-1].write_text("".join((x if isinstance(x, str) else json.dumps(x)) + "\n" for x in lines), encoding="utf-8")
            done = subprocess.run([BENCH / "compare", *names], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def row(self, output, operation):
        """The cells of a table's line, by heading; an operation with another field is named with it."""
        lines = output.splitlines()
        header = next(text for text in lines if text.startswith("operation "))
        found = [text for text in lines if text.startswith(operation + "  ")]
        self.assertEqual(len(found), 1, output)
        # Numbers stand right below their heading's end, texts below its begin.
        names = [name for name in header.split("  ") if name.strip()]
        cells, begin = {}, 0
        for name in map(str.strip, names):
            at = header.index(name, begin)
            begin = at + len(name)
            if name == "gate":
                end = header.index("aim", begin)
                cells["gate"], cells["aim"] = found[0][at:end].strip(), found[0][end:].strip()
                break
            cells[name] = found[0][:begin].rsplit("  ", 1)[-1].strip()
        return cells

    def test_medians_ratios_and_targets_of_one_run(self):
        row = self.row(self.compare([MACHINE, *all_peers("hop1", omnigraph=10, kuzu=500, ladybug=300, sqlite=5)]), "hop1")
        self.assertEqual(row["omnigraph"], "10.0 us")
        self.assertEqual(row["kuzu"], "500 us")
        self.assertEqual(row["x graph"], "30.0x")
        self.assertEqual(row["x any"], "0.50x")
        self.assertEqual(row["gate"], ">= 10x graph: met")
        self.assertEqual(row["aim"], ">= 40x graph: missed")

    def test_several_lines_of_one_system_give_their_median(self):
        loads = [line("omnigraph", "load", p50_us=us, rows_per_s=1e9 / us) for us in (1000, 9000, 2000)]
        output = self.compare(loads)
        self.assertEqual(self.row(output, "load")["omnigraph"], "2.00 ms")
        self.assertEqual(self.row(output, "load rows_per_s")["omnigraph"], "500 k/s")

    def test_a_missing_number_is_never_a_met_target(self):
        measured = all_peers("hop1", omnigraph=1)
        for absent in ("omnigraph", "kuzu", "ladybug"):
            row = self.row(self.compare([m for m in measured if m["peer"] != absent]), "hop1")
            self.assertEqual(row.get(absent, "-"), "-")
            self.assertEqual(row["gate"], ">= 10x graph: no number", absent)
        # Of all systems, one that was not run at all is missing; one that lacks the operation is not.
        measured = all_peers("top", omnigraph=1)
        self.assertIn("no number", self.row(self.compare([m for m in measured if m["peer"] != "sqlite"]), "top")["gate"])
        lacking = [m for m in measured if m["peer"] != "sqlite"] + [line("sqlite", "floor", p50_us=1)]
        self.assertEqual(self.row(self.compare(lacking), "top")["gate"], ">= 1x any: met")

    def test_an_error_is_shown_and_counts_as_tried(self):
        measured = all_peers("hop1", omnigraph=10, kuzu=500)
        measured[2] = line("ladybug", "hop1", error="no such thing")
        output = self.compare(measured)
        self.assertEqual(self.row(output, "hop1")["ladybug"], "error")
        self.assertEqual(self.row(output, "hop1")["gate"], ">= 10x graph: met")
        self.assertIn("error: hop1 ladybug: no such thing", output)

    def test_ratios_are_within_a_run(self):
        ours, others = [line("omnigraph", "hop1", p50_us=1)], all_peers("hop1")[1:]
        row = self.row(self.compare(ours, others), "hop1")
        self.assertEqual((row["omnigraph"], row["kuzu"], row["x graph"]), ("1.00 us", "1.00 s", "-"))
        self.assertIn("no number", row["gate"])
        # Of several runs the median ratio, not the ratio of medians.
        runs = [[MACHINE, *all_peers("hop1", omnigraph=1, kuzu=kuzu)] for kuzu in (10, 20, 90)]
        self.assertEqual(self.row(self.compare(*runs), "hop1")["x graph"], "20.0x")
        self.assertEqual(self.row(self.compare([m for run in runs for m in run]), "hop1")["x graph"], "20.0x")

    def test_more_is_better_for_rates_and_less_for_bytes(self):
        def loads(rows, mib, disk):
            return [line(peer, "load", "social-100000", rows_per_s=r, peak_rss_mib=m, disk_bytes=d) for peer, r, m, d in
                    zip(("omnigraph", "kuzu", "ladybug", "duckdb", "lancedb", "sqlite"), rows, mib, disk)]
        output = self.compare(loads((2100, 100, 50, 2000, 9000, 1), (130, 100, 90, 131, 1, 1), (240e6, 250e6, 260e6, 1, 1, 1)))
        rates, memory, disk = (self.row(output, "load " + field) for field in ("rows_per_s", "peak_rss_mib", "disk_bytes"))
        self.assertEqual((rates["x graph"], rates["x any"]), ("21.0x", "0.23x"))
        self.assertEqual((rates["gate"], rates["aim"]), (">= 20x graph: met", ">= 1x duckdb: met"))
        self.assertEqual(memory["x graph"], "0.69x")
        self.assertEqual((memory["gate"], memory["aim"]), ("<= 1.3x graph: missed", "<= 1x duckdb: met"))
        self.assertEqual((disk["gate"], disk["aim"]), ("<= 1x graph: met", "<= 230.0 MB: missed"))

    def test_limits_need_no_other_system(self):
        row = self.row(self.compare([line("omnigraph", "cold_open_first_query", p50_us=19000)]), "cold_open_first_query")
        self.assertEqual((row["gate"], row["aim"]), ("<= 20.0 ms: met", "<= 5.00 ms: missed"))

    def test_different_results_come_first_and_fail(self):
        def answers(op, **checksums):
            return [MACHINE] + [line(peer, op, p50_us=1, checksum=c, checked=20) for peer, c in checksums.items()]
        output = self.compare(answers("hop2", omnigraph="aa", kuzu="bb", duckdb="bb"), status=1)
        self.assertTrue(output.strip().startswith("DIFFERENT RESULTS"), output)
        self.assertIn("social-10000 hop2 (first 20): aa omnigraph; bb duckdb, kuzu", output)
        self.compare(answers("hop2", omnigraph="aa", kuzu="aa"))
        # A system may contradict itself from one run to the next.
        self.compare(answers("hop2", omnigraph="aa"), answers("hop2", omnigraph="bb"), status=1)
        # Of other inputs the results are others.
        few = answers("hop2", omnigraph="aa") + [line("kuzu", "hop2", p50_us=1, checksum="bb", checked=3)]
        self.compare(few)
        for op in ("bm25", "vector_exact"):
            self.assertIn(f"known difference: social-10000 {op} (first 20): aa omnigraph; bb kuzu",
                          self.compare(answers(op, omnigraph="aa", kuzu="bb")))

    def test_rows_left_by_bulk_changes_are_results_too(self):
        left = [line("omnigraph", "check_writes", nodes=7, deleted=1, sum="10"), line("kuzu", "check_writes", nodes=7, sum=10)]
        self.compare(left)
        self.assertIn("check_writes nodes", self.compare(left + [line("sqlite", "check_writes", nodes=8)], status=1))

    def test_the_machine_is_stated_and_must_not_change(self):
        other = {"machine": {**MACHINE["machine"], "cpu": "slide rule"}}
        output = self.compare([MACHINE, line("omnigraph", "top", p50_us=1)], [other, line("omnigraph", "top", p50_us=1)])
        self.assertIn("cpu abacus, cores 2, memory 8 GiB, kernel 6.1, file system ext4", output)
        self.assertIn("different machines", output)
        self.assertIn("machine not recorded", self.compare([line("omnigraph", "top", p50_us=1)]))

    def test_an_index_that_finds_too_little_does_not_count(self):
        data = [line("omnigraph", "vector_index", "social-100000", p50_us=100)]
        for index, us, recall in (("quick", 10, 0.7), ("good", 300, 0.995), ("exact", 400, 1)):
            data += [line("lancedb", "vector_index", "social-100000", index=index, p50_us=us),
                     line("lancedb", "vector_recall", "social-100000", index=index, recall_at_10=recall)]
        row = self.row(self.compare(data), "vector_index")
        self.assertEqual((row["lancedb"], row["x any"]), ("300 us", "3.00x"))

    def test_marks_beside_ratios(self):
        slow = [line("kuzu", "floor", p50_us=60), line("omnigraph", "point", p50_us=10), line("kuzu", "point", p50_us=100)]
        self.assertEqual(self.row(self.compare(slow), "point")["x graph"], "10.0x f")
        loose = [line("omnigraph", "insert_commit", p50_us=10), line("lancedb", "insert_commit", p50_us=100, durability="none: x", note="y")]
        self.assertEqual(self.row(self.compare(loose), "insert_commit")["x any"], "10.0x n u")

    def test_what_is_no_measurement_is_refused(self):
        for text in ("{", "[]", '{"peer": "x"}', '{"peer": 1, "dataset": "d", "op": "o"}'):
            self.assertIn("run0.jsonl, line 2: not a measurement", self.compare([line("kuzu", "top", p50_us=1), text], status=2))
        self.assertIn("no measurements", self.compare([], status=2))
        self.assertIn("usage", self.compare(status=2))


class TargetsTest(unittest.TestCase):
    def test_targets_are_well_formed(self):
        """A slip in targets.json would otherwise show only once the operation is measured."""
        targets = json.loads((BENCH / "targets.json").read_text(encoding="utf-8"))
        fields = {"time": ("p50_us", "at_least"), "rows": ("rows_per_s", "at_least"), "commits": ("commits_per_s", "at_least"),
                  "disk": ("disk_bytes", "at_most"), "memory": ("peak_rss_mib", "at_most")}
        systems = set(targets["groups"]["any"]) | set(targets["groups"])
        for target in targets["targets"]:
            self.assertEqual(set(target), {"op", "field", "datasets", "gate", "aim"}, target)
            for condition in target["gate"] + target["aim"]:
                if condition["kind"] != "limit":
                    field, bound = fields[condition["kind"]]
                    self.assertEqual(set(condition), {"kind", "than", bound}, target)
                    self.assertEqual(field, target["field"], target)
                    self.assertIn(condition["than"].partition("/")[0], systems, target)
                else:
                    self.assertEqual(len({"at_least", "at_most"} & set(condition)), 1, target)


if __name__ == "__main__":
    unittest.main()
