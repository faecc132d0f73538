// Postgres divides numerics to some 16 significant digits: what is rounded after it is rounded
// twice. So whatever becomes money is divided by kernel.round_quotient, and each other division
// says here why it is none.
import { expect, test } from "vitest";
import { dbFiles, withoutStrings } from "./db_files.ts";

const OTHERS: Record<string, string> = {
  "billing/commands/record_tax_calculation.sql": "forty decimals, rounded by tax.round_tax",
  "billing/internal/charges_of_pieces.sql": "intervals, which are shown",
  "billing/internal/cut_batches.sql": "whole numbers: batches",
  "billing/internal/discount_items.sql": "whole minor units by a power of ten, below 10^18",
  "billing/internal/halve_batch.sql": "whole numbers: halves",
  "billing/commands/keep_statistics.sql": "whole numbers: pages of a file",
  "billing/queries/billing_runs_seconds_left.sql": "seconds, guessed",
  "billing/queries/explain_days.sql": "whole numbers: months; intervals, which are shown",
  "billing/queries/explain_taxes.sql": "forty decimals, rounded as tax.round_tax does",
  "events/internal/tg_events__notify_tasks.sql": "whole numbers: bundles",
  "kernel/queries/period_number.sql": "whole numbers: months",
  "kernel/queries/periods.sql": "whole numbers: months",
  "kernel/queries/round_quotient.sql": "the one that is exact",
  "sales/internal/anchor_of.sql": "whole numbers: months",
  "sales/internal/line_charges.sql": "intervals, which are shown",
  "sales/internal/price_of_days.sql": "whole numbers: months",
  "search/internal/match_words.sql": "whole numbers: hits",
  "tax/internal/assess.sql": "forty decimals, rounded by tax.round_tax",
  "tenancy/commands/begin_duty.sql": "whole numbers: batches",
  "tenancy/commands/perform_duty.sql": "whole numbers: halves",
};

const code = dbFiles
  .filter((file) => !file.path.includes("/tables/"))
  .map((file) => ({ path: file.path, text: withoutStrings(file.code) }));

test("whatever is divided to become money is divided by kernel.round_quotient", () => {
  const dividing = code.filter(({ text }) => /[^*]\/[^*]|\bavg\s*\(/.test(text));
  expect(dividing.map((it) => it.path).sort()).toEqual(Object.keys(OTHERS).sort());
});

// Seconds are guessed, and months are whole.
const ROUNDING = [
  "billing/queries/billing_runs_seconds_left.sql",
  "kernel/queries/round_quotient.sql",
  "sales/internal/price_of_days.sql",
];

test("nothing is divided on its way into a rounding", () => {
  const dividing = code.filter(({ text }) => argumentsOf(text).some((it) => it.includes("/")));
  expect(dividing.map((it) => it.path).sort()).toEqual(ROUNDING);
  expect(argumentsOf("trunc(round(f(a) / b, 2))")).toEqual(["round(f(a) / b, 2)", "f(a) / b, 2"]);
});

// What stands in the parentheses of each call that rounds.
function argumentsOf(text: string): string[] {
  const calls = /\b(?:round|trunc|ceil|ceiling|floor|round_amount|round_quotient|percent_of)\(/g;
  return [...text.matchAll(calls)].map((call) => {
    const start = call.index + call[0].length;
    let depth = 1;
    let end = start;
    for (; depth > 0 && end < text.length; end++) {
      if (text[end] === "(") depth++;
      if (text[end] === ")") depth--;
    }
    return text.slice(start, end - 1);
  });
}
