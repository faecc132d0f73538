// A see-through logo, laid on the white of the paper. The writer takes every pixel of a picture
// with an alpha channel apart and packs it anew for each file; an opaque one is embedded as it is.
// The format is described in the PNG specification, chapters 5 and 9.
import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = 8;
const RGBA = 6;
const SUB = 1;

/** The same picture without its alpha channel; any other PNG, or a broken one, as it was. */
export function opaquePng(png: Buffer): Buffer {
  const chunks = readChunks(png);
  const head = chunks.find(({ type }) => type === "IHDR")?.data;
  // Eight bits a channel, not interlaced.
  if (head?.length !== 13 || head[8] !== 8 || head[9] !== RGBA || head[12] !== 0) return png;
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  const packed = Buffer.concat(chunks.flatMap(({ type, data }) => (type === "IDAT" ? [data] : [])));
  const rows = unpacked(packed, height * (1 + width * 4));
  if (!rows) return png;
  const opaqueHead = Buffer.from(head);
  opaqueHead[9] = 2;
  return Buffer.concat([
    png.subarray(0, SIGNATURE),
    chunk("IHDR", opaqueHead),
    chunk("IDAT", deflateSync(onWhite(rows, width, height))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function readChunks(png: Buffer): { type: string; data: Buffer }[] {
  const chunks = [];
  let at = SIGNATURE;
  while (at + 12 <= png.length) {
    const end = at + 8 + png.readUInt32BE(at);
    chunks.push({ type: png.toString("latin1", at + 4, at + 8), data: png.subarray(at + 8, end) });
    at = end + 4;
  }
  return chunks;
}

function unpacked(packed: Buffer, bytes: number): Buffer | null {
  try {
    const rows = inflateSync(packed, { maxOutputLength: bytes });
    return rows.length === bytes ? rows : null;
  } catch {
    return null;
  }
}

function onWhite(rows: Buffer, width: number, height: number): Buffer {
  const stride = width * 4;
  const out = Buffer.alloc(height * (1 + width * 3));
  let above = new Uint8Array(stride);
  for (let y = 0; y < height; y += 1) {
    const from = y * (1 + stride);
    const row = restored(rows[from] ?? 0, rows.subarray(from + 1, from + 1 + stride), above);
    let to = y * (1 + width * 3);
    out[to++] = SUB;
    const left = [0, 0, 0];
    for (let x = 0; x < stride; x += 4) {
      const alpha = (row[x + 3] ?? 0) / 255;
      for (let channel = 0; channel < 3; channel += 1) {
        const value = Math.round(255 + ((row[x + channel] ?? 0) - 255) * alpha);
        out[to++] = value - (left[channel] ?? 0);
        left[channel] = value;
      }
    }
    above = row;
  }
  return out;
}

// Takes back what a row's filter did.
function restored(filter: number, row: Uint8Array, above: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(row.length);
  for (let x = 0; x < row.length; x += 1) {
    const [a, b, c] =
      x < 4 ? [0, above[x] ?? 0, 0] : [out[x - 4] ?? 0, above[x] ?? 0, above[x - 4] ?? 0];
    out[x] = (row[x] ?? 0) + predicted(filter, a, b, c);
  }
  return out;
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  if (filter !== 4) return 0;
  const [toLeft, toAbove] = [Math.abs(above - corner), Math.abs(left - corner)];
  const toCorner = Math.abs(left + above - 2 * corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
