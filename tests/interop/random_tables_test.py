"""Random tables that LanceDB writes read the same with our code: every version, every value, every encoding.

OMNIGRAPH_RANDOM_SEED is the first seed, OMNIGRAPH_RANDOM_TABLES the number of tables, one a seed.
"""
import collections
import concurrent.futures
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

PACKAGES = os.environ["OMNIGRAPH_LANCEDB"]
LANCE_ROWS = os.environ["OMNIGRAPH_LANCE_ROWS"]
WRITER = pathlib.Path(__file__).with_name("random_tables.mjs")
FIRST_SEED = int(os.environ.get("OMNIGRAPH_RANDOM_SEED", "1"))
TABLES = int(os.environ.get("OMNIGRAPH_RANDOM_TABLES", "200"))
WRITERS = 2
ENOUGH_TABLES = 200  # to have seen everything

# What LanceDB 0.39 writes, on its own or when asked. It was not made to write: bitpacked integers and fixed_size_binary
# pages in 2.0, dictionary encodings outside of a mini-block page's dictionary.
EXPECTED = {
    "2.0": ["flat", "flat zstd", "flat lz4", "nullable.no_nulls", "nullable.some_nulls", "nullable.all_nulls",
            "fixed_size_list", "list", "struct", "binary", "dictionary", "fsst", "packed_struct", "blob column",
            "column of several pages"],
    "2.1": ["mini_block", "mini_block dictionary", "full_zip fixed", "full_zip variable", "constant", "blob layout",
            "values flat", "values variable", "values inline_bitpacking", "values fsst", "values rle",
            "values byte_stream_split", "values general zstd", "values general lz4", "values fixed_size_list",
            "values fixed_size_list with nulls", "items constant", "values packed_struct", "dictionary flat",
            "dictionary variable", "levels flat", "levels inline_bitpacking", "levels out_of_line_bitpacking"],
    "2.2": ["mini_block", "mini_block large chunks", "mini_block dictionary", "full_zip fixed", "full_zip variable",
            "constant", "constant inline", "values flat", "values variable", "values inline_bitpacking", "values fsst",
            "values rle", "values byte_stream_split", "values general zstd", "values general lz4", "values fixed_size_list",
            "values fixed_size_list with nulls", "items constant", "values packed_struct", "values variable_packed_struct",
            "packed flat", "packed variable", "dictionary flat", "dictionary variable", "dictionary general lz4",
            "levels flat", "levels inline_bitpacking", "levels out_of_line_bitpacking", "levels rle",
            "column of several pages"],
}
EXPECTED_OTHERS = ["deletions arrow", "deletions bitmap", "fragments of several files", "side files"]


class RandomTablesTest(unittest.TestCase):
    def write_tables(self, folder, first, count):
        """Summaries of tables that LanceDB wrote, one a seed from `first` on."""
        done = subprocess.run(["node", WRITER, PACKAGES, folder, str(first), str(count)], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, env={**os.environ, "RUST_BACKTRACE": "0"}, timeout=500, check=False)
        self.assertEqual(done.returncode, 0, done.stderr.decode()[-3000:])
        return [json.loads(line) for line in done.stdout.decode().splitlines()]

    def write_all(self, folder):
        share = -(-TABLES // WRITERS)
        firsts = range(FIRST_SEED, FIRST_SEED + TABLES, share)
        with concurrent.futures.ThreadPoolExecutor(WRITERS) as pool:
            parts = pool.map(lambda first: self.write_tables(folder, first, min(share, FIRST_SEED + TABLES - first)), firsts)
            return [summary for part in parts for summary in part]

    def test_every_version_reads_as_lancedb_reads_it(self):
        folder = tempfile.mkdtemp(prefix="omnigraph-random-")
        self.addCleanup(shutil.rmtree, folder)
        summaries = self.write_all(folder)
        self.assertEqual(len(summaries), TABLES)
        refused = collections.Counter(reason for summary in summaries for reason in summary["refused"])
        self.assertLess(refused.total(), 3 + TABLES // 20, f"LanceDB should write what we ask for: {refused}")

        done = subprocess.run([LANCE_ROWS, "check", folder], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=500,
                              check=False)
        self.assertEqual(done.returncode, 0, "to replay a seed: OMNIGRAPH_RANDOM_SEED=<seed> OMNIGRAPH_RANDOM_TABLES=1\n"
                         + done.stderr.decode()[:5000])
        seen = json.loads(done.stdout)
        print("\nseeds", FIRST_SEED, "to", FIRST_SEED + TABLES - 1, "seen:", json.dumps(seen, indent=1))
        self.assertEqual(seen["tables"], TABLES)
        self.assertEqual(seen["versions"], sum(summary["versions"] for summary in summaries))
        for name in seen:
            if name.startswith("unreadable "):
                self.assertRegex(name, "^unreadable (decimal:|dict:)")
        if TABLES >= ENOUGH_TABLES:
            wanted = [f"{version} {name}" for version, names in EXPECTED.items() for name in names] + EXPECTED_OTHERS
            self.assertEqual([name for name in wanted if not seen.get(name)], [], "encodings that were never seen")
