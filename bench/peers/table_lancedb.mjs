// LanceDB on the rows of bench/table_bench: a fragment for each 2^20 rows, as ours; look-ups through a BTREE index on the key.
import fs from 'node:fs';
import path from 'node:path';
import { diskBytes, micros, peakRssMiB, peerVersion, Report, requirePeer, stages, timesOf } from './report.mjs';
import { FILTER, idsToLookUp, positionsOfTake, tableColumns, TAKES, valueBytes } from './table_rows.mjs';

const lancedb = requirePeer('@lancedb/lancedb'), arrow = requirePeer('apache-arrow');
const FILE_ROWS = 1 << 20;
const LARGE = { maxBatchLength: 1 << 16 };   // the default of 1,024 rows a batch is slower
const TYPES = { amount: new arrow.Int64(), age: new arrow.Int32(), total: new arrow.Int64(), score: new arrow.Float64(), weight: new arrow.Float32(),
  day: new arrow.DateDay() };
const NAMES = ['id', 'amount', 'age', 'total', 'score', 'weight', 'name', 'label', 'email', 'day'];

function arrowTable(columns, count) {
  const vectors = {};
  for (const [name, values] of Object.entries(columns)) {
    vectors[name] = new arrow.Vector([values.bytes
      ? arrow.makeData({ type: new arrow.Utf8(), length: count, nullCount: 0, valueOffsets: values.offsets, data: values.bytes })
      : arrow.makeData({ type: TYPES[name], length: count, nullCount: 0, data: values })]);
  }
  return new arrow.Table(vectors);
}

const text = (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : String(value));
// A day is days, milliseconds or a Date, by the version of the Arrow library.
const dayText = (value) => (typeof value === 'number' ? new Date(Math.abs(value) < 1e6 ? value * 86400000 : value).toISOString().slice(0, 10) : text(value));
const fieldsOf = (names) => (table) => {
  const columns = names.map((name) => table.getChild(name));
  return Array.from({ length: table.numRows }, (_, i) => columns.map((c, j) => (names[j] === 'day' ? dayText : text)(c.get(i))));
};

// What scan_all of bench/table_reads.cc computes, from the batches that arrived.
function totals(batches) {
  const fields = [batches.reduce((sum, b) => sum + b.numRows, 0)];
  for (const name of NAMES) {
    const parts = batches.map((b) => b.getChild(name).data).flat();
    if (arrow.DataType.isUtf8(parts[0].type) || arrow.DataType.isLargeUtf8(parts[0].type)) {
      let length = 0, greatest = '';
      for (const vector of batches.map((b) => b.getChild(name))) for (const value of vector) {
        length += value.length;
        if (value > greatest) greatest = value;
      }
      fields.push(length, greatest);
    } else {
      let sum = 0, exact = 0n;   // partial sums of integers stay below 2^53
      for (const { values, length, offset } of parts) for (let i = 0; i < length; i++) {
        sum += Number(values[i]);
        if (name === 'total' && sum > 2 ** 52) { exact += BigInt(sum); sum = 0; }
      }
      fields.push(name === 'total' ? exact + BigInt(sum) : sum);
    }
  }
  return [fields.map(String)];
}

async function collect(query) {
  const batches = [];
  for await (const batch of query) batches.push(batch);
  return batches;
}

async function run(stage, rows, workdir) {
  const report = new Report('lancedb', peerVersion('@lancedb/lancedb'), rows), folder = path.join(workdir, `lancedb-table-${rows}`);
  if (stage === 'write') fs.rmSync(folder, { recursive: true, force: true });
  const db = await lancedb.connect(folder);
  if (stage === 'write') {
    let us = 0, bytes = 0, table;
    for (let first = 0; first < rows; first += FILE_ROWS) {
      const count = Math.min(FILE_ROWS, rows - first), columns = tableColumns(first, count), input = arrowTable(columns, count), before = micros();
      if (table) await table.add(input);
      else table = await db.createTable('t', input);
      us += micros() - before;
      bytes += valueBytes(columns, count);
    }
    report.print('table_write', { ...timesOf([us]), rows, rows_per_s: Math.round(rows / (us / 1e6)), mb_per_s: Math.round((bytes / us) * 10) / 10,
      value_bytes: bytes, disk_bytes: diskBytes(folder), peak_rss_mib: peakRssMiB(), durability: 'none: files are not synced', note: 'the rows are Arrow in memory' });
    return;
  }
  const table = await db.openTable('t');
  if (stage === 'read') {
    await report.time('table_scan', Array(20).fill(0), () => collect(table.query().select(NAMES).execute(LARGE)), totals,
      { checked: 1, warmUp: 1, more: { note: 'to the arrival of all batches; sums are not timed' } });
    await report.time('table_filter', Array(20).fill(0), () => table.query()
      .where(`amount >= ${FILTER.from} AND amount <= ${FILTER.to} AND name LIKE '${FILTER.prefix}%'`).select(['id', 'total']).toArrow(LARGE), fieldsOf(['id', 'total']),
    { checked: 1, warmUp: 1 });
    await report.time('table_take', Array.from({ length: TAKES }, (_, i) => positionsOfTake(rows, i)), (positions) =>
      table.takeOffsets(positions).select(NAMES).toArrow(LARGE), fieldsOf(NAMES));
    report.print('table_memory', { peak_rss_mib: peakRssMiB() });
  } else if (stage === 'lookup') {
    const before = micros();
    await table.createIndex('id', { config: lancedb.Index.btree(), replace: true });
    report.print('table_index_build', { ...timesOf([micros() - before]), peak_rss_mib: peakRssMiB() });
    const ids = idsToLookUp(rows), found = await db.openTable('t');
    await report.time('table_lookup', ids, (id) => found.query().where(`id = '${id}'`).select(['total', 'name']).limit(1).toArrow(),
      fieldsOf(['total', 'name']), { warmUp: ids.length });
  }
}
stages(['write', 'read', 'lookup'], run);
