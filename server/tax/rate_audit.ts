// Where the rates that are kept here differ from those of a library of the field.
import fs from "node:fs";
import { createRequire } from "node:module";

/** A standard rate of a country or state from a day on, in percent of the price without tax. */
export interface DatedRate {
  jurisdiction: string;
  from: string;
  rate: number;
  /** Whether it adds to the country's. */
  isStacked: boolean;
}

/** What is due at a place on a day: undefined where nothing is known. */
export interface Difference {
  place: string;
  day: string;
  ours: number | undefined;
  theirs: number | undefined;
}

// Before that day none of our rates is known.
const SINCE = "2024-01-01";

/** Differences of places that we know, by place and day; and the countries that it alone knows. */
export function compareRates(
  ours: DatedRate[],
  theirs: DatedRate[],
  today: string,
): { differences: Difference[]; unknown: string[] } {
  const known = new Set(ours.map((it) => it.jurisdiction));
  const countries = new Set([...known].map(countryOf));
  const places = new Set([...known, ...theirs.map((it) => it.jurisdiction)]);
  const differences = [...places]
    .filter((place) => countries.has(countryOf(place)))
    .sort()
    .flatMap((place) => {
      const days = [
        SINCE,
        ...[...ours, ...theirs]
          .filter((it) => place.startsWith(it.jurisdiction) && it.from > SINCE && it.from <= today)
          .map((it) => it.from),
      ];
      return [...new Set(days)].sort().flatMap((day) => {
        const [own, other] = [dueAt(place, day, ours), dueAt(place, day, theirs)];
        return own === other ? [] : [{ place, day, ours: own, theirs: other }];
      });
    });
  const unknown = [...places].filter((place) => !countries.has(countryOf(place))).sort();
  return { differences, unknown };
}

const countryOf = (place: string) => place.slice(0, 2);

function dueAt(place: string, day: string, rates: DatedRate[]): number | undefined {
  const last = (jurisdiction: string) =>
    rates
      .filter((it) => it.jurisdiction === jurisdiction && it.from <= day)
      .sort((a, b) => a.from.localeCompare(b.from))
      .at(-1);
  const own = last(place);
  const country = last(countryOf(place));
  if (place === countryOf(place) || !country || own?.isStacked === false) return own?.rate;
  return Number((country.rate + (own?.rate ?? 0)).toFixed(6));
}

interface Entry {
  rate: number;
  states?: Record<string, Entry>;
  /** What held until an instant. */
  before?: Record<string, { rate: number }>;
}

/** The rates of the npm package sales-tax, which is there for developers alone. */
export function libraryRates(): DatedRate[] {
  const file = createRequire(import.meta.url).resolve("sales-tax/res/sales_tax_rates.json");
  const world = JSON.parse(fs.readFileSync(file, "utf8")) as Record<string, Entry>;
  return Object.entries(world).flatMap(([code, country]) => {
    const { states = {} } = country;
    const below = Object.entries(states).flatMap(([state, entry]) =>
      dated(`${code}-${state}`, entry),
    );
    // It has a country without a tax of its own at nothing, for its states.
    return below.length > 0 && country.rate === 0 ? below : [...dated(code, country), ...below];
  });
}

function dated(jurisdiction: string, { rate, before = {} }: Entry): DatedRate[] {
  const ends = Object.keys(before).sort();
  const all = [...ends.map((end) => before[end]!.rate), rate];
  return all.map((it, n) => ({
    jurisdiction,
    from: n === 0 ? "0001-01-01" : dayOf(ends[n - 1]!),
    rate: Number((it * 100).toFixed(6)),
    isStacked: true,
  }));
}

// Instants are midnight somewhere in Europe.
function dayOf(instant: string): string {
  return new Date(Date.parse(instant) + 3 * 3600_000).toISOString().slice(0, 10);
}
