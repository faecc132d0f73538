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

export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !isRawNumber(value)
  );
}
