// Weights as they travel: lists, or {shape, thousandths}, whole numbers of 16 bits in base64.

import { range } from "./numbers.js";

/** The bytes of a text in base64. */
export const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

function fromThousandths({ shape, thousandths }) {
  const bytes = bytesOf(thousandths);
  const view = new DataView(bytes.buffer);
  const values = range(bytes.length / 2).map((n) => view.getInt16(2 * n, true) / 1000);
  if (shape.length === 1) return values;
  const [rows, columns] = shape;
  return range(rows).map((i) => values.slice(i * columns, (i + 1) * columns));
}

/** The same value with everything packed in it as plain lists. */
export function unpacked(value) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  if ("thousandths" in value) return fromThousandths(value);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, unpacked(one)]));
}
