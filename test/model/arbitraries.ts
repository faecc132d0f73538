// Histories by chance: small numbers that shrink well, and the days and prices that hurt: ends of
// months, leap days, cents that do not divide, nothing at all.
import fc from "fast-check";
import { day, iso, monthsAfter } from "./days.ts";
import type { Act, ContractTerms, History, LineTerms, World } from "./language.ts";

/** How far the language goes. */
export interface Language {
  acts: Act["do"][];
  /** What contracts may be like. */
  width: "narrow" | "wide";
}

const STARTS = ["2026-01-01", "2026-01-31", "2028-02-29", "2026-03-15", "2027-12-31"];
const LENGTHS = [1, 2, 3, 5, 12];
const PRICES = ["10", "100", "0", "3.34", "33.33", "0.005", "1000"];

const start = fc.constantFrom(...STARTS);
const price = fc.constantFrom(...PRICES);
const quantity = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 12 }).map(String) },
  { weight: 1, arbitrary: fc.constantFrom("0.5", "100.5", "7") },
);
const rarely = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 3 });

const narrowLine: fc.Arbitrary<LineTerms> = fc.record({
  model: fc.constant("per_unit" as const),
  quantity,
  price,
  interval: fc.constant("month" as const),
});

const narrowContract: fc.Arbitrary<ContractTerms> = fc
  .record({ from: start, months: fc.constantFrom(...LENGTHS), odd: fc.nat(40), line: narrowLine })
  .map(({ from, months, odd, line }) => ({
    from,
    to: iso(monthsAfter(day(from), months) - 1 + odd),
    frequency: months > 5 ? ("annual" as const) : ("monthly" as const),
    in_advance: true,
    alignment: "anniversary" as const,
    lines: [line],
  }));

export function histories(language: Language): fc.Arbitrary<History> {
  return narrowContract.chain((contract) => {
    const days = day(contract.to) - day(contract.from);
    const within = fc.nat(days).map((it) => iso(day(contract.from) + it));
    const world: fc.Arbitrary<World> = fc
      .record({
        ahead: fc.integer({ min: -20, max: 40 }),
        currency: fc.constantFrom("USD" as const, "JPY" as const, "KWD" as const),
      })
      .map(({ ahead, currency }) => ({
        today: iso(day(contract.from) + Math.min(ahead, days)),
        currency,
        payer: "Holder" as const,
        contract,
      }));
    const all: { [kind in Act["do"]]?: fc.Arbitrary<Act> } = {
      amend: fc.record({
        do: fc.constant("amend" as const),
        on: within,
        changes: fc.record({ line: fc.constant(0), quantity }).map((it) => [it]),
        now: fc.boolean(),
      }),
      "days go by": fc.record({
        do: fc.constant("days go by" as const),
        to: within,
      }),
    };
    const act = fc.oneof(...language.acts.flatMap((it) => all[it] ?? []));
    return fc.record({ world, acts: fc.array(act, { minLength: 1, maxLength: 8 }) });
  });
}

export { rarely };
