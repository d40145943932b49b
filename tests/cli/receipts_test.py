"""What `load` and `snapshot` report, key by key (CLI-52, CLI-55, CLI-58), and what the load modes do."""
import time

from program import PEOPLE_RECORDS, ProgramTest

ULID = r"\A[0-9A-HJKMNP-TV-Z]{26}\Z"
NAMES = "query names() { match { $p: Person } return { $p.name, $p.age } order { $p.name } }"


class ReceiptsTest(ProgramTest):
    def test_CLI_55_load_as_json(self):
        graph = self.make_graph(records=None)
        data = self.write_records("a.jsonl", PEOPLE_RECORDS)
        before = time.time_ns() // 1000
        text = self.succeed("load", graph, "--data", data, "--mode", "append", "--as", "agent-7", "--json")
        after = time.time_ns() // 1000
        receipt = text.json()
        self.assertEqual(list(receipt), ["uri", "branch", "mode", "branch_created", "nodes", "edges", "total_entities", "commit"])
        self.assertEqual({key: receipt[key] for key in ("uri", "branch", "mode", "branch_created", "total_entities")},
                         {"uri": graph, "branch": "main", "mode": "append", "branch_created": False, "total_entities": 5})
        self.assertEqual(receipt["nodes"], [{"name": "Company", "entities_loaded": 1}, {"name": "Person", "entities_loaded": 2}])
        self.assertEqual(receipt["edges"], [{"name": "Knows", "entities_loaded": 1}, {"name": "WorksFor", "entities_loaded": 1}])
        commit = receipt["commit"]
        self.assertEqual(list(commit), ["graph_commit_id", "graph_branch", "graph_manifest_version", "parent_commit_id",
                                        "merged_parent_commit_id", "actor_id", "created_at"])
        self.assertRegex(commit["graph_commit_id"], ULID)
        self.assertRegex(commit["parent_commit_id"], ULID)
        self.assertEqual((commit["graph_branch"], commit["merged_parent_commit_id"], commit["actor_id"]), (None, None, "agent-7"))
        self.assertEqual(commit["graph_manifest_version"], 2)
        self.assertTrue(before <= commit["created_at"] <= after, commit)
        following = self.load(graph, PEOPLE_RECORDS, "merge")
        self.assertEqual(following["commit"]["parent_commit_id"], commit["graph_commit_id"])
        self.assertIsNone(following["commit"]["actor_id"])

    def test_CLI_55_load_for_people(self):
        graph = self.make_graph(records=None)
        line = self.succeed("load", "--store", graph, "--data", self.write_records("a.jsonl", PEOPLE_RECORDS), "--mode",
                            "append").stdout
        self.assertEqual(line, f"loaded 5 entities into {graph} on branch main (append): 2 node types, 2 edge types\n")

    def test_CLI_58_snapshot(self):
        graph = self.make_graph()
        document = self.succeed("snapshot", graph, "--json").json()
        self.assertEqual(list(document), ["graph_branch", "graph_manifest_version", "internal_schema_version", "datasets"])
        self.assertEqual((document["graph_branch"], document["graph_manifest_version"], document["internal_schema_version"]),
                         ("main", 2, 1))
        for dataset in document["datasets"]:
            self.assertEqual(list(dataset), ["entity_kind", "type_name", "dataset_path", "published_dataset_version",
                                             "native_dataset_branch", "entity_count"])
            self.assertTrue((self.folder / graph / dataset["dataset_path"]).is_dir(), dataset)
            self.assertIsNone(dataset["native_dataset_branch"])
        self.assertEqual([(d["entity_kind"], d["type_name"], d["entity_count"], d["published_dataset_version"])
                          for d in document["datasets"]],
                         [("edge", "Knows", 1, 2), ("edge", "WorksFor", 1, 2), ("node", "Company", 1, 2), ("node", "Person", 2, 2)])
        self.assertEqual(self.succeed("snapshot", "--store", graph).stdout,
                         "graph_branch: main\n"
                         "graph_manifest_version: 2\n"
                         "internal_schema_version: 1\n"
                         "edge type 'Knows' published_dataset_version=2 native_dataset_branch=main entities=1\n"
                         "edge type 'WorksFor' published_dataset_version=2 native_dataset_branch=main entities=1\n"
                         "node type 'Company' published_dataset_version=2 native_dataset_branch=main entities=1\n"
                         "node type 'Person' published_dataset_version=2 native_dataset_branch=main entities=2\n")

    def test_CLI_52_the_commit_that_a_query_read(self):
        graph = self.make_graph()
        commit = self.load(graph, PEOPLE_RECORDS, "merge")["commit"]["graph_commit_id"]
        self.assertEqual(self.succeed("query", "--store", graph, "-e", NAMES, "--json").json()["graph_commit_id"], commit)

    def test_load_modes(self):
        graph = self.make_graph()
        self.load(graph, [{"type": "Person", "data": {"name": "cy", "age": 5}}], "append")
        self.load(graph, [{"type": "Person", "data": {"name": "ada", "note": "new"}},
                          {"type": "Person", "data": {"name": "dee"}}], "merge")
        self.assertEqual(self.query(graph, NAMES), [
            {"p.name": "ada", "p.age": None},  # replaced as a whole
            {"p.name": "bo", "p.age": None}, {"p.name": "cy", "p.age": 5}, {"p.name": "dee", "p.age": None}])
        receipt = self.load(graph, [{"type": "Person", "data": {"name": "eve"}}, {"type": "Person", "data": {"name": "ada"}},
                                    {"edge": "Knows", "from": "eve", "to": "ada"},
                                    {"edge": "WorksFor", "from": "ada", "to": "acme"}], "overwrite")
        self.assertEqual(receipt["total_entities"], 4)
        self.assertEqual([row["p.name"] for row in self.query(graph, NAMES)], ["ada", "eve"])
        self.assertEqual(self.query(graph, "query c() { match { $c: Company } return { $c.name } }"), [{"c.name": "acme"}])

    def test_D_19_an_empty_load_is_a_commit(self):
        graph = self.make_graph()
        receipt = self.load(graph, [], "append")
        self.assertEqual((receipt["nodes"], receipt["edges"], receipt["total_entities"]), ([], [], 0))
        self.assertEqual(receipt["commit"]["graph_manifest_version"], 3)
        self.assertEqual(self.succeed("snapshot", graph, "--json").json()["graph_manifest_version"], 3)
