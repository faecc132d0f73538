// Whatever is sent, the engine answers with a refusal or a result; and no digit is ever lost.
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseJson } from "../../server/rest/json.ts";
import { scalarRule } from "../../server/rest/scalars.ts";
import { INVOICE_ID, startToy } from "../support/toy_api.ts";
import type { Toy } from "../support/toy_api.ts";

let toy: Toy;

beforeAll(async () => {
  toy = await startToy({ sub: "mia", role: "finance", tenantId: INVOICE_ID });
});
afterAll(() => toy.stop());

const fields = [
  "account_id",
  "lines",
  "due_date",
  "is_urgent",
  "metadata",
  "__proto__",
  "tenant_id",
];
const value = fc.oneof(
  fc.jsonValue(),
  fc.constant(INVOICE_ID),
  fc.constant([{ description: "x" }]),
);
const body = fc.oneof(
  fc.json(),
  fc.string({ unit: "binary" }),
  fc.dictionary(fc.constantFrom(...fields), value).map((object) => JSON.stringify(object)),
);

test("no body breaks it", async () => {
  await fc.assert(
    fc.asyncProperty(body, async (text) => {
      const response = await fetch(`${toy.url}/invoices`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: text,
      });
      await response.text();
      expect([201, 400, 422]).toContain(response.status);
    }),
    { numRuns: 300 },
  );
});

test("no query string breaks it", async () => {
  const name = fc.constantFrom("limit", "cursor", "order_by", "status", "due_from", "__proto__");
  const query = fc.array(fc.tuple(name, fc.string({ unit: "binary" })), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(query, async (pairs) => {
      const text = pairs.map(([key, word]) => `${key}=${encodeURIComponent(word.toWellFormed())}`);
      const response = await fetch(`${toy.url}/invoices?${text.join("&")}`);
      await response.text();
      expect([200, 422]).toContain(response.status);
    }),
    { numRuns: 200 },
  );
});

const digits = (most: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${most}}$`));
const decimal = fc
  .tuple(
    fc.boolean(),
    fc.bigInt(0n, 10n ** 9n),
    fc.option(digits(8)),
    fc.option(fc.integer({ min: -9, max: 9 })),
  )
  .map(([isNegative, whole, fraction, exponent]) =>
    [isNegative ? "-" : "", whole, fraction && `.${fraction}`, exponent !== null && `e${exponent}`]
      .filter((part) => part !== null && part !== false)
      .join(""),
  );

test("a number keeps its value, whatever way it is written", () => {
  fc.assert(
    fc.property(decimal, (text) => {
      const read = scalarRule("Amount").read(parseJson(text)) as string;
      expect(read).toMatch(/^-?(0|[1-9]\d*)(\.\d+)?$/);
      expect(scaled(read)).toBe(scaled(text));
    }),
  );
});

/** The value times 10^30, exact. */
function scaled(text: string): bigint {
  const [, sign, whole, fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e(-?\d+))?$/.exec(text)!;
  const power = 30 - fraction.length + Number(exponent);
  const number = BigInt(whole! + fraction) * 10n ** BigInt(power);
  return sign ? -number : number;
}
