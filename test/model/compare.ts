// What the model says against what the database has.
import { rational, times, toUnits } from "../support/rationals.ts";
import { iso } from "./days.ts";
import type { Act } from "./language.ts";
import { isCut, type Item, type Model } from "./model.ts";
import type { Facts, Item as Found } from "./stage.ts";

/** Looks at what a history has made, act by act. */
export class Comparison {
  private readonly model: Model;
  private readonly isIncluded: boolean;
  /** Which item is which on the other side, by invoice and place. */
  private readonly twins = new Map<string, Item>();
  private notes = new Map<string, bigint>();

  constructor(model: Model) {
    this.model = model;
    this.isIncluded = model.world.tax?.included ?? false;
  }

  private units(decimal: string): bigint {
    return toUnits(rational(decimal), this.model.decimals);
  }

  /** As prices are agreed: with the tax, where they include it. */
  private asked(it: Found): bigint {
    return (
      this.units(it.amount) - this.units(it.discount) + (this.isIncluded ? this.units(it.tax) : 0n)
    );
  }

  private noted(it: Found): bigint {
    return this.units(it.noted) + (this.isIncluded ? this.units(it.noted_tax) : 0n);
  }

  /** Finds for new items of the database what the model made. */
  link(facts: Facts): string[] {
    const faults: string[] = [];
    facts.invoices.forEach((invoice, place) => {
      invoice.items.forEach((found, position) => {
        const id = `${place}/${position}`;
        if (this.twins.has(id)) return;
        for (const item of this.model.items) {
          if (item.state !== "billed" || item.line !== found.line || isCut(item)) continue;
          if (iso(item.from) !== found.from || iso(item.until) !== found.until) continue;
          if ((item.kind === "credit") !== found.is_credit) continue;
          if (item.account !== found.account || item.invoice !== undefined) continue;
          item.invoice = place;
          this.twins.set(id, item);
          if (item.payer !== invoice.payer) {
            faults.push(`${told(found)}: on an invoice of ${invoice.payer}, not ${item.payer}`);
          }
          return;
        }
      });
    });
    return faults;
  }

  /** What a note took, which the model is told when it was right. */
  takeNotes(act: Act, facts: Facts): string[] {
    if (act.do !== "note" && act.do !== "reissue") return [];
    const faults: string[] = [];
    const invoice = facts.invoices[act.invoice]!;
    let isAllGone = true;
    invoice.items.forEach((found, position) => {
      const id = `${act.invoice}/${position}`;
      const taken = this.noted(found) - (this.notes.get(id) ?? 0n);
      this.notes.set(id, this.noted(found));
      const twin = this.twins.get(id);
      if (!twin) return;
      const { model } = this;
      const rest = act.do === "reissue" ? model.restToReissue(twin) : model.rest(twin);
      // Which part has the last unit of what was given back of them all, either may say.
      const off = taken > rest ? taken - rest : rest - taken;
      const isNear = this.slack()(1) >= off;
      const isOver = rest >= 0n ? taken > rest : taken < rest;
      if (taken !== 0n && isOver && !isNear)
        faults.push(`${told(found)}: a note takes ${taken} of ${rest}`);
      if (act.do === "note" && !act.items && taken !== rest && !isNear) {
        faults.push(`${told(found)}: a note of the whole takes ${taken} of ${rest}`);
      }
      this.model.noted(twin, taken);
      if (act.do === "note" && act.items && this.model.rest(twin) !== 0n) {
        isAllGone = false;
      }
    });
    if (act.do === "note" && isAllGone) this.model.undo(act.invoice, false);
    return faults;
  }

  /** Sentences that say where the two differ, none when they agree. */
  differences(facts: Facts): string[] {
    const { model } = this;
    const standing = facts.invoices.filter((it) => it.status !== "void").flatMap((it) => it.items);
    const [stands, standsInAll] = [new Sums(), new Sums()];
    for (const it of standing) {
      const left = this.asked(it) - this.noted(it);
      stands.add(key(it.line, it.period, it.account), left);
      standsInAll.add(key(it.line, it.period), left);
    }
    const [said, saidInAll] = [new Sums(), new Sums()];
    for (const item of model.items.filter((it) => it.state === "billed")) {
      const left = item.asked - item.noted;
      said.add(key(item.line, iso(item.period), item.account), left);
      saidInAll.add(key(item.line, iso(item.period)), left);
    }
    const coming = new Sums();
    for (const it of facts.coming) {
      if (!model.isUndone(it.line, it.from))
        coming.add(key(it.line, it.from), this.units(it.amount));
    }
    const expected = new Sums();
    for (const it of model.coming()) expected.add(key(it.line, iso(it.from)), it.amount);
    const faults = [...expected.unlike(coming, "is to come"), ...this.taxes(facts)];
    if (facts.waiting.length === 0 && model.waiting().length === 0) {
      return [
        ...said.unlike(stands, "stands", this.partSlack()),
        ...saidInAll.unlike(standsInAll, "stands", this.slack()),
        ...faults,
      ];
    }

    // While something waits, which changes stand on an invoice and which wait depends on the order
    // of clicks; together they are what the terms say, less discounts that are kept. What asks for
    // more is discounted when it is billed; what notes took is neither given back nor charged.
    if (this.isIncluded || this.notes.size > 0 || model.asksForDiscounts()) return faults;
    const together = new Sums();
    for (const it of [...standing, ...facts.waiting]) {
      together.add(key(it.line, it.period), this.units(it.amount) - this.units(it.discount));
    }
    const due = new Sums();
    for (const it of model.items.filter((it) => it.state === "billed" || it.state === "waits")) {
      due.add(key(it.line, iso(it.period)), model.netOf(it));
    }
    return [...due.unlike(together, "stands and waits", this.slack()), ...faults];
  }

  /** Half a minor unit a piece, where discounts or shares round what they split. */
  private slack(): (count: number) => bigint {
    const { contract, tax } = this.model.world;
    const splits = this.model.hasDiscounts || contract.shares !== undefined || tax?.included;
    return (count) => (splits ? BigInt(Math.ceil(count / 2)) : 0n);
  }

  /** Each discount of a contract is split over the parts once more. */
  private partSlack(): (count: number) => bigint {
    const splits = this.model.world.contract.shares ? 1 + this.model.discountCount : 1;
    return (count) => this.slack()(count * splits);
  }

  private taxes(facts: Facts): string[] {
    const { tax } = this.model.world;
    const faults: string[] = [];
    for (const invoice of facts.invoices.filter((it) => it.status !== "void")) {
      for (const it of invoice.items) {
        const net = this.units(it.amount) - this.units(it.discount);
        const due = tax
          ? toUnits(times(times({ n: net, d: 1n }, rational(tax.rate)), rational("0.01")), 0)
          : 0n;
        const off = this.units(it.tax) - due;
        if (off > 1n || off < -1n) faults.push(`${told(it)}: tax ${it.tax} of net ${net}`);
        const isGone = this.units(it.noted) === net;
        if (isGone && net !== 0n && this.units(it.noted_tax) !== this.units(it.tax)) {
          faults.push(
            `${told(it)}: noted ${it.noted} of ${net} with tax ${it.noted_tax} of ${it.tax}`,
          );
        }
      }
    }
    return faults;
  }
}

const key = (line: number, period: string, account = "") => `line ${line} ${period} ${account}`;
const told = (it: Found) => `line ${it.line} ${it.from} to ${it.until} ${it.account}`;

class Sums {
  private readonly all = new Map<string, { sum: bigint; count: number }>();

  add(of: string, units: bigint): void {
    const { sum, count } = this.all.get(of) ?? { sum: 0n, count: 0 };
    this.all.set(of, { sum: sum + units, count: count + 1 });
  }

  unlike(other: Sums, what: string, slack: (count: number) => bigint = () => 0n): string[] {
    const keys = [...new Set([...this.all.keys(), ...other.all.keys()])].sort();
    return keys.flatMap((of) => {
      const expected = this.all.get(of)?.sum ?? 0n;
      const got = other.all.get(of)?.sum ?? 0n;
      const off = expected > got ? expected - got : got - expected;
      const most = slack(Math.max(this.all.get(of)?.count ?? 0, other.all.get(of)?.count ?? 0));
      return off <= most ? [] : [`${of}: ${what} ${got}, by the rules ${expected}`];
    });
  }
}
