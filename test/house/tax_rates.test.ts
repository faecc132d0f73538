// The law's rates are those of a library of the field, or it is known why they are not.
import { expect, test } from "vitest";
import { keptRates } from "../../server/tax/kept_rates.ts";
import { compareRates, libraryRates, type DatedRate } from "../../server/tax/rate_audit.ts";
import { reviewedDifferences, reviewOf } from "../../server/tax/reviewed_rates.ts";
import { fileDatabase } from "../support/databases.ts";

const { rootUrl } = await fileDatabase();
const ours = await keptRates(rootUrl);
const theirs = libraryRates();

test("every difference was reviewed, and every review is of a difference", () => {
  // Of all days that either knows; the library is asked for what is to come as well.
  const { differences, unknown } = compareRates(ours, theirs, "2026-12-31");
  expect(differences.filter((it) => reviewOf(it) === undefined)).toEqual([]);
  expect(differences.length).toBe(reviewedDifferences);
  expect(unknown.length).toBeGreaterThan(50);
});

const row = (jurisdiction: string, from: string, rate: number, isStacked = true): DatedRate => ({
  jurisdiction,
  from,
  rate,
  isStacked,
});

test("what differs is found, both ways, for as long as it does", () => {
  const own = [
    row("AA", "2020-01-01", 20),
    row("AA", "2025-07-01", 21),
    row("BB", "2024-01-01", 5),
  ];
  own.push(row("BB-X", "2024-01-01", 13, false), row("BB-Y", "2024-01-01", 2));
  const library = [row("AA", "0001-01-01", 20), row("AA", "2025-08-01", 21)];
  library.push(
    row("BB", "0001-01-01", 5),
    row("BB-X", "0001-01-01", 8),
    row("CC", "0001-01-01", 1),
  );
  expect(compareRates(own, library, "2025-12-31")).toEqual({
    differences: [
      { place: "AA", day: "2025-07-01", ours: 21, theirs: 20 },
      { place: "BB-Y", day: "2024-01-01", ours: 7, theirs: 5 },
    ],
    unknown: ["CC"],
  });
});
