// Differences from the library that were looked at in the law, and why ours stands. A rate that
// changes on either side is a new difference.
import type { Difference } from "./rate_audit.ts";

const OUTSIDE =
  "no part of the Union's VAT territory (Directive 2006/112/EC, Article 6): localities";

const REVIEWED: [place: string, day: string, ours: number, theirs: number, why: string][] = [
  ["ES-CE", "2024-01-01", 21, 0, OUTSIDE],
  ["ES-GC", "2024-01-01", 21, 7, OUTSIDE],
  ["ES-ML", "2024-01-01", 21, 0, OUTSIDE],
  ["ES-TF", "2024-01-01", 21, 7, OUTSIDE],
  ["RO", "2025-08-01", 21, 19, "Law 141/2025 holds from August 1; the library begins a day later"],
  ["US-AR", "2024-01-01", 6.5, 6, "6.5 % since 2013-07-01 (Amendment 91)"],
  ["US-AZ", "2024-01-01", 5.6, 6.6, "the additional 1 % of 2010 ended on 2013-05-31"],
  ["US-CA", "2024-01-01", 7.25, 8.25, "7.25 % since 2017-01-01, with 1.25 % that hold everywhere"],
  ["US-CT", "2024-01-01", 6.35, 6, "6.35 % since 2011-07-01"],
  ["US-DC", "2026-10-01", 7, 6, "7 % from 2026-10-01 (Fiscal Year 2026 Budget Support Act)"],
  ["US-LA", "2024-01-01", 4.45, 4, "4.45 % from 2018-07-01 to 2024-12-31"],
  ["US-LA", "2025-01-01", 5, 4, "5 % from 2025-01-01 (Act 11 of the third session of 2024)"],
  ["US-ME", "2024-01-01", 5.5, 5, "5.5 % since 2013-10-01"],
  ["US-NC", "2024-01-01", 4.75, 5.75, "4.75 % since 2011-07-01"],
  ["US-NJ", "2024-01-01", 6.625, 7, "6.625 % since 2018-01-01"],
  ["US-NM", "2024-01-01", 4.875, 5, "4.875 % since 2023-07-01 (House Bill 163 of 2022)"],
  ["US-OH", "2024-01-01", 5.75, 5.5, "5.75 % since 2013-09-01"],
  ["US-SD", "2024-01-01", 4.2, 4, "4.2 % since 2023-07-01 (House Bill 1137 of 2023)"],
  ["US-UT", "2024-01-01", 6.1, 5.95, "4.85 % with 1.25 % that hold everywhere"],
  ["US-VA", "2024-01-01", 5.3, 5, "4.3 % since 2013-07-01, with 1 % that hold everywhere"],
];

/** Why ours stands, if the difference was looked at as it is. */
export function reviewOf({ place, day, ours, theirs }: Difference): string | undefined {
  return REVIEWED.find(
    ([itsPlace, itsDay, own, other]) =>
      itsPlace === place && itsDay === day && own === ours && other === theirs,
  )?.[4];
}

export const reviewedDifferences = REVIEWED.length;
