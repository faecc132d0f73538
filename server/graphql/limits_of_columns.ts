// What the named checks of the database say of one column, as JSON schema. Checks that compare
// columns, or that say more than JSON schema can, are left to the database.
import type { Pool } from "pg";
import { API_ROLE, API_SCHEMAS } from "./schemas.ts";

export interface Limit {
  /** Of what a function says of many columns: `Currency` for kernel.is_currency. */
  name?: string;
  type?: "object" | "array";
  /** How many decimals. */
  scale?: number;
  enum?: string[];
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  exclusiveMaximum?: number;
  minItems?: number;
  maxItems?: number;
}

/** By place: `customers.accounts.account_type`; of a domain `kernel.amount`. */
export type Limits = Map<string, Limit>;

interface Check {
  /** Of a table `schema.name`, of a domain too. */
  owner: string;
  definition: string;
}

interface Predicate {
  name: string;
  parameter: string;
  body: string;
}

export async function readLimits(pool: Pool): Promise<Limits> {
  const client = await pool.connect();
  try {
    await client.query(`begin read only; set local role ${API_ROLE}`);
    const schemas = [["kernel", ...API_SCHEMAS]];
    const checks = await client.query<Check>(CHECKS, schemas);
    const predicates = await client.query<Predicate>(PREDICATES, schemas);
    await client.query("commit");
    client.release();
    return limitsOf(checks.rows, predicates.rows);
  } catch (error) {
    client.release(true);
    throw error;
  }
}

const CHECKS = `
  select n.nspname || '.' || coalesce(c.relname, t.typname) as owner,
    pg_get_constraintdef(o.oid) as definition
  from pg_constraint as o
  join pg_namespace as n on n.oid = o.connamespace
  left join pg_class as c on c.oid = o.conrelid
  left join pg_type as t on t.oid = o.contypid
  where o.contype = 'c' and o.coninhcount = 0 and n.nspname = any ($1)
  order by owner, o.conname`;

// Functions that say yes or no of one value, such as kernel.is_currency.
const PREDICATES = `
  select n.nspname || '.' || p.proname as name, p.proargnames[1] as parameter,
    pg_get_function_sqlbody(p.oid) as body
  from pg_proc as p
  join pg_namespace as n on n.oid = p.pronamespace
  where n.nspname = any ($1) and p.pronargs = 1 and p.prorettype = 'bool'::regtype
    and p.prosqlbody is not null`;

export function limitsOf(checks: Check[], predicates: Predicate[]): Limits {
  const known = new Map(predicates.map((predicate) => [predicate.name, predicate]));
  const limits: Limits = new Map();
  for (const { owner, definition } of checks) {
    for (const { subject, limit } of readCheck(definition.replace(/^CHECK /, ""), known)) {
      const place = subject === "VALUE" ? owner : `${owner}.${subject}`;
      limits.set(place, both(limits.get(place), limit));
    }
  }
  return limits;
}

/** kernel.is_email_address says what an EmailAddress is. */
function nameOf({ name }: Predicate): string {
  const words = name.split(".")[1]!.replace(/^is_/, "").split("_");
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

interface Said {
  subject: string;
  limit: Limit;
}

function readCheck(expression: string, known: Map<string, Predicate>): Said[] {
  return conjuncts(expression).flatMap((one) => {
    const call = /^(\w+\.\w+)\((\w+)\)$/.exec(one);
    const predicate = call && known.get(call[1]!);
    if (predicate) {
      const name = nameOf(predicate);
      return readCheck(predicate.body.replace(/^RETURN /, ""), known)
        .filter(({ subject }) => subject === predicate.parameter)
        .map(({ limit }) => ({ subject: call[2]!, limit: { ...limit, name } }));
    }
    const said = readComparison(one);
    return said ? [said] : [];
  });
}

const LENGTHS: Record<string, [keyof Limit, keyof Limit]> = {
  length: ["minLength", "maxLength"],
  cardinality: ["minItems", "maxItems"],
};
const CONTROLS = "\\u0000-\\u001f\\u007f-\\u009f";

function readComparison(text: string): Said | undefined {
  const words = /^(\w+) = ANY \(ARRAY\[(.*)\]\)$/.exec(text);
  if (words) return { subject: words[1]!, limit: { enum: literalsOf(words[2]!) } };

  const word = /^(\w+) = ('[^']*')$/.exec(text);
  if (word) return { subject: word[1]!, limit: { enum: literalsOf(word[2]!) } };

  const shape = /^jsonb_typeof\((\w+)\) = '(object|array)'$/.exec(text);
  if (shape) return { subject: shape[1]!, limit: { type: shape[2] as "object" } };

  const decimals = /^min_scale\((\w+)\) <= (\d+)$/.exec(text);
  if (decimals) return { subject: decimals[1]!, limit: { scale: Number(decimals[2]) } };

  const size = /^(length|cardinality)\((btrim\()?(\w+)\)\)? (>=|<=|>) (\d+)$/.exec(text);
  if (size) {
    const [, kind = "", isTrimmed, subject = "", sign, digits] = size;
    const [least, most] = LENGTHS[kind]!;
    const number = Number(digits) + (sign === ">" ? 1 : 0);
    if (sign === "<=") return { subject, limit: { [most]: number } };
    return { subject, limit: { [least]: number, ...(isTrimmed && { pattern: "[^ ]" }) } };
  }

  const range = /^(abs\()?(\w+)\)? (>=|<=|>|<) '?(-?\d+(?:\.\d+)?)'?$/.exec(text);
  if (range) {
    const [, isAbsolute, subject = "", sign = "", digits] = range;
    const number = Number(digits);
    const limit: Limit = { [RANGES[sign]!]: number };
    if (isAbsolute) limit.exclusiveMinimum = -number;
    return isAbsolute && sign !== "<" ? undefined : { subject, limit };
  }

  const pattern = /^(\w+) ~ \(*('.*')\)*$/.exec(text);
  const source = pattern && literalsOf(pattern[2]!).join("");
  if (pattern && source && isPortable(source)) {
    return { subject: pattern[1]!, limit: { pattern: source } };
  }

  const oneLine = /^(\w+) !~ '\[\[:cntrl:\]\]'$/.exec(text);
  if (oneLine) return { subject: oneLine[1]!, limit: { pattern: `^[^${CONTROLS}]*$` } };
  return undefined;
}

const RANGES: Record<string, keyof Limit> = {
  ">=": "minimum",
  "<=": "maximum",
  ">": "exclusiveMinimum",
  "<": "exclusiveMaximum",
};

/** Means the same to Postgres and to others. */
function isPortable(source: string): boolean {
  if (/\[\[:|\\[^.{}/[\]\\su]|\(\?[^=:]/.test(source.replaceAll("\\\\", ""))) return false;
  try {
    return Boolean(new RegExp(source, "u"));
  } catch {
    return false;
  }
}

function literalsOf(list: string): string[] {
  return [...list.matchAll(/'((?:[^']|'')*)'/g)].map((match) => match[1]!.replaceAll("''", "'"));
}

/** The parts that `AND` joins, without casts and needless parentheses. */
function conjuncts(expression: string): string[] {
  const text = withoutParentheses(expression.trim());
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (const match of text.matchAll(/'(?:[^']|'')*'|[()]|\s+(AND|OR)\s+/g)) {
    if (match[0] === "(") depth += 1;
    else if (match[0] === ")") depth -= 1;
    else if (depth === 0 && match[1] === "OR") return [];
    else if (depth === 0 && match[1] === "AND") {
      parts.push(text.slice(start, match.index));
      start = match.index + match[0].length;
    }
  }
  if (parts.length === 0) return [plain(text)];
  return [...parts, text.slice(start)].flatMap(conjuncts);
}

function withoutParentheses(text: string): string {
  if (!text.startsWith("(") || !text.endsWith(")")) return text;
  let depth = 0;
  for (const match of text.matchAll(/'(?:[^']|'')*'|[()]/g)) {
    if (match[0] === "(") depth += 1;
    if (match[0] === ")") depth -= 1;
    if (depth === 0 && match.index < text.length - 1) return text;
  }
  return withoutParentheses(text.slice(1, -1).trim());
}

function plain(text: string): string {
  return text
    .replace(/('(?:[^']|'')*')|::[a-z_]+(\[\])?/g, (_, literal?: string) => literal ?? "")
    .replace(/(?<![\w.])\((\w+)\)/g, "$1");
}

const OF_A_LINE = `^[^${CONTROLS}]*$`;

function both(one: Limit | undefined, other: Limit): Limit {
  if (!one?.pattern || !other.pattern) return { ...one, ...other };
  const patterns = [one.pattern, other.pattern];
  // One pattern is what most readers of JSON schema can work with.
  const isLineWithText = patterns.includes("[^ ]") && patterns.includes(OF_A_LINE);
  const pattern = `^[^${CONTROLS}]*[^ ${CONTROLS}][^${CONTROLS}]*$`;
  return { ...one, ...other, pattern: isLineWithText ? pattern : one.pattern };
}
