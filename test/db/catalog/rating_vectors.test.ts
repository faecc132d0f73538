// The worked examples of the billing rules, priced as a member would ask for them.
import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { openTenant } from "../../support/tenants.ts";

interface Vector {
  id: string;
  why: string;
  given: {
    model: string;
    currency: string;
    unit_price?: string;
    package_size?: string;
    free_units?: string;
    tiers?: unknown[];
    volume_tiers?: unknown[];
  };
  expect: { quantity: string; amount?: string; error?: string }[];
}

const file = path.resolve(import.meta.dirname, "../../vectors/rating.json");
const vectors = JSON.parse(fs.readFileSync(file, "utf8")) as Vector[];
const { as } = await openTenant();
const viewer = as("viewer");

const PREVIEW = `
  select (catalog.preview_price(
    pricing_model => g ->> 'model',
    quantity => $2,
    unit_price => (g ->> 'unit_price')::numeric,
    tiers => (
      select array_agg(t) from jsonb_populate_recordset(null::catalog.tier, g -> 'tiers') as t),
    volume_tiers => (
      select array_agg(t)
      from jsonb_populate_recordset(null::catalog.volume_tier_input, g -> 'volume_tiers') as t),
    package_size => (g ->> 'package_size')::numeric,
    free_units => (g ->> 'free_units')::numeric,
    currency => g ->> 'currency')).amount::text
  from (select $1::jsonb) as vector (g)`;
const WORD = "select word from kernel.error_codes where code = $1";

for (const { id, why, given, expect: expected } of vectors) {
  describe(`${id}: ${why}`, () => {
    for (const { quantity, amount, error } of expected) {
      test(`${quantity} units: ${amount ?? error}`, async () => {
        const values = [JSON.stringify(given), quantity];
        if (amount) {
          expect(await viewer.value(PREVIEW, values)).toBe(amount);
        } else {
          const code = await viewer.refusal(PREVIEW, values);
          expect(await viewer.value(WORD, [code])).toBe(error);
        }
      });
    }
  });
}
