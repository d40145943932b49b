// One exact text a value, so that two readers of a table can be compared line by line.
//
// A row is a JSON array of its columns. Numbers, dates and times are texts of their stored integers, floats of their
// bits in hex (a 16-bit float of those of the same 32-bit float), bytes of hex digits. Lists and vectors are arrays,
// structures arrays of their fields. `lance_rows` writes the same.

const MISSING_FLOAT = '"7fc00000"'; // what a null item of a vector of 32-bit floats reads as

const bitIsSet = (bytes, index) => (bytes[index >> 3] & (1 << (index & 7))) !== 0;
const hex = (number, digits) => `"${number.toString(16).padStart(digits, "0")}"`;

function widenHalf(half) {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return (sign | (fraction ? 0x7fc00000 : 0x7f800000)) >>> 0;
  if (exponent === 0 && fraction === 0) return sign >>> 0;
  const single = new Float32Array([exponent ? (fraction + 0x400) * 2 ** (exponent - 25) : fraction * 2 ** -24]);
  return (sign | new Uint32Array(single.buffer)[0]) >>> 0;
}

// The values of `column` as an array of `View`, which has elements of the stored width.
function view(column, View) {
  const { buffer, byteOffset, byteLength } = column.values;
  if (byteOffset % View.BYTES_PER_ELEMENT === 0) {
    return new View(buffer, byteOffset, byteLength / View.BYTES_PER_ELEMENT);
  }
  return new View(buffer.slice(byteOffset, byteOffset + byteLength));
}

export function makeCanonical({ DataType, Type }) {
  const integers = (values) => (index) => `"${values[index]}"`;

  function floats(column) {
    switch (column.type.precision) {
      case 0: {
        const halves = view(column, Uint16Array);
        return (index) => hex(widenHalf(halves[index]), 8);
      }
      case 1: {
        const words = view(column, Uint32Array);
        return (index) => hex(words[index], 8);
      }
      default: {
        const words = view(column, BigUint64Array);
        return (index) => hex(words[index], 16);
      }
    }
  }

  const bytesAt = (column, index) =>
    Buffer.from(column.values.buffer, column.values.byteOffset + Number(column.valueOffsets[index]),
      Number(column.valueOffsets[index + 1]) - Number(column.valueOffsets[index]));

  function lists(column) {
    const item = canonical(column.children[0]);
    const { valueOffsets } = column;
    return (index) => {
      const items = [];
      for (let i = Number(valueOffsets[index]); i < Number(valueOffsets[index + 1]); i++) items.push(item(i));
      return `[${items.join(",")}]`;
    };
  }

  function fixedSizeLists(column) {
    const size = column.type.listSize;
    const item = canonical(column.children[0]);
    const missing = DataType.isFloat(column.children[0].type) && column.children[0].type.precision === 1 ? MISSING_FLOAT : "null";
    return (index) => {
      const items = [];
      for (let i = index * size; i < (index + 1) * size; i++) {
        const text = item(i);
        items.push(text === "null" ? missing : text);
      }
      return `[${items.join(",")}]`;
    };
  }

  function decimals(column) {
    const words = view(column, BigUint64Array);
    return (index) => `"${BigInt.asIntN(128, (words[2 * index + 1] << 64n) | words[2 * index])}"`;
  }

  function dictionary(column) {
    const items = column.dictionary.data.map((data) => [data.length, canonical(data)]);
    return (index) => {
      let place = Number(column.values[index]);
      for (const [length, text] of items) {
        if (place < length) return text(place);
        place -= length;
      }
      throw new Error(`index ${column.values[index]} is outside of the dictionary`);
    };
  }

  function present(column) {
    const { type } = column;
    switch (type.typeId) {
      case Type.Bool: return (index) => String(bitIsSet(column.values, column.offset + index));
      case Type.Int: return integers(column.values);
      case Type.Float: return floats(column);
      case Type.Utf8:
      case Type.LargeUtf8: return (index) => JSON.stringify(bytesAt(column, index).toString("utf8"));
      case Type.Binary:
      case Type.LargeBinary: return (index) => `"${bytesAt(column, index).toString("hex")}"`;
      case Type.FixedSizeBinary:
        return (index) => `"${Buffer.from(column.values.subarray(index * type.byteWidth, (index + 1) * type.byteWidth)).toString("hex")}"`;
      case Type.Date: return integers(type.unit === 0 ? column.values : view(column, BigInt64Array));
      case Type.Time: return integers(type.bitWidth === 32 ? column.values : view(column, BigInt64Array));
      case Type.Timestamp:
      case Type.Duration: return integers(view(column, BigInt64Array));
      case Type.Decimal: return decimals(column);
      case Type.Dictionary: return dictionary(column);
      case Type.List: return lists(column);
      case Type.FixedSizeList: return fixedSizeLists(column);
      case Type.Struct: {
        const children = column.children.map(canonical);
        return (index) => `[${children.map((child) => child(index)).join(",")}]`;
      }
      default: throw new Error(`a column of type ${type}`);
    }
  }

  // Gives the text of value `index` of a column, an arrow.Data.
  function canonical(column) {
    if (DataType.isNull(column.type)) return () => "null";
    const text = present(column);
    const bitmap = column.nullCount > 0 && column.nullBitmap?.length > 0 ? column.nullBitmap : null;
    return bitmap ? (index) => (bitIsSet(bitmap, column.offset + index) ? text(index) : "null") : text;
  }
  return canonical;
}
