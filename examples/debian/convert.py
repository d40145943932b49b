#!/usr/bin/env python3
"""Writes the Debian package archive as load records for schema.pg.

    apt-cache dumpavail | convert.py > data.jsonl

Nodes come before edges. Alternatives (`a | b`) become one edge each; several constraints on one target become one
edge; a name that is no package but that packages provide is a Virtual; other names are dropped.
"""
import json
import re
import sys

TARGET = re.compile(r"\s*([a-z0-9][a-z0-9+.\-]*)(?::[a-z0-9-]+)?\s*(?:\(([^)]*)\))?", re.IGNORECASE)
PERSON = re.compile(r"\s*\"?(.*?)\"?\s*<([^>]*)>")
RELATIONS = {"Recommends": ["Recommends"], "Suggests": ["Suggests"], "Conflicts": ["Conflicts", "Breaks"],
             "Replaces": ["Replaces"], "Enhances": ["Enhances"]}


def stanzas(lines):
    fields, last = {}, None
    for line in lines:
        line = line.rstrip("\n")
        if not line:
            if "Package" in fields:
                yield fields
            fields, last = {}, None
        elif line[0].isspace():
            fields[last] = fields.get(last, "") + " " + line.strip()
        else:
            last, _, value = line.partition(":")
            fields[last] = value.strip()
    if "Package" in fields:
        yield fields


def targets(fields, *names):
    """(name, constraint, place among alternatives) of every entry of dependency fields."""
    for name in names:
        for group in fields.get(name, "").split(","):
            for place, choice in enumerate(group.split("|")):
                match = TARGET.match(choice)
                if match:
                    yield match.group(1), match.group(2), place


def number(text):
    return int(text) if text and text.isdigit() else None


encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def write(record):
    sys.stdout.write(encode(record) + "\n")


def node(kind, **properties):
    write({"type": kind, "data": {name: value for name, value in properties.items() if value is not None}})


def edge(kind, source, target, **properties):
    record = {"edge": kind, "from": source, "to": target}
    if properties:
        record["data"] = {name: value for name, value in properties.items() if value is not None}
    write(record)


def maintainer(fields):
    text = fields.get("Maintainer", "unknown")
    match = PERSON.match(text)
    name, email = match.groups() if match else (text, text)
    return email.lower(), name or email


def write_nodes(packages, virtuals):
    for fields in packages.values():
        tags = sorted({tag.strip() for tag in fields.get("Tag", "").split(",") if tag.strip()})
        node("Package", name=fields["Package"], version=fields["Version"],
             source=fields.get("Source", fields["Package"]).split(" ")[0], architecture=fields["Architecture"],
             section=fields.get("Section", "unknown"), priority=fields.get("Priority", "optional"),
             multi_arch=fields.get("Multi-Arch"), essential=fields.get("Essential") == "yes",
             installed_size=number(fields.get("Installed-Size")), download_size=number(fields.get("Size")),
             summary=fields.get("Description", ""), homepage=fields.get("Homepage"), tags=tags or None)
    people = {}
    for fields in packages.values():
        email, name = maintainer(fields)
        people.setdefault(email, name)
    for email, name in people.items():
        node("Maintainer", email=email, name=name)
    for name in sorted({fields.get("Section", "unknown") for fields in packages.values()}):
        node("Section", name=name)
    for name in virtuals:
        node("Virtual", name=name)


def write_dependencies(source, fields, packages, virtuals):
    found, pre, needs = {}, set(), set()
    for field in ("Pre-Depends", "Depends"):
        for target, constraint, place in targets(fields, field):
            if target in packages and target != source:
                constraints, least = found.get(target, ((), place))
                found[target] = (constraints + ((constraint,) if constraint and constraint not in constraints else ()),
                                 min(place, least))
                if field == "Pre-Depends":
                    pre.add(target)
            elif target in virtuals:
                needs.add(target)
    for target, (constraints, place) in found.items():
        edge("DependsOn", source, target, constraint=", ".join(constraints) or None, alternative=place,
             pre=target in pre)
    for target in sorted(needs):
        edge("NeedsVirtual", source, target)


def write_edges(packages, virtuals):
    for source, fields in packages.items():
        write_dependencies(source, fields, packages, virtuals)
        for kind, names in RELATIONS.items():
            for target in sorted({name for name, _, _ in targets(fields, *names)}):
                if target in packages and target != source:
                    edge(kind, source, target)
        for target in sorted({name for name, _, _ in targets(fields, "Provides")}):
            if target in virtuals:
                edge("Provides", source, target)
        edge("MaintainedBy", source, maintainer(fields)[0])
        edge("InSection", source, fields.get("Section", "unknown"))


def main():
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    sys.stdout.reconfigure(encoding="utf-8")
    packages = {fields["Package"]: fields for fields in stanzas(sys.stdin)}
    if not packages:
        sys.exit("convert.py: no packages on standard input; run `apt-get update` and try again")
    virtuals = sorted({name for fields in packages.values() for name, _, _ in targets(fields, "Provides")}
                      - packages.keys())
    write_nodes(packages, virtuals)
    write_edges(packages, set(virtuals))


main()
