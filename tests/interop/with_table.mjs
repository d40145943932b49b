// Opens any dataset with LanceDB. `process.argv[2]` is the folder in which npm installed this folder's package.json.
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";

const load = createRequire(path.join(fs.realpathSync(process.argv[2]), "package.json"));
const { connect } = load("@lancedb/lancedb");
export const arrow = load("apache-arrow");

// LanceDB finds tables as `<database>/<table>.lance`; a link gives ours such a name.
export async function withTable(directory, work) {
  const database = fs.mkdtempSync(path.join(os.tmpdir(), "omnigraph-interop-"));
  try {
    fs.symlinkSync(fs.realpathSync(directory), path.join(database, "ours.lance"));
    return await work(await (await connect(database)).openTable("ours"));
  } finally {
    fs.rmSync(database, { recursive: true, force: true });
  }
}
