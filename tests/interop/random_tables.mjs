// Writes random tables with LanceDB, and beside each version the rows that LanceDB reads from it.
//
//     node random_tables.mjs PACKAGES FOLDER FIRST_SEED COUNT
//
// Makes FOLDER/<seed>/table, a Lance dataset of several versions, and FOLDER/<seed>/<version>.rows: a line of column
// names, then a line a row (canonical.mjs). Prints a line about each table; "refused" is what LanceDB would not write.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

import { makeCanonical } from "./canonical.mjs";
import { makeGenerator, Random } from "./random_data.mjs";

const [packages, folder, firstSeed, count] = process.argv.slice(2);
const load = createRequire(path.join(fs.realpathSync(packages), "package.json"));
const { connect } = load("@lancedb/lancedb");
const arrow = load("apache-arrow");
const canonical = makeCanonical(arrow);
const { randomColumn, randomBatch } = makeGenerator(arrow);

const isBlob = (field) =>
  field.metadata.get("ARROW:extension:name") === "lance.blob.v2" || field.metadata.get("lance-encoding:blob") === "true";

// The JavaScript layer of LanceDB refuses some types; its native entry points take any Arrow stream.
const toIpc = (batches) => Buffer.from(arrow.tableToIPC(new arrow.Table(batches[0].schema, batches), "file"));

class RandomTable {
  constructor(seed, home) {
    this.seed = seed;
    this.home = home;
    this.random = new Random(seed);
    this.storage = ["2.0", "2.1", "2.2"][seed % 3];
    // Small pages make columns of several; 2.1 and later take it as a hint at most.
    const pageBytes = this.random.pick([undefined, 4096, 65536]);
    if (pageBytes) process.env.LANCE_FILE_WRITER_MAX_PAGE_BYTES = String(pageBytes);
    else delete process.env.LANCE_FILE_WRITER_MAX_PAGE_BYTES;
    this.blobs = new Map(); // column -> row -> canonical text
    this.refused = [];
    this.done = [];
    this.versions = new Set();
    this.nextRow = 0;
  }

  chooseRows() {
    return this.random.weighted([
      [8, this.random.pick([0, 1, 2, 3, 7, 40, 100, 255, 256, 257])],
      [8, this.random.pick([500, 1023, 1024, 1025, 2047, 2048, 2049])],
      [4, this.random.pick([4095, 4096, 4097])],
      [2, this.random.pick([8191, 8192, 8193, 12289])],
    ]);
  }

  chooseColumns(rows) {
    const most = rows > 8000 ? 2 : rows > 2500 ? 4 : 7;
    // Tables take turns at having one of the special columns for sure, if LanceDB writes it.
    const turn = this.refused.length === 0 ? Math.floor(this.seed / 3) : undefined;
    return Array.from({ length: this.random.between(1, most) }, (_, i) =>
      randomColumn(this.random, `c${i}`, this.storage, i === 0 ? turn : undefined));
  }

  // Rows in one batch or several; `nextRow` numbers them.
  makeBatches(rows) {
    const batches = [];
    const parts = this.random.chance(0.3) ? this.random.between(2, 4) : 1;
    // The parts of a dictionary column share the items: the stream has one dictionary.
    for (let part = 0, left = rows; part < parts; part++) {
      const length = part + 1 === parts ? left : this.random.below(left + 1);
      batches.push(randomBatch(this.random, this.columns, this.nextRow, length, this.storage));
      this.nextRow += length;
      left -= length;
    }
    this.rememberBlobs(batches);
    return batches;
  }

  rememberBlobs(batches) {
    for (const batch of batches) {
      batch.schema.fields.forEach((field, place) => {
        if (!isBlob(field)) return;
        const column = batch.data.children[place];
        const text = canonical(arrow.DataType.isStruct(field.type) ? column.children[0] : column);
        const rows = batch.data.children[0].values;
        const known = this.blobs.get(field.name) ?? new Map();
        this.blobs.set(field.name, known);
        for (let i = 0; i < batch.numRows; i++) known.set(rows[i], text(i));
      });
    }
  }

  async create(mode) {
    const rows = this.chooseRows();
    const state = this.nextRow;
    for (;;) {
      this.columns = this.chooseColumns(rows);
      const batches = this.makeBatches(rows);
      try {
        const options = { new_table_data_storage_version: this.storage };
        const native = rows > 0 ? this.database.inner.createTable("table", toIpc(batches), mode, [], options)
          : this.database.inner.createEmptyTable("table", toIpc(batches), mode, [], options);
        await native;
        this.table = await this.database.openTable("table");
        await this.recordRows();
        return;
      } catch (error) {
        const types = this.columns.map(({ field }) => `${field.type} ${JSON.stringify([...field.metadata])}`).join(", ");
        this.refused.push(`${this.storage} ${types}: ${String(error.message).slice(0, 300)}`);
        if (this.refused.length > 20) throw error;
        this.nextRow = state;
        if (mode === "create") fs.rmSync(path.join(this.home, "table.lance"), { recursive: true, force: true });
      }
    }
  }

  async append() {
    await this.table.inner.add(toIpc(this.makeBatches(this.chooseRows() || 5)), "append");
  }

  async remove() {
    const limit = this.random.below(this.nextRow + 1);
    await this.table.delete(this.random.pick([
      `row % ${this.random.between(2, 9)} = 1`, `row < ${limit}`, `row >= ${limit}`, `row = ${limit}`, `row % 7 <> 3`, "row >= 0 AND row % 3 < 2"]));
  }

  async update() {
    const { Type } = arrow;
    const sql = (field) => {
      switch (field.type.typeId) {
        case Type.Utf8: return "concat('changed ', cast(row as string))";
        case Type.Int: return "row % 100";
        case Type.Bool: return "row % 2 = 0";
        case Type.Float: return "cast(row as double)";
        default: return null;
      }
    };
    const [field] = (await this.table.schema()).fields.filter((candidate) => candidate.name !== "row" && sql(candidate));
    if (!field) return this.remove();
    await this.table.update({ valuesSql: { [field.name]: sql(field) }, where: `row % ${this.random.between(1, 5)} = 0` });
  }

  async addColumn() {
    const name = `added${this.done.length}`;
    await this.table.addColumns([{ name, valueSql: this.random.pick([
      "row * 3", "cast(row as string)", "concat('row ', cast(row as string))", "row > 100", "cast(row as double) / 7",
      "nullif(row % 3, 0)", "arrow_cast(row % 100, 'Int8')"]) }]);
    this.columns.push({ field: (await this.table.schema()).fields.find((field) => field.name === name), distribution: {} });
  }

  async dropColumn() {
    const fields = (await this.table.schema()).fields.filter((field) => field.name !== "row");
    if (fields.length < 2) return this.addColumn();
    const field = this.random.pick(fields);
    await this.table.dropColumns([field.name]);
    this.columns = this.columns.filter((column) => column.field.name !== field.name);
  }

  // Drops a field of a structure, which its files keep.
  async dropField() {
    const column = this.columns.find(({ field, distribution }) => arrow.DataType.isStruct(field.type) && !isBlob(field)
      && distribution.nulls === undefined && field.type.children.length > 1);
    if (!column) return this.dropColumn();
    const { field } = column;
    const [dropped, ...children] = field.type.children;
    await this.table.dropColumns([`${field.name}.${dropped.name}`]);
    column.field = new arrow.Field(field.name, new arrow.Struct(children), field.nullable, field.metadata);
  }

  // Changes a type, which writes a new file beside the old one.
  async cast() {
    const column = this.columns.find(({ field }) => arrow.DataType.isInt(field.type) && field.type.bitWidth < 32);
    if (!column) return this.addColumn();
    const { field } = column;
    const type = new arrow.Int64();
    await this.table.alterColumns([{ path: field.name, dataType: type }]);
    column.field = new arrow.Field(field.name, type, field.nullable, field.metadata);
  }

  async rename() {
    const column = this.random.pick(this.columns);
    const { field } = column;
    if (!field || isBlob(field)) return this.remove();
    const name = `${field.name}renamed`;
    await this.table.alterColumns([{ path: field.name, rename: name }]);
    column.field = new arrow.Field(name, field.type, field.nullable, field.metadata);
  }

  async change() {
    const operation = this.random.weighted([[5, "append"], [5, "remove"], [3, "update"], [2, "addColumn"], [2, "dropColumn"],
      [1, "rename"], [1, "dropField"], [1, "cast"], [1, "overwrite"], [1, "compact"]]);
    this.done.push(operation);
    if (operation === "overwrite") await this.create("overwrite");
    else if (operation === "compact") await this.table.optimize();
    else await this[operation]();
    if (operation !== "overwrite") await this.recordRows();
  }

  // What LanceDB reads from the newest version. It shows blobs as positions only; those come from what was written.
  async recordRows() {
    const version = await this.table.version();
    const { fields } = await this.table.schema();
    const names = fields.map((field) => field.name);
    const lines = [JSON.stringify(names)];
    for await (const batch of this.table.query()) {
      const rows = batch.data.children[names.indexOf("row")].values;
      const texts = batch.schema.fields.map((field, place) => {
        const known = isBlob(fields[place]) && this.blobs.get(field.name);
        return known ? (index) => known.get(rows[index]) : canonical(batch.data.children[place]);
      });
      for (let i = 0; i < batch.numRows; i++) lines.push(`[${texts.map((text) => text(i)).join(",")}]`);
    }
    fs.writeFileSync(path.join(this.home, `${version}.rows`), lines.join("\n") + "\n");
    this.versions.add(version);
  }

  async write() {
    fs.mkdirSync(this.home, { recursive: true });
    this.database = await connect(this.home);
    await this.create("create");
    // Some changes change nothing.
    while (this.versions.size < 3 && this.done.length < 10) {
      try {
        await this.change();
      } catch (error) {
        this.refused.push(`${this.storage} ${this.done.at(-1)}: ${String(error.message).slice(0, 300)}`);
        this.table = await this.database.openTable("table");
      }
    }
    fs.renameSync(path.join(this.home, "table.lance"), path.join(this.home, "table"));
    const { seed, storage, versions, done, refused } = this;
    return { seed, storage, versions: versions.size, changes: done, refused };
  }
}

for (let seed = Number(firstSeed); seed < Number(firstSeed) + Number(count); seed++) {
  const summary = await new RandomTable(seed, path.join(folder, String(seed))).write();
  process.stdout.write(`${JSON.stringify(summary)}\n`);
}
