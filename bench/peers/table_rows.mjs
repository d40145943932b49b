// The rows of the table measurements, as bench/table_rows.h describes them: for JavaScript as typed arrays, for DuckDB as SQL.

const WORDS = ['amber', 'birch', 'cedar', 'delta', 'ember', 'fjord', 'grove', 'heron', 'island', 'jade', 'kelp', 'lotus', 'maple', 'north', 'ocean', 'pearl',
  'quartz', 'river', 'sable', 'tidal', 'umber', 'vale', 'willow', 'xenon', 'yarrow', 'zephyr', 'slate', 'stone', 'spruce', 'coral', 'dune', 'flint'];
const FIRST_DAY = 10957;   // 2000-01-01
const NUMBER_BYTES = 8 + 4 + 8 + 8 + 4 + 4;

export const FILTER = { from: 500000, to: 509999, prefix: 's' };
export const TAKES = 100, TAKEN = 1000, LOOK_UPS = 2000;

export function mixed(row, salt) {
  let x = (Math.imul(row, 2654435761) + Math.imul(salt, 1013904223)) >>> 0;
  x = Math.imul(x ^ (x >>> 15), 2246822519) >>> 0;
  return (x ^ (x >>> 13)) >>> 0;
}
export const rowId = (row) => 'p' + String(row).padStart(7, '0');

// Random positions, one in each of TAKEN equal parts of the table.
export function positionsOfTake(rows, input) {
  const part = Math.floor(rows / TAKEN);
  return Array.from({ length: TAKEN }, (_, i) => i * part + (mixed(i, 100 + input) % part));
}
export const idsToLookUp = (rows) => Array.from({ length: LOOK_UPS }, (_, i) => rowId(mixed(i, 10) % rows));

// The texts that `text` makes of the rows, in Arrow's layout: 32-bit offsets and bytes.
function texts(first, count, text) {
  const offsets = new Int32Array(count + 1), parts = [];
  for (let i = 0; i < count; i++) {
    const value = text(first + i);
    parts.push(value);
    offsets[i + 1] = offsets[i] + value.length;   // all of ASCII
  }
  return { offsets, bytes: Buffer.from(parts.join(''), 'latin1') };
}

// Columns of rows first … first + count - 1: typed arrays, and {offsets, bytes} for texts.
export function tableColumns(first, count) {
  const numbers = (make, value) => make.from({ length: count }, (_, i) => value(first + i));
  const name = (i) => WORDS[mixed(i, 6) % 32];
  return {
    id: texts(first, count, rowId),
    amount: numbers(BigInt64Array, (i) => BigInt(mixed(i, 1) % 1000000)),
    age: numbers(Int32Array, (i) => mixed(i, 2) % 100),
    total: numbers(BigInt64Array, (i) => BigInt(mixed(i, 3) * 101)),
    score: numbers(Float64Array, (i) => (mixed(i, 4) % 100000) / 8),
    weight: numbers(Float32Array, (i) => (mixed(i, 5) % 1000) / 4),
    name: texts(first, count, name),
    label: texts(first, count, (i) => { const m = mixed(i, 7); return `${WORDS[m % 32]} ${WORDS[(m >>> 8) % 32]} ${m >>> 16}`; }),
    email: texts(first, count, (i) => `${name(i)}.${i}@example.org`),
    day: numbers(Int32Array, (i) => FIRST_DAY + (mixed(i, 9) % 9000)),
  };
}

// Bytes of the values: numbers at their width, texts without offsets.
export const valueBytes = (columns, count) => NUMBER_BYTES * count
  + Object.values(columns).reduce((sum, c) => sum + (c.bytes?.length ?? 0), 0);

// A SELECT of the same rows in DuckDB's dialect.
export function tableSql(rows) {
  const words = '[' + WORDS.map((w) => `'${w}'`).join(', ') + ']';
  const word = (number) => `(${words})[1 + (${number} % 32)::INTEGER]`;
  const low = 4294967295;
  const mix = (salt) => {
    const a = `(((i * 2654435761 + ${salt}::BIGINT * 1013904223) & ${low})::UBIGINT)`, b = `((xor(${a}, ${a} >> 15) * 2246822519) & ${low})`;
    return `(xor(${b}, ${b} >> 13)::BIGINT)`;
  };
  return `SELECT 'p' || lpad(i::VARCHAR, 7, '0') AS id, m1 % 1000000 AS amount, (m2 % 100)::INTEGER AS age, m3 * 101 AS total,
      (m4 % 100000) / 8.0::DOUBLE AS score, ((m5 % 1000) / 4.0::DOUBLE)::FLOAT AS weight, ${word('m6')} AS name,
      ${word('m7')} || ' ' || ${word('(m7 >> 8)')} || ' ' || (m7 >> 16) AS label, ${word('m6')} || '.' || i || '@example.org' AS email,
      DATE '2000-01-01' + (m9 % 9000)::INTEGER AS day
    FROM (SELECT i, ${[1, 2, 3, 4, 5, 6, 7, 9].map((s) => `${mix(s)} AS m${s}`).join(', ')} FROM range(${rows}) t(i))`;
}
