#!/usr/bin/env python3
"""Holds every include of src/ and apps/ to the layers that the folders' CMakeLists.txt state.

`omnigraph_library(table USES index lance ...)` says what sources of src/table may include: its own folder, the
folders named, and `base` and `columnar`, which are open to all. The folders must form no circle. Public headers
include each other and the standard library only.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
OPEN_TO_ALL = {"base", "columnar"}
SECTIONS = {"USES", "LINKS", "PUBLIC_LINKS"}
LIBRARY = re.compile(r"omnigraph_library\(([^()]*(?:\$<[^()]*>[^()]*)*)\)")
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.MULTILINE)


def stated_layers():
    """Folder name -> the folders it may use."""
    layers = {}
    for path in sorted((ROOT / "src").glob("*/CMakeLists.txt")):
        text = re.sub(r"#.*", "", path.read_text())
        match = LIBRARY.search(text)
        if not match:
            sys.exit(f"error: {path.relative_to(ROOT)} has no omnigraph_library(...)")
        name, *words = match.group(1).split()
        if name != path.parent.name:
            sys.exit(f"error: {path.relative_to(ROOT)} declares the library '{name}'")
        uses, section = set(), None
        for word in words:
            if word in SECTIONS:
                section = word
            elif section == "USES":
                uses.add(word)
        layers[name] = uses
    return layers


def find_circle(layers):
    """A list of folders that use one another, or nothing."""
    done = set()

    def visit(name, trail):
        if name in trail:
            return trail[trail.index(name):] + [name]
        if name in done:
            return None
        for used in sorted(layers.get(name, ())):
            if circle := visit(used, trail + [name]):
                return circle
        done.add(name)
        return None

    for name in sorted(layers):
        if circle := visit(name, []):
            return circle
    return None


def includes_of(path):
    """(line number, kind, path) of every include."""
    text = path.read_text()
    for match in INCLUDE.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, match.group(1), match.group(2)


def problems(layers):
    for name, uses in sorted(layers.items()):
        for used in sorted(uses - layers.keys()):
            yield f"src/{name}/CMakeLists.txt: USES names '{used}', which is no folder of src/"
    if circle := find_circle(layers):
        yield f"the layers form a circle: {' -> '.join(circle)}"
    for name, uses in sorted(layers.items()):
        allowed = uses | OPEN_TO_ALL | {name}
        for path in sorted((ROOT / "src" / name).rglob("*.[hc]*")):
            if path.suffix not in (".h", ".cc"):
                continue
            for line, kind, included in includes_of(path):
                folder = included.split("/")[0]
                if kind == '"' and folder in layers and folder not in allowed:
                    yield (f"{path.relative_to(ROOT)}:{line}: includes \"{included}\", but src/{name}/CMakeLists.txt "
                           f"does not say USES {folder}")
    for path in sorted((ROOT / "include").rglob("*.h")):
        for line, kind, included in includes_of(path):
            standard = kind == "<" and re.fullmatch(r"[a-z_0-9]+", included)
            if not standard and not included.startswith("omnigraph/"):
                yield f"{path.relative_to(ROOT)}:{line}: a public header includes \"{included}\""


def main():
    layers = stated_layers()
    found = list(problems(layers))
    for problem in found:
        print(problem)
    if found:
        sys.exit(1)
    print(f"{len(layers)} layers, no include leaves them")


main()
