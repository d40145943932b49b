// Reads and changes Lance tables with LanceDB, an implementation that shares no code with ours.
//
//     node use_table.mjs PACKAGES < requests.jsonl > answers.jsonl
//
// A request is {"table": DIRECTORY, "what": ...} and is answered by one line; they are done in order:
//
//     "rows" | "lines" | "count" | "versions" | "schema", with "version"?: N, "filter"?: SQL
//     "append", "rows": how many, copies of the table's first rows whose ids get a new prefix
//     "delete", "filter": SQL
//     "update", "values": {COLUMN: SQL}, "filter": SQL
//     "addColumn", "name": NAME, "value": SQL
//     "compact"
//     "prune": also forgets all versions but the newest, and all that only they, or nobody, refer to
//
// A row is an object by column, with values as load records spell them: dates and timestamps as ISO text, integers of 64
// bits as decimal text. Lines are those of canonical.mjs, the names of the columns first.
import readline from "node:readline";

import { makeCanonical } from "./canonical.mjs";
import { arrow, withTable } from "./with_table.mjs";

const { DataType, DateUnit } = arrow;
const canonical = makeCanonical(arrow);

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

async function linesOf(table) {
  const lines = [JSON.stringify((await table.schema()).fields.map((field) => field.name))];
  for await (const batch of table.query()) {
    const texts = batch.data.children.map(canonical);
    for (let i = 0; i < batch.numRows; i++) lines.push(`[${texts.map((text) => text(i)).join(",")}]`);
  }
  return lines;
}

async function appendCopies(table, count) {
  const batches = [];
  for await (const batch of table.query().limit(count)) {
    const ids = Array.from({ length: batch.numRows }, (_, i) => `foreign-${batches.length}-${i}`);
    const children = batch.schema.fields.map(({ name }, place) =>
      name === "id" ? arrow.vectorFromArray(ids, new arrow.Utf8()).data[0] : batch.data.children[place]);
    const type = new arrow.Struct(batch.schema.fields);
    batches.push(new arrow.RecordBatch(batch.schema, arrow.makeData({ type, length: batch.numRows, nullCount: 0, children })));
  }
  await table.inner.add(Buffer.from(arrow.tableToIPC(new arrow.Table(batches[0].schema, batches), "file")), "append");
}

async function answer(table, request) {
  const { what, version, filter } = request;
  if (version !== undefined) await table.checkout(version);
  switch (what) {
    case "rows": {
      const rows = [];
      for await (const batch of filter ? table.query().where(filter) : table.query()) rows.push(...rowsOf(batch));
      return rows;
    }
    case "lines":
      return linesOf(table);
    case "count":
      return table.countRows(filter);
    case "versions":
      return (await table.listVersions()).map((entry) => Number(entry.version)).sort((a, b) => a - b);
    case "schema":
      return Object.fromEntries((await table.schema()).fields.map((field) => [field.name, [String(field.type), field.nullable]]));
    case "append":
      return appendCopies(table, request.rows);
    case "delete":
      return table.delete(filter);
    case "update":
      return table.update({ valuesSql: request.values, where: filter });
    case "addColumn":
      return table.addColumns([{ name: request.name, valueSql: request.value }]);
    case "compact":
      return table.optimize();
    case "prune":
      // A little ahead, because clocks and time stamps have their own grain.
      return table.optimize({ cleanupOlderThan: new Date(Date.now() + 60_000), deleteUnverified: true });
    default:
      throw new Error(`unknown request '${what}'`);
  }
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  const result = await withTable(request.table, (table) => answer(table, request));
  process.stdout.write(`${JSON.stringify(result ?? null, (_, value) => (typeof value === "bigint" ? Number(value) : value))}\n`);
}
