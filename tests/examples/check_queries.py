#!/usr/bin/env python3
"""Asks every query of examples/debian/queries.gq and compares with what oracle.py computes.

    check_queries.py PROGRAM RECORDS [GRAPH]

GRAPH holds the RECORDS; without it a graph is made of them first, in a temporary folder.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import oracle

EXAMPLE = pathlib.Path(__file__).resolve().parents[2] / "examples" / "debian"


def make_graph(program, records, graph):
    subprocess.run([program, "init", graph, "--schema", EXAMPLE / "schema.pg"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([program, "load", graph, "--data", records, "--mode", "append", "--quiet"], check=True,
                   stdout=subprocess.DEVNULL)


def ask(program, graph, query, params):
    done = subprocess.run([program, "query", query, "--store", graph, "--query", EXAMPLE / "queries.gq", "--params",
                           json.dumps(params), "--json"], check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)["rows"]


def check(program, records, graph):
    declared = set(re.findall(r"^query (\w+)\(", (EXAMPLE / "queries.gq").read_text(), re.MULTILINE))
    covered = {function.__name__ for function in oracle.CASES}
    if declared != covered:
        sys.exit(f"queries.gq and oracle.py differ: {sorted(declared ^ covered)}")
    archive = oracle.Archive(records)
    asked = row_count = 0
    for function, cases in oracle.CASES.items():
        found = 0
        for params in cases:
            expected = function(archive, **params)
            actual = ask(program, graph, function.__name__, params)
            if actual != expected:
                sys.exit(f"{function.__name__} {params}\n  expected {expected}\n  but got  {actual}")
            asked += 1
            found += len(expected)
        if found == 0:
            sys.exit(f"{function.__name__} found nothing with any of its parameters, so nothing was compared")
        row_count += found
    print(f"{len(declared)} queries asked {asked} times: all {row_count} rows are as computed by hand")


def main():
    program, records, *graph = map(pathlib.Path, sys.argv[1:])
    if graph:
        check(program, records, graph[0])
        return
    with tempfile.TemporaryDirectory(prefix="omnigraph-examples-") as folder:
        graph = pathlib.Path(folder) / "debian.omni"
        make_graph(program, records, graph)
        check(program, records, graph)


main()
