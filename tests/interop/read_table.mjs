// Answers questions about Lance tables with LanceDB, an implementation that shares no code with ours.
//
//     node read_table.mjs PACKAGES < requests.jsonl > answers.jsonl
//
// PACKAGES is the folder in which npm installed this folder's package.json. A request is {"table": DIRECTORY, "what":
// "rows" | "count" | "versions" | "schema", "version"?: N, "filter"?: SQL}; each is answered by one line, in order. A
// row is an object by column, with values as load records spell them: dates and timestamps as ISO text, integers of 64
// bits as decimal text.
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import readline from "node:readline";

const load = createRequire(path.join(fs.realpathSync(process.argv[2]), "package.json"));
const { connect } = load("@lancedb/lancedb");
const { DataType, DateUnit } = load("apache-arrow");

const bitIsSet = (bytes, index) => (bytes[index >> 3] & (1 << (index & 7))) !== 0;

function isNull(column, index) {
  return column.nullCount > 0 && column.nullBitmap?.length > 0 && !bitIsSet(column.nullBitmap, column.offset + index);
}

function range(column, index) {
  return [column.valueOffsets[index], column.valueOffsets[index + 1]].map(Number);
}

function decodeDate(column, index) {
  if (column.type.unit === DateUnit.DAY) {
    return new Date(column.values[index] * 86_400_000).toISOString().slice(0, -"T00:00:00.000Z".length);
  }
  const words = column.values;
  const milliseconds = words instanceof BigInt64Array ? words : new BigInt64Array(words.buffer, words.byteOffset);
  return new Date(Number(milliseconds[index])).toISOString();
}

// One value, out of the Arrow buffers themselves: the accessors of apache-arrow change dates on the way.
function decode(column, index) {
  const type = column.type;
  if (isNull(column, index)) return null;
  if (DataType.isBool(type)) return bitIsSet(column.values, column.offset + index);
  if (DataType.isInt(type)) return type.bitWidth === 64 ? String(column.values[index]) : column.values[index];
  if (DataType.isFloat(type)) return column.values[index];
  if (DataType.isUtf8(type)) return Buffer.from(column.values.subarray(...range(column, index))).toString("utf8");
  if (DataType.isDate(type)) return decodeDate(column, index);
  if (DataType.isList(type) || DataType.isFixedSizeList(type)) {
    const size = type.listSize;
    const [begin, end] = DataType.isList(type) ? range(column, index) : [index * size, (index + 1) * size];
    return Array.from({ length: end - begin }, (_, place) => decode(column.children[0], begin + place));
  }
  throw new Error(`a column of type ${type}, which none of our tables has`);
}

function rowsOf(batch) {
  return Array.from({ length: batch.numRows }, (_, index) =>
    Object.fromEntries(batch.schema.fields.map((field, place) => [field.name, decode(batch.data.children[place], index)])));
}

async function answer(table, { what, version, filter }) {
  if (version !== undefined) await table.checkout(version);
  switch (what) {
    case "rows": {
      const rows = [];
      for await (const batch of filter ? table.query().where(filter) : table.query()) rows.push(...rowsOf(batch));
      return rows;
    }
    case "count":
      return table.countRows(filter);
    case "versions":
      return (await table.listVersions()).map((entry) => Number(entry.version)).sort((a, b) => a - b);
    case "schema":
      return Object.fromEntries((await table.schema()).fields.map((field) => [field.name, [String(field.type), field.nullable]]));
    default:
      throw new Error(`unknown request '${what}'`);
  }
}

// LanceDB finds tables as `<database>/<table>.lance`; a link gives ours such a name.
async function withTable(directory, work) {
  const database = fs.mkdtempSync(path.join(os.tmpdir(), "omnigraph-interop-"));
  try {
    fs.symlinkSync(fs.realpathSync(directory), path.join(database, "ours.lance"));
    return await work(await (await connect(database)).openTable("ours"));
  } finally {
    fs.rmSync(database, { recursive: true, force: true });
  }
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  const result = await withTable(request.table, (table) => answer(table, request));
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
