// A logo is bytes that somebody uploaded. It is printed only when it is what it should be: a PNG
// or a JPEG of sensible size; a decoder is never handed a picture that unpacks to a gigabyte.
import { opaquePng } from "./opaque_png.ts";

const MOST_BYTES = 512 * 1024;
const MOST_PIXELS = 4_000_000;
const MOST_KEPT = 16;

export interface Logo {
  data: Buffer;
  format: "png" | "jpg";
  width: number;
  height: number;
}

// A seller's invoices come one after another, all with the same logo.
const kept = new Map<string, Logo | null>();

export function readLogo(base64: string | null): Logo | null {
  if (!base64) return null;
  let logo = kept.get(base64);
  if (logo === undefined) {
    if (kept.size >= MOST_KEPT) kept.clear();
    logo = decoded(base64);
    kept.set(base64, logo);
  }
  return logo;
}

function decoded(base64: string): Logo | null {
  const data = Buffer.from(base64.replace(/^data:image\/(png|jpeg);base64,/, ""), "base64");
  if (data.length > MOST_BYTES) return null;
  const size = pngSize(data) ?? jpegSize(data);
  if (!size || size.width < 1 || size.height < 1) return null;
  if (size.width * size.height > MOST_PIXELS) return null;
  return { data: size.format === "png" ? opaquePng(data) : data, ...size };
}

function pngSize(data: Buffer): Omit<Logo, "data"> | null {
  const signature = "89504e470d0a1a0a";
  if (data.length < 33 || data.subarray(0, 8).toString("hex") !== signature) return null;
  if (data.toString("latin1", 12, 16) !== "IHDR") return null;
  return { format: "png", width: data.readUInt32BE(16), height: data.readUInt32BE(20) };
}

// Walks the segments to the frame header; see ITU-T T.81, B.2.2.
function jpegSize(data: Buffer): Omit<Logo, "data"> | null {
  if (data.length < 4 || data.readUInt16BE(0) !== 0xffd8) return null;
  let at = 2;
  while (at + 9 < data.length && data[at] === 0xff) {
    const marker = data[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) {
      return { format: "jpg", height: data.readUInt16BE(at + 5), width: data.readUInt16BE(at + 7) };
    }
    at += 2 + data.readUInt16BE(at + 2);
  }
  return null;
}
