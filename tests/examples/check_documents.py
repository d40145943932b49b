#!/usr/bin/env python3
"""Runs the examples of the documents: check_documents.py PROGRAM DOCUMENT...

Of each document all fenced blocks marked `sh` are run in order by one shell, in an empty folder, with the program on the
path. A block marked `text` right behind one is what it prints, byte for byte but for blanks at line ends; a ULID there
stands for any. Blocks marked otherwise are only read.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ULID = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{26}\b")
TIME = re.compile(r'("created_at": )\d+')


def examples(text):
    """(line, commands, expected output or None) of a document."""
    blocks = [(match.start(), match.end(), match.group(1), match.group(2)) for match in BLOCK.finditer(text)]
    for place, (start, end, kind, content) in enumerate(blocks):
        if kind == "sh":
            expected = None
            if place + 1 < len(blocks) and blocks[place + 1][2] == "text" and not text[end:blocks[place + 1][0]].strip():
                expected = blocks[place + 1][3]
            yield text.count("\n", 0, start) + 1, content, expected


def comparable(output):
    lines = [line.rstrip() for line in TIME.sub(r"\g<1>0", ULID.sub("ULID", output)).split("\n")]
    return "\n".join(lines).strip("\n")


def check(program, document):
    count = 0
    with tempfile.TemporaryDirectory(prefix="omnigraph-documents-") as folder:
        path = pathlib.Path(folder) / "bin"
        path.mkdir()
        (path / "omnigraph").symlink_to(program.resolve())
        environment = os.environ | {"PATH": f"{path}:{os.environ['PATH']}"}
        work = pathlib.Path(folder) / "work"
        work.mkdir()
        for line, commands, expected in examples(document.read_text(encoding="utf-8")):
            done = subprocess.run(["bash", "-euo", "pipefail", "-c", commands], cwd=work, env=environment,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
            stdout, stderr = done.stdout.decode(), done.stderr.decode()
            place = f"{document}:{line}"
            failing = expected is not None and expected.startswith("error:")
            if (done.returncode != 0) != failing:
                sys.exit(f"{place}: exit status {done.returncode}\n{commands}\n{stdout}{stderr}")
            output = stderr if failing else stdout
            if expected is not None and comparable(output) != comparable(expected):
                sys.exit(f"{place}: prints\n{output}\ninstead of\n{expected}")
            count += 1
    return count


def main():
    program, *documents = map(pathlib.Path, sys.argv[1:])
    counts = {document.name: check(program, document) for document in documents}
    if not sum(counts.values()):
        sys.exit("no document has an example")
    print(", ".join(f"{name}: {count} examples" for name, count in counts.items()))


main()
