"""What the queries of examples/debian/queries.gq must return, by plain loops over the load records."""
import collections
import json


class Archive:
    """The records of examples/debian/convert.py in dictionaries."""

    def __init__(self, path):
        self.nodes = collections.defaultdict(dict)  # type -> id -> properties
        self.edges = collections.defaultdict(list)  # type -> (from, to)
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                if "type" in record:
                    data = record["data"]
                    key = "email" if record["type"] == "Maintainer" else "name"
                    self.nodes[record["type"]][data[key]] = data
                else:
                    self.edges[record["edge"]].append((record["from"], record["to"]))

    def targets(self, edge_type):
        """from -> the set of what its edges lead to"""
        found = collections.defaultdict(set)
        for source, target in self.edges[edge_type]:
            found[source].add(target)
        return found

    def sources(self, edge_type):
        found = collections.defaultdict(set)
        for source, target in self.edges[edge_type]:
            found[target].add(source)
        return found


def reach(neighbours, start, hops):
    """What is one to `hops` steps away from `start`, by least distance; `start` itself is not."""
    seen, frontier = {start}, [start]
    for _ in range(hops):
        following = []
        for name in frontier:
            for neighbour in neighbours.get(name, ()):
                if neighbour not in seen:
                    seen.add(neighbour)
                    following.append(neighbour)
        frontier = following
    return seen - {start}


def rows(archive, names, *properties):
    """Packages as rows of the properties `p.name`, ...; absent ones are null."""
    packages = archive.nodes["Package"]
    return [{column: packages[name].get(column.split(".")[1]) for column in properties} for name in names]


def descending(archive, names, number):
    """Names by a number, the greatest first and nulls last; equal ones by name."""
    packages = archive.nodes["Package"]

    def place(name):
        value = packages[name].get(number)
        return (value is None, -(value or 0), name)

    return sorted(names, key=place)


def counted(pairs, columns):
    """Rows of ((group values), count), the greatest count first, then by group."""
    ordered = sorted(pairs, key=lambda pair: (-pair[1], pair[0]))
    return [dict(zip(columns, (*group, count))) for group, count in ordered]


def package(archive, name):
    return rows(archive, [name] if name in archive.nodes["Package"] else [], "p.name", "p.version", "p.section",
                "p.installed_size", "p.summary")


def needs(archive, name):
    return rows(archive, sorted(archive.targets("DependsOn")[name]), "d.name", "d.version", "d.installed_size", "d.summary")


def needs_all(archive, name):
    found = reach(archive.targets("DependsOn"), name, 5)
    return rows(archive, descending(archive, found, "installed_size")[:15], "d.name", "d.installed_size", "d.summary")


def needs_count(archive, name):
    return [{"packages": len(reach(archive.targets("DependsOn"), name, 5))}]


def breaks_without(archive, name):
    found = reach(archive.sources("DependsOn"), name, 5)
    return rows(archive, sorted(found)[:15], "broken.name", "broken.section", "broken.summary")


def broken_sections(archive, name):
    found = reach(archive.sources("DependsOn"), name, 5)
    counts = collections.Counter((archive.nodes["Package"][broken]["section"],) for broken in found)
    return counted(counts.items(), ["section", "packages"])[:10]


def biggest(archive, section):
    found = archive.sources("InSection")[section]
    return rows(archive, descending(archive, found, "installed_size")[:10], "p.name", "p.installed_size", "p.summary")


def busiest_maintainers(archive):
    counts = collections.Counter()
    for _, email in archive.edges["MaintainedBy"]:
        counts[(archive.nodes["Maintainer"][email]["name"], email)] += 1
    return counted(counts.items(), ["maintainer", "m.email", "packages"])[:10]


def providers(archive, name):
    return rows(archive, sorted(archive.sources("Provides")[name]), "p.name", "p.summary")


def essential_by_size(archive):
    found = [name for name, data in archive.nodes["Package"].items()
             if data["essential"] and (data.get("installed_size") or 0) > 1024]
    return rows(archive, descending(archive, found, "installed_size"), "p.name", "p.installed_size")


def tagged(archive, tag, prefix):
    found = sorted(name for name, data in archive.nodes["Package"].items()
                   if tag in data.get("tags", ()) and name.startswith(prefix))
    return rows(archive, found[:10], "p.name", "p.summary")


def conflicts_with(archive, name):
    found = archive.targets("Conflicts")[name] | archive.sources("Conflicts")[name]
    return rows(archive, sorted(found), "other.name", "other.summary")


# Query -> the parameters to ask it with. Each has one that finds nothing, or little.
CASES = {
    package: [{"name": "curl"}, {"name": "libc6"}, {"name": "no-such-package"}],
    needs: [{"name": "curl"}, {"name": "gimp"}, {"name": "libgcc-s1"}, {"name": "gcc-12-base"}],
    needs_all: [{"name": "gimp"}, {"name": "curl"}, {"name": "libc6"}, {"name": "gcc-12-base"}],
    needs_count: [{"name": "gimp"}, {"name": "python3"}, {"name": "no-such-package"}],
    breaks_without: [{"name": "python3"}, {"name": "libssl3"}, {"name": "gimp"}, {"name": "no-such-package"}],
    broken_sections: [{"name": "libc6"}, {"name": "python3"}, {"name": "no-such-package"}],
    biggest: [{"section": "libs"}, {"section": "graphics"}, {"section": "no-such-section"}],
    busiest_maintainers: [{}],
    providers: [{"name": "mail-transport-agent"}, {"name": "awk"}, {"name": "no-such-virtual"}],
    essential_by_size: [{}],
    tagged: [{"tag": "implemented-in::c", "prefix": "lib"}, {"tag": "role::program", "prefix": "g"},
             {"tag": "no::such", "prefix": ""}],
    conflicts_with: [{"name": "libc6"}, {"name": "mawk"}, {"name": "curl"}, {"name": "no-such-package"}],
}
