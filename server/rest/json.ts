// JSON whose numbers keep the digits they were written with: money never becomes a float.

/** A number as its own source text. `JSON.stringify` prints it unchanged. */
export interface RawNumber {
  readonly rawJSON: string;
}

type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown;

// Part of the language since ES2026; the compiler's library does not describe it everywhere.
const json = JSON as unknown as {
  parse(text: string, reviver: Reviver): unknown;
  rawJSON(text: string): RawNumber;
  isRawJSON(value: unknown): value is RawNumber;
};

export const rawNumber = json.rawJSON.bind(JSON);
export const isRawNumber = json.isRawJSON.bind(JSON);

/** Reads JSON text; every number arrives as a RawNumber. Throws a SyntaxError. */
export function parseJson(text: string): unknown {
  return json.parse(text, (_key, value, { source }) =>
    typeof value === "number" ? json.rawJSON(source!) : value,
  );
}

/** The first name that an object of this JSON text has twice; what it means, readers disagree on. */
export function repeatedName(text: string): string | undefined {
  const open: Set<string>[] = [];
  for (const [token, isName] of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}]/g)) {
    if (token === "{") open.push(new Set());
    else if (token === "}") open.pop();
    else if (isName) {
      const name = JSON.parse(token.slice(0, -isName.length)) as string;
      const names = open.at(-1)!;
      if (names.has(name)) return name;
      names.add(name);
    }
  }
  return undefined;
}

export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !isRawNumber(value)
  );
}
