// What a line costs, checked against worked examples and against the rule itself.
import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { inTenant, type Tenancy } from "../../support/tenants.ts";

interface Example {
  id: string;
  given: Record<string, string>;
  expect: Record<string, unknown>;
}

const examples: Example[] = JSON.parse(
  fs.readFileSync(path.join(import.meta.dirname, "../../vectors/proration.json"), "utf8"),
);

function example(id: string): Example {
  const found = examples.find((one) => one.id === id);
  if (!found) throw new Error(`No example ${id}.`);
  return found;
}

interface Signed {
  start: string;
  end: string;
  frequency: string;
  inAdvance?: boolean;
  alignment?: string;
  billingDay?: number;
  price: string;
  ramp?: { from: string; unitPrice: string };
}

async function schedule({ as }: Tenancy, signed: Signed) {
  const account = await as("sales").value("select id from customers.create_account('Acme')");
  const contract = await as("sales").value(
    `select id from sales.create_contract($1, $2, $3, billing_frequency => $4,
      billing_in_advance => $5, billing_alignment => $6, billing_day => $7, lines => array[
        (null, null, 'Service', 'per_unit', 1, null, $8, null, null, null, 'month', null, null,
          null, case when $9::date is not null
            then array[($9, null, $10)]::sales.ramp_step_input[] end, null)
      ]::sales.contract_line_input[])`,
    [
      account,
      signed.start,
      signed.end,
      signed.frequency,
      signed.inAdvance ?? true,
      signed.alignment ?? "anniversary",
      signed.billingDay,
      signed.price,
      signed.ramp?.from,
      signed.ramp?.unitPrice,
    ],
  );
  return await as("viewer").rows<{ amount: string; bill_on: string; days: number }>(
    `select amount::text, bill_on::text, period_end - period_start + 1 as days
    from billing.contract_schedule($1)`,
    [contract],
  );
}

test("a month begun on its tenth day is billed by its days", async () => {
  const { given, expect: expected } = example("proration-calendar-start");
  await inTenant(async (tenancy) => {
    const [first] = await schedule(tenancy, {
      start: given.start ?? "",
      end: "2026-12-31",
      frequency: "monthly",
      alignment: "calendar",
      price: given.price_per_month ?? "",
    });
    expect(first).toEqual({ amount: expected.first_charge, bill_on: given.start, days: 22 });
  });
});

test("the day of a change belongs to the new terms", async () => {
  const { given, expect: expected } = example("proration-change-day-belongs-to-new");
  await inTenant(async (tenancy) => {
    const entries = await schedule(tenancy, {
      start: given.start ?? "",
      end: "2026-01-31",
      frequency: "monthly",
      inAdvance: false,
      price: given.old_per_month ?? "",
      ramp: { from: given.change ?? "", unitPrice: given.new_per_month ?? "" },
    });
    expect(entries.map(({ amount }) => amount)).toEqual([expected.old_part, expected.new_part]);
    expect(entries.map(({ bill_on }) => bill_on)).toEqual(["2026-02-01", "2026-02-01"]);
  });
});

test("a stub shares the whole period around it", async () => {
  const { given, expect: expected } = example("proration-two-stubs");
  await inTenant(async (tenancy) => {
    const entries = await schedule(tenancy, {
      start: given.start ?? "",
      end: given.last_day ?? "",
      frequency: "monthly",
      billingDay: Number(given.cycle_day),
      price: given.price_per_month ?? "",
    });
    expect(entries.map(({ amount }) => amount)).toEqual(expected.charges);
  });
});

test("any term is billed day by day, without gap or overlap", async () => {
  const day = fc.date({
    min: new Date("2020-01-01"),
    max: new Date("2030-12-31"),
    noInvalidDate: true,
  });
  await inTenant(async (tenancy) => {
    await fc.assert(
      fc.asyncProperty(
        day,
        fc.integer({ min: 1, max: 1200 }),
        fc.constantFrom("monthly", "quarterly", "semi_annual", "annual"),
        fc.constantFrom("anniversary", "calendar"),
        fc.boolean(),
        async (start, days, frequency, alignment, inAdvance) => {
          const end = new Date(start.getTime() + (days - 1) * 86_400_000);
          const entries = await schedule(tenancy, {
            start: start.toISOString().slice(0, 10),
            end: end.toISOString().slice(0, 10),
            frequency,
            alignment,
            inAdvance,
            price: "31.37",
          });
          expect(entries.reduce((sum, entry) => sum + entry.days, 0)).toBe(days);
        },
      ),
      { numRuns: 40 },
    );
  });
});
