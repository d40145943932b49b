// DuckDB on the rows of bench/table_bench: a table of its own format, then with a unique index (ART) on the key.
import fs from 'node:fs';
import path from 'node:path';
import { diskBytes, micros, peakRssMiB, peerVersion, Report, requirePeer, stages, timesOf } from './report.mjs';
import { FILTER, idsToLookUp, positionsOfTake, tableSql, TAKES } from './table_rows.mjs';

const { DuckDBInstance, listValue, LIST, BIGINT } = requirePeer('@duckdb/node-api');
const NUMBERS = ['amount', 'age', 'total', 'score', 'weight'], TEXTS = ['id', 'name', 'label', 'email'];

// What scan_all of bench/table_reads.cc computes, in its order of columns.
const SCAN = `SELECT count(*), ${['id', ...NUMBERS, 'name', 'label', 'email', 'day'].map((c) => (TEXTS.includes(c) ? `sum(strlen(${c})), max(${c})`
  : c === 'day' ? 'sum(epoch_days)' : `sum(${c})`)).join(', ')} FROM (SELECT *, day - DATE '1970-01-01' AS epoch_days FROM t)`;

async function run(stage, rows, workdir) {
  const report = new Report('duckdb', peerVersion('@duckdb/node-api'), rows), file = path.join(workdir, `duckdb-table-${rows}.db`);
  if (stage === 'write') for (const suffix of ['', '.wal']) fs.rmSync(file + suffix, { force: true });
  const connection = await (await DuckDBInstance.create(file)).connect();
  // The result in DuckDB's own chunks; made into JavaScript values outside of the time.
  const fetch = async (statement) => statement.runAndReadAll();
  const fields = (result) => result.getRowsJson().map((row) => row.map(String));

  if (stage === 'write') {
    await connection.run(`ATTACH ':memory:' AS source`);
    await connection.run(`CREATE TABLE source.t AS ${tableSql(rows)}`);
    const bytes = Number((await connection.runAndReadAll(`SELECT sum(36 + ${TEXTS.map((c) => `strlen(${c})`).join(' + ')}) FROM source.t`)).getRowsJson()[0][0]);
    const before = micros();
    await connection.run('CREATE TABLE t AS SELECT * FROM source.t');
    await connection.run('CHECKPOINT');
    const us = micros() - before;
    report.print('table_write', { ...timesOf([us]), rows, rows_per_s: Math.round(rows / (us / 1e6)), mb_per_s: Math.round((bytes / us) * 10) / 10,
      value_bytes: bytes, disk_bytes: diskBytes(file) + diskBytes(file + '.wal'), durability: 'synced', note: 'the rows are in a table in memory, which peak_rss_mib leaves out' });
  } else if (stage === 'read') {
    const scan = await connection.prepare(SCAN);
    await report.time('table_scan', Array(20).fill(0), () => fetch(scan), fields, { checked: 1, warmUp: 1 });
    const filter = await connection.prepare(`SELECT id, total FROM t WHERE amount BETWEEN ${FILTER.from} AND ${FILTER.to} AND starts_with(name, '${FILTER.prefix}')`);
    await report.time('table_filter', Array(20).fill(0), () => fetch(filter), fields, { checked: 1, warmUp: 1 });
    const take = await connection.prepare('SELECT t.* FROM (SELECT unnest($1) AS r) p JOIN t ON t.rowid = p.r');
    await report.time('table_take', Array.from({ length: TAKES }, (_, i) => positionsOfTake(rows, i).map(BigInt)), (positions) => {
      take.bindList(1, listValue(positions), LIST(BIGINT));
      return fetch(take);
    }, fields);
    report.print('table_memory', { peak_rss_mib: peakRssMiB() });
  } else if (stage === 'lookup') {
    await connection.run('DROP INDEX IF EXISTS t_id');
    const before = micros();
    await connection.run('CREATE UNIQUE INDEX t_id ON t(id)');
    report.print('table_index_build', { ...timesOf([micros() - before]), peak_rss_mib: peakRssMiB() });
    const find = await connection.prepare('SELECT total, name FROM t WHERE id = $1'), ids = idsToLookUp(rows);
    await report.time('table_lookup', ids, (id) => { find.bindVarchar(1, id); return fetch(find); }, fields, { warmUp: ids.length });
    const one = await connection.prepare('SELECT 1');
    await report.time('floor', Array(1000).fill(0), () => fetch(one), fields);
    await connection.run('DROP INDEX t_id');
    await connection.run('CHECKPOINT');
  }
}
stages(['write', 'read', 'lookup'], run);
