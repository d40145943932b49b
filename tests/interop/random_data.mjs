// Random Arrow schemas and columns that make a Lance writer use all its encodings.

export class Random {
  constructor(seed) {
    this.state = seed >>> 0;
  }

  // 32 random bits (mulberry32, Tommy Ettinger, public domain algorithm).
  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  below(limit) {
    return this.next() % limit;
  }

  between(least, most) {
    return least + this.below(most - least + 1);
  }

  chance(probability) {
    return this.next() < probability * 2 ** 32;
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  // One of [weight, value].
  weighted(choices) {
    let place = this.below(choices.reduce((sum, [weight]) => sum + weight, 0));
    return choices.find(([weight]) => (place -= weight) < 0)[1];
  }

  bits64() {
    return (BigInt(this.next()) << 32n) | BigInt(this.next());
  }
}

const WORDS = ["graph", "lake", "node", "edge", "über", "日本", "🌊", "vector", "of", "a", "the", "house\t", "\"quoted\"", "x\\y",
  "http://example.org/", "2024-", "\u0001", "ß"];

const repeat = (count, make) => Array.from({ length: count }, make);

export function makeGenerator(arrow) {
  const { Field, Type } = arrow;

  // ---- types ----

  const SCALARS = {
    bool: () => new arrow.Bool(),
    int8: () => new arrow.Int8(), int16: () => new arrow.Int16(), int32: () => new arrow.Int32(), int64: () => new arrow.Int64(),
    uint8: () => new arrow.Uint8(), uint16: () => new arrow.Uint16(), uint32: () => new arrow.Uint32(), uint64: () => new arrow.Uint64(),
    float16: () => new arrow.Float16(), float32: () => new arrow.Float32(), float64: () => new arrow.Float64(),
    date32: () => new arrow.DateDay(), date64: () => new arrow.DateMillisecond(),
    time32s: () => new arrow.TimeSecond(), time32ms: () => new arrow.TimeMillisecond(),
    time64us: () => new arrow.TimeMicrosecond(), time64ns: () => new arrow.TimeNanosecond(),
    timestamp: (random) => new arrow.Timestamp(random.below(4), random.pick([null, "UTC", "Europe/Berlin"])),
    duration: (random) => new arrow.Duration(random.below(4)),
    utf8: () => new arrow.Utf8(), largeUtf8: () => new arrow.LargeUtf8(),
    binary: () => new arrow.Binary(), largeBinary: () => new arrow.LargeBinary(),
    fixedBinary: (random) => new arrow.FixedSizeBinary(random.pick([1, 3, 4, 8, 16, 20, 32])),
  };
  const NUMBERS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64"];
  const TEXTS = ["utf8", "largeUtf8", "binary", "largeBinary"];

  const scalar = (random, names = Object.keys(SCALARS)) => SCALARS[random.pick(names)](random);

  // A vector, or a list of equally many numbers; its items may be null.
  function fixedSizeList(random) {
    const item = random.chance(0.6) ? new arrow.Float32() : scalar(random, [...NUMBERS, "bool"]);
    return new arrow.FixedSizeList(random.pick([1, 2, 3, 8, 16, 64, 100]), new Field("item", item, random.chance(0.7)));
  }

  function struct(random, depth, storage, fields = random.between(1, 3)) {
    return new arrow.Struct(repeat(fields, (_, i) => new Field(`f${i}`, randomType(random, depth - 1, storage), random.chance(0.75))));
  }

  // LanceDB writes columns of nulls, but no such fields of structures or items of lists.
  function randomType(random, depth, storage, isColumn = false) {
    const kind = random.weighted([[10, "scalar"], [3, "fixed"], [depth > 0 ? 4 : 0, "list"], [depth > 0 ? 4 : 0, "struct"], [isColumn ? 1 : 0, "null"]]);
    switch (kind) {
      case "null": return new arrow.Null();
      case "fixed": return fixedSizeList(random);
      case "list": return new arrow.List(new Field("item", randomType(random, depth - 1, storage), random.chance(0.75)));
      case "struct": return struct(random, depth, storage);
      default: return scalar(random);
    }
  }

  // ---- columns: a field, and how its values are distributed ----

  const hint = (key, value) => [`lance-encoding:${key}`, value];

  // Columns that one encoding was made for. Each gives [type, hints, distribution].
  const SPECIAL = {
    runs: (random) => [scalar(random, NUMBERS), random.chance(0.5) ? [hint("rle-threshold", "0.9")] : [], { shape: "runs" }],
    fewTexts: (random) => [scalar(random, ["utf8", "largeUtf8"]), [hint("dict-divisor", "2"), hint("dict-size-ratio", "0.99")],
      { shape: "few", pool: 30, length: 40 }],
    fewNumbers: (random) => [scalar(random, ["int64", "uint64", "float64"]),
      [hint("dict-divisor", "2"), hint("dict-size-ratio", "0.99"), hint("rle-threshold", "0")], { shape: "few", pool: 12, bits: 64 }],
    fewKeys: (random) => [new arrow.FixedSizeBinary(16), [hint("dict-divisor", "2"), hint("dict-size-ratio", "0.99")], { shape: "few", pool: 12 }],
    longText: (random) => [scalar(random, TEXTS), [], { shape: "random", length: 600 }],
    smallNumbers: (random) => [scalar(random, ["int16", "int32", "int64", "uint32", "uint64"]), [], { shape: "random", bits: random.between(1, 14) }],
    zstd: (random) => [scalar(random, TEXTS), [hint("compression", "zstd")], { shape: "random", length: 100 }],
    compressed: (random) => [scalar(random, TEXTS), [hint("compression", random.pick(["zstd", "lz4", "none"]))],
      { shape: random.pick(["random", "few"]), length: random.pick([20, 60, 400]), pool: 50 }],
    symbols: (random) => [scalar(random, ["utf8", "binary"]), [hint("compression", "fsst")], { shape: "random", length: random.pick([60, 120]) }],
    compressedNumbers: (random) => [scalar(random, NUMBERS), [hint("compression", random.pick(["zstd", "lz4", "none"]))], { bits: random.between(8, 64) }],
    split: (random) => [scalar(random, ["float32", "float64"]),
      [hint("bss", random.pick(["on", "auto"])), hint("compression", random.pick(["zstd", "lz4"]))], { shape: "ascending" }],
    zipped: (random) => [random.chance(0.4) ? fixedSizeList(random) : scalar(random, [...TEXTS, "int64", "float32", "fixedBinary"]),
      [hint("structural-encoding", "fullzip"), ...(random.chance(0.4) ? [hint("compression", random.pick(["zstd", "lz4", "fsst"]))] : [])], { length: 30 }],
    chunked: (random) => [scalar(random), [hint("structural-encoding", "miniblock")], {}],
    constant: (random) => [scalar(random), [], { shape: "constant", length: random.pick([3, 20, 40, 300]) }],
    vector: (random) => [new arrow.FixedSizeList(random.pick([4, 32, 64, 128]), new Field("item", new arrow.Float32(), random.chance(0.5))), [], {}],
    emptyVectors: (random) => [new arrow.FixedSizeList(random.pick([2, 16]), new Field("item", new arrow.Float32(), true)),
      [hint("structural-encoding", "fullzip")], { itemNulls: 1 }],
    packed: (random) => [new arrow.Struct(repeat(random.between(2, 4), (_, i) =>
      new Field(`p${i}`, scalar(random, ["int8", "int16", "int32", "uint64", "float32", "float64", "date32"]), false))),
      [hint("packed", "true")], { nulls: 0 }],
    packedTexts: (random) => [new arrow.Struct([new Field("p0", new arrow.Int32(), false), new Field("p1", scalar(random, ["utf8", "binary"]), false),
      new Field("p2", new arrow.Utf8(), false)]), [hint("packed", "true")], { nulls: 0, length: 20 }],
    dictionary: (random) => [new arrow.Dictionary(new arrow.Utf8(), scalar(random, ["int8", "int16", "int32", "uint8"])), [], { pool: 20 }],
    decimal: (random) => [new arrow.Decimal(random.between(0, 9), random.between(10, 38), 128), [], {}],
    listOfLists: (random) => [new arrow.List(new Field("item", new arrow.List(new Field("item", scalar(random), true)), true)), [], {}],
    listOfStructs: (random, storage) => [new arrow.List(new Field("item", struct(random, 1, storage), true)), [], {}],
    longLists: (random) => [new arrow.List(new Field("item", scalar(random, [...NUMBERS, "bool"]), true)), [], { items: 300 }],
    blob: () => [new arrow.LargeBinary(), [hint("blob", "true")], { length: 200 }],
    blobV2: () => [new arrow.Struct([new Field("data", new arrow.LargeBinary(), true), new Field("uri", new arrow.Utf8(), true)]),
      [["ARROW:extension:name", "lance.blob.v2"]], {}],
  };
  const ONLY_IN = { blob: ["2.0", "2.1"], blobV2: ["2.2"], packedTexts: ["2.2"] };
  const WEIGHTS = { fewNumbers: 5, packedTexts: 2, blobV2: 2, split: 2, packed: 2, compressed: 2, symbols: 2, compressedNumbers: 2 };

  const specialsOf = (storage) => Object.keys(SPECIAL).filter((special) => (ONLY_IN[special] ?? [storage]).includes(storage));

  // A column of any kind; with `number` of that special one, counted round and round.
  function randomColumn(random, name, storage, number) {
    if (number !== undefined || random.chance(0.5)) {
      const choices = specialsOf(storage);
      const special = number !== undefined ? choices[number % choices.length]
        : random.weighted(choices.map((choice) => [WEIGHTS[choice] ?? 1, choice]));
      const [type, hints, distribution] = SPECIAL[special](random, storage);
      const nullable = distribution.nulls === undefined && random.chance(0.7);
      return { field: new Field(name, type, nullable, new Map(hints)), distribution, isBlob: special.startsWith("blob") };
    }
    const hints = random.chance(0.15) ? [hint("compression", random.pick(["zstd", "lz4", "none"]))] : [];
    const type = randomType(random, 3, storage, true);
    const nullable = type.typeId === Type.Null || random.chance(0.75);
    return { field: new Field(name, type, nullable, new Map(hints)), distribution: {}, isBlob: false };
  }

  // ---- values ----

  function text(random, longest) {
    const length = random.below(longest + 1);
    let value = "";
    while (value.length < length) value += random.pick(WORDS) + (random.chance(0.5) ? " " : random.below(1000));
    return Buffer.from(value, "utf8");
  }

  const bytes = (random, longest) => Buffer.from(repeat(random.below(longest + 1), () => random.below(256)));

  function float(random, precision, isVector) {
    // LanceDB appends no NaN to a column of vectors.
    if (precision === 1 && isVector) return 0x3f800000 + random.below(1 << 20);
    if (precision === 0 && isVector) return random.below(0x7c00);
    if (precision === 2 && isVector) return random.bits64() & 0x3fffffffffffffffn;
    if (precision === 2) {
      return random.pick([() => random.bits64(), () => 0x7ff0000000000000n, () => 0x8000000000000000n, () => 0x7ff8000000000123n,
        () => new BigUint64Array(new Float64Array([random.below(1000) / 8]).buffer)[0]])();
    }
    if (precision === 1) return random.pick([() => random.next(), () => 0x7f800000, () => 0x80000000, () => 0x3f800000 + random.below(99)])();
    return random.pick([() => random.below(65536), () => 0x7c00, () => 0x8000, () => 0x3c00])();
  }

  // A value of a leaf as the storage has it: an integer (float: its bits), or bytes.
  function leafValue(random, type, { bits = 64, length = 12, isVector = false }) {
    switch (type.typeId) {
      case Type.Utf8: case Type.LargeUtf8: return text(random, length);
      case Type.Binary: case Type.LargeBinary: return bytes(random, length);
      case Type.FixedSizeBinary: return Buffer.from(repeat(type.byteWidth, () => random.below(256)));
      case Type.Bool: return random.below(2);
      case Type.Float: return float(random, type.precision, isVector);
      case Type.Date: return type.unit === 0 ? random.below(50000) - 20000 : BigInt(random.below(40000) - 10000) * 86400000n;
      case Type.Time: return type.bitWidth === 32 ? random.below(86400) : BigInt(random.below(86400)) * 1000n;
      case Type.Decimal: return BigInt(random.next()) - 2n ** 31n;
      default: return random.bits64() & ((1n << BigInt(bits)) - 1n);
    }
  }

  const isBytes = (type) => [Type.Utf8, Type.LargeUtf8, Type.Binary, Type.LargeBinary, Type.FixedSizeBinary].includes(type.typeId);

  // What gives the leaf's values one after another.
  function leafSource(random, type, distribution) {
    const shape = distribution.shape ?? random.weighted([[5, "random"], [2, "few"], [2, "runs"], [2, "ascending"], [2, "constant"]]);
    const detail = { length: random.pick([4, 12, 40]), bits: random.pick([3, 8, 20, 64]), ...distribution };
    const fresh = () => leafValue(random, type, detail);
    switch (shape) {
      case "constant": {
        const value = isBytes(type) && detail.length > 12 && type.typeId !== Type.FixedSizeBinary ? Buffer.alloc(detail.length, 0x61) : fresh();
        return () => value;
      }
      case "few": {
        const pool = repeat(distribution.pool ?? random.between(2, 90), fresh);
        return () => random.pick(pool);
      }
      case "runs": {
        const longest = random.pick([5, 50, 700]);
        let value = fresh();
        let left = 0;
        return () => {
          if (left-- === 0) {
            value = fresh();
            left = random.below(longest);
          }
          return value;
        };
      }
      case "ascending": {
        if (isBytes(type) && type.typeId !== Type.FixedSizeBinary) {
          let number = random.below(1e6);
          return () => Buffer.from(`item-${number++}`);
        }
        if (type.typeId === Type.Float && type.precision > 0) {
          let number = random.below(1000);
          return type.precision === 1 ? () => new Uint32Array(new Float32Array([number++ / 16]).buffer)[0]
            : () => new BigUint64Array(new Float64Array([number++ / 16]).buffer)[0];
        }
        if ([Type.Int, Type.Timestamp, Type.Duration].includes(type.typeId)) {
          let number = BigInt(random.below(1e6));
          const step = BigInt(random.pick([1, 1, 7, 1000]));
          return () => (number += step);
        }
        return fresh;
      }
      default: return fresh;
    }
  }

  // Which of `length` values are null; undefined if none are.
  function nullPattern(random, length, nullable, nulls) {
    const share = nulls ?? random.weighted([[4, 0], [3, 0.02], [3, 0.3], [2, 0.95], [1, 1], [1, -1]]);
    if (!nullable || share === 0) return undefined;
    if (share < 0) { // one stretch of nulls
      const begin = random.below(length + 1);
      const end = random.between(begin, length);
      return (index) => index >= begin && index < end;
    }
    const flags = repeat(length, () => random.chance(share));
    return (index) => flags[index];
  }

  function validity(length, isNull) {
    if (!isNull) return { nullCount: 0 };
    const bitmap = new Uint8Array(Math.ceil(length / 64) * 8);
    let nullCount = 0;
    for (let i = 0; i < length; i++) {
      if (isNull(i)) nullCount++;
      else bitmap[i >> 3] |= 1 << (i & 7);
    }
    return nullCount ? { nullCount, nullBitmap: bitmap } : { nullCount };
  }

  const VIEWS = { 8: BigInt64Array, 4: Int32Array, 2: Int16Array, 1: Int8Array };

  function bytesPerValue(type) {
    switch (type.typeId) {
      case Type.Float: return [2, 4, 8][type.precision];
      case Type.Date: return type.unit === 0 ? 4 : 8;
      case Type.Int: case Type.Time: return type.bitWidth / 8;
      default: return 8;
    }
  }

  function leafData(base, next, isNull) {
    const { type, length } = base;
    const keep = (i) => !(isNull?.(i)) || i % 2 === 0; // some nulls have a value below them, some have none
    if (type.typeId === Type.Bool) {
      const data = new Uint8Array(Math.ceil(length / 64) * 8);
      for (let i = 0; i < length; i++) if (Number(next()) & 1) data[i >> 3] |= 1 << (i & 7);
      return arrow.makeData({ ...base, data });
    }
    if (type.typeId === Type.FixedSizeBinary) {
      const data = new Uint8Array(length * type.byteWidth);
      for (let i = 0; i < length; i++) data.set(next(), i * type.byteWidth);
      return arrow.makeData({ ...base, data });
    }
    if (type.typeId === Type.Decimal) {
      const words = new BigInt64Array(length * 2);
      for (let i = 0; i < length; i++) {
        const value = next();
        words[2 * i] = BigInt.asIntN(64, value);
        words[2 * i + 1] = value < 0n ? -1n : 0n;
      }
      return arrow.makeData({ ...base, data: new Uint32Array(words.buffer) });
    }
    if (isBytes(type)) {
      const isLarge = type.typeId === Type.LargeUtf8 || type.typeId === Type.LargeBinary;
      const valueOffsets = isLarge ? new BigInt64Array(length + 1) : new Int32Array(length + 1);
      const parts = [];
      let end = 0;
      for (let i = 0; i < length; i++) {
        if (keep(i)) {
          parts.push(next());
          end += parts.at(-1).length;
        }
        valueOffsets[i + 1] = isLarge ? BigInt(end) : end;
      }
      return arrow.makeData({ ...base, valueOffsets, data: new Uint8Array(Buffer.concat(parts)) });
    }
    const width = bytesPerValue(type);
    const words = new VIEWS[width](length);
    for (let i = 0; i < length; i++) {
      const value = next();
      words[i] = width === 8 ? BigInt.asIntN(64, BigInt(value)) : Number(BigInt.asIntN(32, BigInt(value)));
    }
    return arrow.makeData({ ...base, data: new type.ArrayType(words.buffer) });
  }

  function listData(random, base, distribution, isNull) {
    const longest = distribution.items ?? random.pick([1, 3, 6]);
    const emptyShare = random.pick([0, 0.2, 0.9]);
    const valueOffsets = new Int32Array(base.length + 1);
    let end = 0;
    for (let i = 0; i < base.length; i++) {
      if (!isNull?.(i) && !random.chance(emptyShare)) {
        // Now and then a list that spans chunks, as long as the column stays small.
        end += random.chance(0.001) && end < 20000 ? random.between(1000, 5000) : random.below(longest + 1);
      }
      valueOffsets[i + 1] = end;
    }
    const item = base.type.children[0];
    return arrow.makeData({ ...base, valueOffsets, child: randomData(random, item, end, distribution) });
  }

  // `length` values of a field, as arrow.Data.
  function randomData(random, field, length, distribution, storage = distribution.storage) {
    const { type } = field;
    const passed = { ...distribution, storage };
    if (type.typeId === Type.Null) return arrow.makeData({ type, length, nullCount: length });
    // Structures of 2.0 cannot be null.
    const canBeNull = field.nullable && !(type.typeId === Type.Struct && storage === "2.0");
    let isNull = nullPattern(random, length, canBeNull, distribution.nulls);
    if (type.typeId === Type.Bool && isNull) {
      // The JavaScript library writes a column of null booleans wrongly.
      const isNullToo = isNull;
      isNull = (index) => index > 0 && isNullToo(index);
    }
    const base = { type, length, ...validity(length, isNull) };
    switch (type.typeId) {
      case Type.List: return listData(random, base, passed, isNull);
      case Type.FixedSizeList: return arrow.makeData({ ...base, child: randomData(random, type.children[0], length * type.listSize, { ...passed, isVector: true, nulls: distribution.itemNulls }) });
      case Type.Struct: return arrow.makeData({ ...base, children: type.children.map((child) => randomData(random, child, length, passed)) });
      case Type.Dictionary: {
        const items = new Field("item", type.dictionary, false);
        // A stream has one set of items a column.
        distribution.dictionary ??= arrow.makeVector(randomData(random, items, distribution.pool, { pool: distribution.pool, length: 12 }));
        const { dictionary } = distribution;
        const indices = new type.indices.ArrayType(length);
        for (let i = 0; i < length; i++) indices[i] = random.below(dictionary.length);
        return arrow.makeData({ ...base, data: indices, dictionary });
      }
      default: return leafData(base, leafSource(random, type, distribution), isNull);
    }
  }

  const isBlobV2 = (field) => field.metadata.get("ARROW:extension:name") === "lance.blob.v2";

  // Blobs of all three places: in the file, in a shared side file, in one of their own.
  function blobV2Data(random, field, length) {
    const isNull = nullPattern(random, length, field.nullable, undefined);
    let large = 2;
    const values = repeat(length, (_, i) => {
      if (isNull?.(i)) return Buffer.alloc(0);
      if (large > 0 && random.chance(0.05)) {
        large--;
        return Buffer.alloc(random.pick([70000, 70001, 5 << 20]), random.below(256));
      }
      return bytes(random, 60);
    });
    const valueOffsets = new BigInt64Array(length + 1);
    values.forEach((value, i) => { valueOffsets[i + 1] = valueOffsets[i] + BigInt(value.length); });
    const [data, uri] = field.type.children;
    const none = repeat(length, () => true);
    return arrow.makeData({ type: field.type, length, ...validity(length, isNull), children: [
      arrow.makeData({ type: data.type, length, ...validity(length, isNull), valueOffsets, data: new Uint8Array(Buffer.concat(values)) }),
      arrow.makeData({ type: uri.type, length, ...validity(length, (i) => none[i]), valueOffsets: new Int32Array(length + 1), data: new Uint8Array(0) }),
    ] });
  }

  // A batch: the row numbers from `first` on, and random values of the other columns.
  function randomBatch(random, columns, first, length, storage) {
    const rowField = new Field("row", new arrow.Int32(), false);
    const children = [arrow.makeData({ type: rowField.type, length, nullCount: 0, data: Int32Array.from({ length }, (_, i) => first + i) })];
    for (const { field, distribution } of columns) {
      children.push(isBlobV2(field) ? blobV2Data(random, field, length) : randomData(random, field, length, distribution, storage));
    }
    const schema = new arrow.Schema([rowField, ...columns.map(({ field }) => field)]);
    return new arrow.RecordBatch(schema, arrow.makeData({ type: new arrow.Struct(schema.fields), length, nullCount: 0, children }));
  }

  return { randomColumn, randomBatch };
}
