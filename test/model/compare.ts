// What the model says against what the database has.
import { rational, toUnits } from "../support/rationals.ts";
import { iso } from "./days.ts";
import type { Model } from "./model.ts";
import type { Facts, Item } from "./stage.ts";

/** Sentences that say where they differ, none when they agree. */
export function differences(model: Model, facts: Facts): string[] {
  const units = (decimal: string) => toUnits(rational(decimal), model.decimals);
  const asked = (it: Item) =>
    units(it.amount) - units(it.discount) + (model.world.tax?.included ? units(it.tax) : 0n);
  const noted = (it: Item) =>
    units(it.noted) + (model.world.tax?.included ? units(it.noted_tax) : 0n);

  const stands = new Sums();
  for (const invoice of facts.invoices.filter((it) => it.status !== "void")) {
    for (const item of invoice.items) {
      stands.add(key(item.line, item.period, item.account), asked(item) - noted(item));
    }
  }
  const said = new Sums();
  for (const item of model.items.filter((it) => it.state === "billed")) {
    for (const part of item.parts) {
      said.add(key(item.line, iso(item.period), part.account), part.asked - part.noted);
    }
  }
  const differ = said.unlike(stands, "stands");
  if (facts.waiting.length === 0 && model.waiting().length === 0) return differ;

  // While something waits, which changes stand on an invoice and which wait depends on the order of
  // clicks; together they are what the terms say. Discounts are taken when it is billed.
  if (model.world.tax?.included) return [];
  const together = new Sums();
  const due = new Sums();
  for (const invoice of facts.invoices.filter((it) => it.status !== "void")) {
    for (const it of invoice.items) together.add(key(it.line, it.period), units(it.amount));
  }
  for (const it of facts.waiting) together.add(key(it.line, it.period), units(it.amount));
  for (const it of model.items.filter((it) => it.state === "billed" || it.state === "waits")) {
    due.add(key(it.line, iso(it.period)), it.amount);
  }
  return due.unlike(together, "stands and waits");
}

const key = (line: number, period: string, account = "") => `line ${line} ${period} ${account}`;

class Sums {
  private readonly all = new Map<string, { sum: bigint; count: number }>();

  add(of: string, units: bigint): void {
    const { sum, count } = this.all.get(of) ?? { sum: 0n, count: 0 };
    this.all.set(of, { sum: sum + units, count: count + 1 });
  }

  unlike(other: Sums, what: string): string[] {
    const keys = [...new Set([...this.all.keys(), ...other.all.keys()])].sort();
    return keys.flatMap((of) => {
      const expected = this.all.get(of)?.sum ?? 0n;
      const got = other.all.get(of)?.sum ?? 0n;
      return expected === got ? [] : [`${of}: ${what} ${got}, by the rules ${expected}`];
    });
  }
}
