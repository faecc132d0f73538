// What each GraphQL scalar looks like in JSON: how it is read, written and described.
import { isRawNumber, rawNumber } from "./json.ts";
import type { JsonSchema } from "./json_schema.ts";

/** Thrown by a reader; the sentence completes "<field> …". */
export class Complaint extends Error {}

export interface ScalarRule {
  schema: JsonSchema;
  read(value: unknown): unknown;
  write?(value: unknown): unknown;
}

const MAX_NUMBER_LENGTH = 64;
const MAX_EXPONENT = 20;
const MAX_JSON_DEPTH = 50;
const MAX_WHOLE_DIGITS = 30;
const MAX_FRACTION_DIGITS = 20;
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})$/;
const TIME = /^\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?$/;

/** The rule of a scalar. One that is not listed travels as text. */
export function scalarRule(name: string): ScalarRule {
  return RULES[name] ?? text();
}

function decimal(description: string): ScalarRule {
  return {
    schema: { type: "number", description },
    read: readDecimal,
    write: (value) => rawNumber(String(value)),
  };
}

function readDecimal(value: unknown): string {
  const written = isRawNumber(value) ? value.rawJSON : value;
  if (typeof written !== "string") throw new Complaint("must be a number.");
  const match = written.length > MAX_NUMBER_LENGTH ? null : DECIMAL.exec(written);
  if (!match) throw new Complaint("must be a number in decimal notation.");
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  const shift = Number(exponent);
  if (Math.abs(shift) > MAX_EXPONENT) throw new Complaint("has too many digits.");
  const [left, right] = shiftPoint(whole, fraction, shift);
  if (left.length > MAX_WHOLE_DIGITS || right.length > MAX_FRACTION_DIGITS) {
    throw new Complaint("has too many digits.");
  }
  return sign + left + (right && `.${right}`);
}

/** 1.5e2 is 150: the digits stay, the point moves. */
function shiftPoint(whole: string, fraction: string, shift: number): [string, string] {
  const left = shift >= 0 ? whole + fraction.padEnd(shift, "0").slice(0, shift) : whole;
  const right = shift >= 0 ? fraction.slice(shift) : fraction;
  if (shift >= 0) return [left.replace(/^0+(?=\d)/, ""), right];
  const padded = whole.padStart(1 - shift, "0");
  return [padded.slice(0, shift).replace(/^0+(?=\d)/, ""), padded.slice(shift) + right];
}

function integer(lowest: bigint, highest: bigint, schema: JsonSchema): ScalarRule {
  const read = (value: unknown): bigint => {
    const digits = readDecimal(value);
    const whole = /^(-?\d+)(?:\.0+)?$/.exec(digits);
    if (!whole) throw new Complaint("must be a whole number.");
    const number = BigInt(whole[1]!);
    if (number < lowest || number > highest) throw new Complaint("is out of range.");
    return number;
  };
  return { schema, read };
}

const int32 = integer(-(2n ** 31n), 2n ** 31n - 1n, { type: "integer", format: "int32" });
const int64 = integer(-(2n ** 63n), 2n ** 63n - 1n, { type: "integer", format: "int64" });

function text(schema: JsonSchema = {}, pattern?: RegExp, expectation?: string): ScalarRule {
  const read = (value: unknown): string => {
    if (typeof value !== "string") throw new Complaint("must be a string.");
    if (value.includes("\0") || !value.isWellFormed()) {
      throw new Complaint("has characters that are not text.");
    }
    if (pattern && !pattern.test(value)) throw new Complaint(expectation!);
    return value;
  };
  return { schema: { type: "string", ...schema }, read };
}

function day(): ScalarRule {
  const expectation = "must be a day like 2026-02-01.";
  const rule = text({ format: "date" }, DAY, expectation);
  const read = (value: unknown): string => {
    const written = rule.read(value) as string;
    const date = new Date(`${written}T00:00:00Z`);
    if (Number.isNaN(date.valueOf()) || !date.toISOString().startsWith(written)) {
      throw new Complaint(expectation);
    }
    return written;
  };
  return { ...rule, read };
}

function instant(): ScalarRule {
  const expectation = "must be an instant with its zone like 2026-02-01T08:00:00Z.";
  const rule = text({ format: "date-time" }, INSTANT, expectation);
  const read = (value: unknown): string => {
    const written = rule.read(value) as string;
    if (Number.isNaN(Date.parse(written))) throw new Complaint(expectation);
    return written;
  };
  return { ...rule, read, write: (value) => shortInstant(String(value)) };
}

/** Postgres prints six decimals and an offset; readers expect the short form with Z. */
function shortInstant(value: string): string {
  return value
    .replace(/(\.\d*?)0*(?=[Z+-][^.]*$)/, (_, kept: string) => (kept === "." ? "" : kept))
    .replace(/\+00:00$/, "Z");
}

function boolean(): ScalarRule {
  return {
    schema: { type: "boolean" },
    read: (value) => {
      if (typeof value !== "boolean") throw new Complaint("must be true or false.");
      return value;
    },
  };
}

const RULES: Record<string, ScalarRule> = {
  Amount: decimal("An amount of money, exact."),
  UnitPrice: decimal("A price of one unit, up to 8 decimals."),
  Quantity: decimal("A quantity, up to 6 decimals."),
  Percentage: decimal("A percentage: 12.5 means 12.5 %."),
  BigFloat: decimal("An exact decimal number."),
  Float: {
    schema: { type: "number" },
    read: (value) => Number(readDecimal(value)),
  },
  Int: { ...int32, read: (value) => Number(int32.read(value)) },
  BigInt: {
    ...int64,
    read: (value) => String(int64.read(value)),
    write: (value) => rawNumber(String(value)),
  },
  Boolean: boolean(),
  String: text(),
  ID: text(),
  Cursor: text(),
  UUID: text({ format: "uuid" }, UUID, "must be a UUID."),
  Date: day(),
  Datetime: instant(),
  Time: text({}, TIME, "must be a time like 08:00."),
  JSON: { schema: {}, read: (value) => readFreeJson(value) },
};

/** Free JSON passes as it is, except what Postgres cannot keep. */
function readFreeJson(value: unknown, depth = 0): unknown {
  if (depth > MAX_JSON_DEPTH) throw new Complaint("is nested too deeply.");
  if (typeof value === "string") RULES["String"]!.read(value);
  else if (isRawNumber(value)) readDecimal(value);
  else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      RULES["String"]!.read(key);
      readFreeJson(inner, depth + 1);
    }
  }
  return value;
}
