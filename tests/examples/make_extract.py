#!/usr/bin/env python3
"""Cuts the extract that the tests ask from the whole archive: make_extract.py < debian.jsonl > extract.jsonl

The packages that a few well-known ones reach first through DependsOn, and of all other records those between
records of the extract. Maintainers get invented names: people need not stand in a test file.
"""
import collections
import json
import sys

ROOTS = ["curl", "gimp", "python3", "postfix", "bash", "mawk", "gawk", "exim4-daemon-light", "git", "task-desktop"]
PACKAGES = 1000


def choose_packages(records):
    depends = collections.defaultdict(list)
    known = {record["data"]["name"] for record in records if record.get("type") == "Package"}
    for record in records:
        if record.get("edge") == "DependsOn":
            depends[record["from"]].append(record["to"])
    chosen = dict.fromkeys(name for name in ROOTS if name in known)
    queue = collections.deque(chosen)
    while queue and len(chosen) < PACKAGES:
        for name in depends[queue.popleft()]:
            if name not in chosen and len(chosen) < PACKAGES:
                chosen[name] = None
                queue.append(name)
    essential = [record["data"]["name"] for record in records if record.get("type") == "Package" and record["data"]["essential"]]
    return chosen.keys() | set(essential)


def write(record):
    print(json.dumps(record, ensure_ascii=False, separators=(",", ":")))


def main():
    records = [json.loads(line) for line in sys.stdin]
    packages = choose_packages(records)
    used = {"Maintainer": set(), "Section": set(), "Virtual": set()}
    targets = {"MaintainedBy": "Maintainer", "InSection": "Section", "Provides": "Virtual", "NeedsVirtual": "Virtual"}
    edges = []
    for record in records:
        if "edge" in record and record["from"] in packages:
            kind = targets.get(record["edge"])
            if kind:
                used[kind].add(record["to"])
            if kind or record["to"] in packages:
                edges.append(record)
    invented = {email: f"team-{number:03}@example.org" for number, email in enumerate(sorted(used["Maintainer"]))}
    for record in records:
        if "type" in record:
            data = record["data"]
            if record["type"] == "Maintainer" and data["email"] in invented:
                email = invented[data["email"]]
                write({"type": "Maintainer", "data": {"email": email, "name": email.split("@")[0].replace("-", " ").title()}})
            elif record["type"] == "Package" and data["name"] in packages:
                write(record)
            elif data.get("name") in used.get(record["type"], ()):
                write(record)
    for record in edges:
        write(record | {"to": invented[record["to"]]} if record["edge"] == "MaintainedBy" else record)


main()
