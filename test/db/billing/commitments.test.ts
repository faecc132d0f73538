// Whatever is signed, changed and ended: a commitment period costs the greater of its minimum and
// what was charged in it, to the cent; and nothing of it is left to bill.
import fc from "fast-check";
import { expect, test } from "vitest";
import { inTenant } from "../../support/tenants.ts";

const START = "2026-02-01";
const dayOf = (days: number): string =>
  new Date(Date.parse(START) + days * 86_400_000).toISOString().slice(0, 10);

interface Change {
  day: number;
  kind: "seats" | "minimum" | "end of the minimum";
  value: number;
}

interface Signed {
  days: number;
  frequency: string;
  inAdvance: boolean;
  alignment: string;
  seats: number;
  cents: number;
  minimum: number;
  interval: string;
  changes: Change[];
  cancelled?: { day: number; withCredit: boolean } | undefined;
}

const signed: fc.Arbitrary<Signed> = fc.record({
  days: fc.integer({ min: 40, max: 800 }),
  frequency: fc.constantFrom("monthly", "quarterly"),
  inAdvance: fc.boolean(),
  alignment: fc.constantFrom("anniversary", "calendar"),
  seats: fc.integer({ min: 0, max: 20 }),
  cents: fc.integer({ min: 1, max: 9999 }),
  minimum: fc.integer({ min: 1, max: 5_000_00 }),
  interval: fc.constantFrom("quarter", "year", "term"),
  changes: fc.array(
    fc.record({
      day: fc.integer({ min: 0, max: 800 }),
      kind: fc.constantFrom("seats", "minimum", "end of the minimum"),
      value: fc.integer({ min: 1, max: 40 }),
    }),
    { maxLength: 4 },
  ),
  cancelled: fc.option(
    fc.record({ day: fc.integer({ min: 0, max: 800 }), withCredit: fc.boolean() }),
    { nil: undefined },
  ),
});

// Where what is billed lies across the end of a commitment period, each has its days of it.
const straddles = ({ alignment, changes }: Signed): boolean =>
  alignment === "calendar" || changes.some(({ kind }) => kind === "end of the minimum");

test("a commitment period costs the greater of its minimum and its charges", async () => {
  await inTenant(
    async ({ as, root }) => {
      const sales = as("sales");
      const account = await sales.value("select id from customers.create_account('Acme')");

      // What may not be, as a change of what has ended, is left out.
      const attempt = async (sql: string, values: unknown[]) =>
        await sales.rows(sql, values).catch((error: { code: string }) => {
          if (!["INPUT", "TRANS"].includes(error.code)) throw error;
        });

      const amend = async (contract: string, { day, kind, value }: Change) => {
        const lines = await sales.rows<{ id: string; pricing_model: string }>(
          "select id, pricing_model from sales.contract_lines where contract_id = $1",
          [contract],
        );
        const isSeats = (model: string) => (model === "minimum") !== (kind === "seats");
        await attempt(
          `select billing.amend_contract($1, $2, array[($3, $4, null, $5, $6, null
            )::sales.contract_change_input])`,
          [
            contract,
            dayOf(day),
            lines.find(({ pricing_model }) => isSeats(pricing_model))?.id,
            kind === "seats" ? value : null,
            kind === "minimum" ? value * 100 : null,
            kind === "end of the minimum" || null,
          ],
        );
      };

      await fc.assert(
        fc.asyncProperty(signed, async (terms) => {
          const contract = await sales.value<string>(
            `select id from sales.create_contract($1, $2, $3, billing_frequency => $4,
              billing_in_advance => $5, billing_alignment => $6, seat_count => $7,
              seat_price => $8::numeric / 100, minimum_commitment => ($9::numeric / 100,
                $10)::sales.minimum_commitment)`,
            [
              account,
              START,
              dayOf(terms.days),
              terms.frequency,
              terms.inAdvance,
              terms.alignment,
              terms.seats,
              terms.cents,
              terms.minimum,
              terms.interval,
            ],
          );
          const bill = async (until: number) =>
            await root.rows("select billing.bill_contracts(array[$1::uuid], $2)", [
              contract,
              dayOf(until),
            ]);
          for (const change of terms.changes) await amend(contract, change);
          await bill(terms.days / 2);
          if (terms.cancelled) {
            await attempt("select billing.cancel_contract($1, 'Over', $2, $3)", [
              contract,
              dayOf(Math.max(terms.cancelled.day, terms.days / 2)),
              terms.cancelled.withCredit,
            ]);
          }
          await bill(terms.days + 1);

          const periods = await root.rows<{ minimum: string; spent: string; true_up: string }>(
            `select m.amount * 100 as minimum, round(100 * coalesce(sum(b.amount
                * (upper(b.period * m.period) - lower(b.period * m.period))
                / (upper(b.period) - lower(b.period))) filter (
                where l.pricing_model <> 'minimum' and m.period && b.period), 0)) as spent,
              100 * coalesce(sum(b.amount) filter (
                where l.id = m.line_id and b.period = m.period), 0) as true_up
            from sales.minimum_charges(array[$1::uuid]) as m
            join sales.contract_lines as l on l.contract_id = m.contract_id
            left join billing.billed_periods as b on b.line_id = l.id
            group by m.line_id, m.period, m.amount`,
            [contract],
          );
          // A charge that is cut later is rounded anew: a cent of it may move over the border.
          const cents = straddles(terms) ? 1 : 0;
          for (const { minimum, spent, true_up } of periods) {
            const paid = Number(spent) + Number(true_up);
            expect(Math.abs(paid - Math.max(Number(minimum), Number(spent)))).toBeLessThanOrEqual(
              cents,
            );
          }
          const left = await as("viewer").rows(
            `select * from billing.contract_schedule($1) where invoice_id is null and amount <> 0
              and bill_on > $2`,
            [contract, dayOf(terms.days / 2)],
          );
          expect(left).toEqual([]);
        }),
        { numRuns: 20 },
      );
    },
    { clockAt: "2026-01-15T12:00:00Z" },
  );
}, 240_000);
