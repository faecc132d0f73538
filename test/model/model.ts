// The billing rules (docs/billing-rules.md) as a program of their own: it shares nothing with what
// it is compared with. Amounts are whole minor units; what leads to them is exact. Prices that
// include tax are billed as they were agreed, with it: that is what is "asked".
import {
  compare,
  fromUnits,
  minus,
  over,
  rational,
  split,
  sum,
  times,
  toUnits,
  type Rational,
} from "../support/rationals.ts";
import { anchorOf, day, periods, type Period } from "./days.ts";
import type {
  Account,
  Act,
  Change,
  ContractTerms,
  Day,
  DiscountTerms,
  LineTerms,
  World,
} from "./language.ts";
import { rate } from "./rating.ts";

const MONTHS = { monthly: 1, quarterly: 3, semi_annual: 6, annual: 12 };
const PRICE_MONTHS = { month: 1, quarter: 3, year: 12, one_time: 0 };
const DECIMALS = { USD: 2, JPY: 0, KWD: 3 };
const ZERO = rational("0");
const HUNDRED = rational("100");
const whole = (n: number | bigint): Rational => ({ n: BigInt(n), d: 1n });
const least = (a: bigint, b: bigint) => (a < b ? a : b);
const atLeastNothing = (a: bigint) => (a > 0n ? a : 0n);
const total = (all: bigint[]) => all.reduce((a, b) => a + b, 0n);
const mine = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error("The model lost something.");
  return value;
};

/** What changes over time: from each day on, another value. */
interface Step<T> {
  from: number;
  value: T;
}

interface Line {
  place: number;
  terms: LineTerms;
  from: number;
  /** The day after its last. */
  until: number;
  quantity: Step<Rational>[];
  price: Step<Rational>[];
  /** Days on which a version of the terms begins. */
  cuts: number[];
}

/** So much is charged at least in each commitment period. */
interface Minimum {
  line: Line;
  amount: Rational;
  /** Of a commitment period; none is the term. */
  months?: number;
}

interface Discount {
  percent?: Rational;
  amount?: bigint;
  duration: DiscountTerms["duration"];
  from: number;
  until: number;
  /** Of an amount that is given once. */
  left: bigint;
  isSpent: boolean;
}

/** What a discount takes off a charge, and how far it goes. */
interface Take {
  discount: Discount;
  /** Of an amount: what the days may take of it, used or not; and what they take. */
  granted: bigint;
  amount: bigint;
  /** From which price of the whole period on, and up to which, it holds. */
  beyond: Rational;
  upTo: Rational;
}

/** One of those who bear a charge, billed by itself: some of them pay for themselves. */
interface Share {
  account: Account;
  weight: Rational;
  /** Of all who bear it, in their order. */
  place: number;
  weights: Rational[];
}

/** Days of a line at one price, of all or of what one account bears. */
export interface Charge {
  line: Line;
  period: Period;
  from: number;
  until: number;
  /** For the whole period; of a share, its part. */
  price: Rational;
  /** What is shared; of what is not, the same. */
  wholePrice: Rational;
  share?: Share;
  /** The highest price that these days were billed at. */
  extent: Rational;
  amount: bigint;
  lineDiscount: bigint;
  takes: Take[];
  account: Account;
  payer: Account;
  /** After discounts, when it was billed. */
  asked: bigint;
  /** What credit notes took of it, or of what it replaces: that much is not owed. */
  noted: bigint;
  /** What of its amount, after the line's discount, asks for the discounts that hold now. */
  fresh: bigint;
  state: "waits" | "billed" | "undone";
  billOn: number;
  dueOn: number;
  item?: Item;
}

/** What stands, or is to stand, on invoices. */
export interface Item {
  kind: "charge" | "credit";
  line: number;
  period: number;
  from: number;
  until: number;
  amount: bigint;
  discount: bigint;
  account: Account;
  payer: Account;
  asked: bigint;
  noted: bigint;
  /** Where it was found on the other side. */
  invoice?: number;
  state: "waits" | "billed" | "undone" | "dropped";
  billOn: number;
  amendment?: number;
  charge: Charge;
  /** Billed before, and put back into the line. */
  isAgain?: boolean;
  /** Of a credit: makes the piece as it was. */
  restore?: () => void;
  /** Of a charge: what it goes with, the credit for its days. */
  pair?: Item;
  /** What changed the same days before any of it was billed goes on one invoice. */
  together?: symbol;
}

export interface Coming {
  line: number;
  from: number;
  amount: bigint;
  discount: bigint;
}

export class Model {
  readonly world: World;
  readonly decimals: number;
  today: number;
  private readonly from: number;
  private readonly until: number;
  private readonly months: number;
  private readonly anchor: number;
  private readonly lines: Line[] = [];
  private readonly discounts: Discount[] = [];
  private readonly minimum: Minimum | undefined;
  private payer: Account;
  /** Who bears the contract and pays for itself. */
  private readonly apart: Set<Account>;
  charges: Charge[] = [];
  items: Item[] = [];
  private readonly trueUps = new Set<number>();
  private amendments = 0;
  /** Cancelled: nothing changes any more. */
  isOver = false;

  constructor(world: World) {
    const { contract } = world;
    this.world = world;
    this.decimals = DECIMALS[world.currency];
    this.today = day(world.today);
    this.payer = world.payer;
    this.apart = new Set(contract.shares?.apart);
    this.from = day(contract.from);
    this.until = day(contract.to) + 1;
    this.months = MONTHS[contract.frequency];
    this.anchor = anchorOf(this.from, this.months, contract.alignment, contract.billing_day);
    for (const terms of contract.lines) this.addLine(terms, this.from);
    if (contract.minimum) this.minimum = this.addMinimum(contract.minimum);
    for (const terms of contract.discounts ?? []) this.agree(terms, this.from);
    this.run();
  }

  get discountCount(): number {
    return this.discounts.length;
  }

  get hasDiscounts(): boolean {
    return this.discountCount > 0;
  }

  /** Discounts that can be ended. */
  running(): number[] {
    return this.discounts.flatMap((it, place) => (it.until > this.today ? [place] : []));
  }

  /** Lines that a change can name on a day. */
  amendable(on: number): number[] {
    return this.lines
      .filter((it) => it !== this.minimum?.line && it.from <= on && on < it.until)
      .filter((it) => it.terms.interval !== "one_time")
      .map((it) => it.place);
  }

  play(act: Act): void {
    switch (act.do) {
      case "amend":
        return this.amend(day(act.on), act.changes, act.now);
      case "discount":
        return this.agree(act.discount, this.today);
      case "end discount":
        mine(this.discounts[act.discount]).until = this.today;
        return;
      case "cancel":
        return this.cancel(day(act.on), act.with_credit);
      case "payer":
        this.payer = act.payer;
        return;
      case "pays":
        if (act.itself) this.apart.add(act.account);
        else this.apart.delete(act.account);
        return;
      case "days go by":
        return this.goTo(day(act.to));
      case "void":
        return this.undo(act.invoice, true);
      case "reissue":
        return this.reissue(act.invoice);
      case "generate":
        return this.generate(day(act.from), day(act.to) + 1);
      case "note":
        // What a note takes is looked at where it is seen, and then told (noted).
        return;
      case "issue":
      case "pay":
        return;
    }
  }

  /** Before it is billed a charge has the discounts that its days keep. */
  netOf(item: Item): bigint {
    if (item.kind === "charge" && item.state === "waits" && !item.isAgain) {
      return item.charge.amount - discountOf(item.charge);
    }
    return item.amount - item.discount;
  }

  asksForDiscounts(): boolean {
    // Billed before, it asks for what it got then once more.
    const asks = ({ charge, isAgain }: Item) => isAgain === true || charge.fresh > 0n;
    return this.hasDiscounts && this.waiting().some(asks);
  }

  // --- What people undo ---

  /** What is left of what an item billed: credits of amendments and notes took the rest. */
  rest({ kind, asked, noted, charge }: Item): bigint {
    if (kind === "credit") return asked - noted;
    return this.charges.includes(charge) ? atLeastNothing(charge.asked - charge.noted) : 0n;
  }

  /** Credits that wait for what is issued again are none any more. */
  restToReissue(item: Item): bigint {
    const dropped =
      item.kind === "credit" || item.amendment === undefined
        ? []
        : this.waiting().filter((it) => it.kind === "credit" && it.charge === item.charge);
    return this.rest(item) - total(dropped.map((it) => it.asked));
  }

  noted(item: Item, asked: bigint): void {
    item.noted += asked;
    // A note that takes a credit back makes what it gave back owed again.
    item.charge.noted += asked;
  }

  itemsOn(invoice: number): Item[] {
    return this.items.filter((it) => it.invoice === invoice);
  }

  /**
   * Whether notes and credits have taken all that an invoice billed. What it gave back stands where
   * changes have given back what it charged for the same days.
   */
  isGone(invoice: number): boolean {
    const items = this.itemsOn(invoice);
    const charged = items.filter((it) => it.kind === "charge" && it.asked > 0n);
    return (charged.length > 0 ? charged : items).every((it) => this.rest(it) === 0n);
  }

  /** Days and discounts come back; nobody bills them again unless a person says so. */
  undo(invoice: number, putsBack: boolean, isVoid = putsBack): void {
    const restored = putsBack ? [] : this.restoreChanges(this.itemsOn(invoice));
    for (const item of this.itemsOn(invoice)) {
      if (restored.includes(item)) continue;
      const { charge } = item;
      if (item.amendment !== undefined && putsBack) {
        // It waits as it was billed: later changes gave back of it, or did not. A credit that waits
        // itself is none any more: the charge waits as what was used of it.
        const waiting = this.waiting().filter((it) => it.kind === "credit" && it.charge === charge);
        if (item.kind === "charge" && waiting.length > 0) {
          for (const credit of waiting) {
            credit.state = "dropped";
            // What changed it follows what it changed itself.
            item.together ??= credit.together;
            for (const it of this.items.filter((it) => it.together === credit.together)) {
              it.together = item.together;
            }
          }
          item.until = charge.until;
          item.amount = charge.amount;
          item.discount = discountOf(charge);
          item.asked = charge.asked;
        }
        item.state = item.until > item.from ? "waits" : "dropped";
        item.isAgain = true;
        charge.noted -= item.noted;
        item.noted = 0n;
        delete item.invoice;
        continue;
      }
      if (item.kind === "credit") continue;
      // What waits for days that are credited stays.
      if (isVoid) {
        item.state = "undone";
        this.dropChanges(charge);
      }
      charge.state = "undone";
      this.giveBackTakes(charge);
    }
    for (const discount of this.discounts) {
      discount.isSpent &&= this.charges.some((it) => has(it, discount));
    }
  }

  /** Where all that changed days is credited, and nothing changed them since, they are as before. */
  private restoreChanges(credited: Item[]): Item[] {
    const restored: Item[] = [];
    for (const credit of credited.filter((it) => it.kind === "credit").reverse()) {
      const change = this.items.filter(
        (it) => it.state !== "dropped" && it.together === credit.together && !isCut(it),
      );
      const charges = change.filter((it) => it.kind === "charge").map((it) => it.charge);
      // What was lowered before it was billed is of the same change.
      const isChanged = charges
        .flatMap((it) => this.changesOf(it).flat())
        .some((it) => it.together !== credit.together);
      if (charges.includes(credit.charge)) continue;
      if (isChanged || !change.every((it) => credited.includes(it))) continue;
      for (const charge of charges) {
        this.giveBackTakes(charge);
        this.charges = this.charges.filter((it) => it !== charge);
      }
      credit.restore?.();
      restored.push(...change);
    }
    return restored;
  }

  /** What changed a charge's days is gone where all of it waits: the days are the charge's again. */
  private dropChanges(charge: Charge): void {
    for (const changes of this.changesOf(charge)) {
      if (changes.some((it) => it.state === "billed" && it.invoice !== undefined)) continue;
      for (const item of changes) {
        item.state = "dropped";
        charge.until = Math.max(charge.until, item.until);
        if (item.kind === "credit") continue;
        this.giveBackTakes(item.charge);
        this.charges = this.charges.filter((it) => it !== item.charge);
      }
      if (!this.charges.includes(charge)) this.charges.push(charge);
    }
  }

  /** What gives days of a charge back, with what charges them anew, and what changed that since. */
  private changesOf(charge: Charge, seen: Charge[] = []): Item[][] {
    const alive = this.items.filter((it) => it.state !== "dropped");
    const credits = alive.filter((it) => it.kind === "credit" && it.charge === charge);
    return [...new Set(credits.map((it) => it.together))].map((change) => {
      const own = alive.filter((it) => it.together === change);
      // What was lowered before it was billed is of the same change.
      const later = own
        .filter((it) => it.kind === "charge" && ![charge, ...seen].includes(it.charge))
        .flatMap((it) => this.changesOf(it.charge, [charge, ...seen]).flat());
      return [...new Set([...own, ...later])];
    });
  }

  private giveBackTakes(charge: Charge): void {
    for (const { discount, amount } of charge.takes) {
      if (discount.duration === "once") discount.left += amount;
    }
    charge.takes = [];
  }

  /** Days of undone periods are billed anew, by the terms as they are. */
  private generate(from: number, until: number): void {
    const undone = this.charges.filter(
      (it) => it.state === "undone" && it.from >= from && it.from < until,
    );
    this.charges = this.charges.filter((it) => !undone.includes(it));
    const due = this.open().filter(
      (it) => it.from >= from && (isOnce(it) ? it.from < until : it.until <= until),
    );
    const missing = this.missingAgain(undone.filter((it) => it.until <= until));
    for (const charge of [...due, ...missing]) {
      this.charges.push(charge);
      this.items.push(this.itemOf(charge));
    }
    this.bill(this.waiting().filter((it) => it.amendment === undefined || it.billOn < until));
  }

  private reissue(invoice: number): void {
    const old = this.itemsOn(invoice).filter((it) => it.amendment === undefined);
    const again = this.itemsOn(invoice).filter((it) => it.amendment !== undefined);
    const until = Math.max(...this.itemsOn(invoice).map((it) => it.until));
    // What notes took of is credited; of what changes had given back of it, nothing is left.
    this.undo(invoice, true, !old.some((it) => it.noted !== 0n));
    this.charges = this.charges.filter((it) => !old.some(({ charge }) => charge === it));
    const due = this.open().filter((it) =>
      old.some(
        ({ charge }) =>
          charge.line === it.line &&
          charge.from <= it.from &&
          it.until <= charge.until &&
          charge.share?.account === it.share?.account,
      ),
    );
    for (const charge of [...due, ...this.missingAgain(old.map(({ charge }) => charge))]) {
      this.charges.push(charge);
      this.items.push(this.itemOf(charge));
    }
    // What waits for days of the same time rides on it, as on any next invoice.
    this.bill(
      this.waiting().filter(
        (it) => it.amendment === undefined || again.includes(it) || it.billOn < until,
      ),
    );
  }

  /** Whether a person undid the days around one, and none has billed them again. */
  isUndone(line: number, on: Day): boolean {
    return this.charges.some(
      (it) =>
        it.state === "undone" && it.line.place === line && it.from <= day(on) && day(on) < it.until,
    );
  }

  /** Undone days, to be generated again. */
  undonePeriods(): { from: number; until: number }[] {
    return this.charges
      .filter((it) => it.state === "undone" && it.line.terms.interval !== "one_time")
      .map(({ line, period }) => ({
        from: Math.max(period.from, line.from),
        until: Math.min(period.until, line.until),
      }))
      .filter(({ from, until }) => from < until);
  }

  // --- Terms ---

  private addLine(terms: LineTerms, from: number): Line {
    const start = terms.from ? day(terms.from) : from;
    const line: Line = {
      place: this.lines.length,
      terms,
      from: start,
      until: terms.to ? day(terms.to) + 1 : this.until,
      quantity: [{ from: start, value: rational(terms.quantity) }],
      price: [{ from: start, value: rational(terms.price ?? "0") }],
      cuts: [start],
    };
    for (const step of terms.ramp ?? []) {
      const on = day(step.from);
      if (step.quantity !== undefined) set(line.quantity, on, rational(step.quantity));
      if (step.price !== undefined) set(line.price, on, rational(step.price));
      cut(line, on);
    }
    this.lines.push(line);
    return line;
  }

  private addMinimum({ amount, interval }: NonNullable<ContractTerms["minimum"]>): Minimum {
    const line = this.addLine(
      { model: "flat", quantity: "1", price: amount, interval: "one_time" },
      this.from,
    );
    const months = interval === "term" ? undefined : PRICE_MONTHS[interval];
    return { line, amount: rational(amount), ...(months === undefined ? {} : { months }) };
  }

  private agree(terms: DiscountTerms, from: number): void {
    const amount =
      terms.amount === undefined ? undefined : toUnits(rational(terms.amount), this.decimals);
    const start = terms.from ? day(terms.from) : Math.max(from, this.from);
    this.discounts.push({
      ...(terms.percent === undefined ? {} : { percent: rational(terms.percent) }),
      ...(amount === undefined ? {} : { amount }),
      duration: terms.duration,
      from: start,
      until:
        terms.duration === "repeating"
          ? periods(start, terms.months ?? 1, start, start + 1)[0]!.until
          : Infinity,
      left: amount ?? 0n,
      isSpent: false,
    });
  }

  /** For a whole period, exact; what is charged once has no days. */
  private priceOf(line: Line, on: number, period: Period): Rational {
    const rated = rate(line.terms, valueOn(line.quantity, on), valueOn(line.price, on));
    const priced = PRICE_MONTHS[line.terms.interval];
    if (priced === 0) return rated;
    if (priced <= this.months || priced % this.months !== 0) {
      return times(rated, over(whole(this.months), whole(priced)));
    }
    // A price that is billed in parts adds up: the first parts bear what does not divide.
    const parts = priced / this.months;
    const place = ((period.n % parts) + parts) % parts;
    const units = split(toUnits(rated, this.decimals), Array(parts).fill(whole(1)));
    return fromUnits(mine(units[place]), this.decimals);
  }

  private units(amount: Rational): bigint {
    return toUnits(amount, this.decimals);
  }

  private forDays(price: Rational, days: number, period: Period): bigint {
    return this.units(over(times(price, whole(days)), whole(period.until - period.from)));
  }

  private lineDiscount(line: Line, amount: bigint): bigint {
    if (line.terms.discount === undefined) return 0n;
    return this.percentOf(rational(line.terms.discount), amount);
  }

  private percentOf(percent: Rational, amount: bigint): bigint {
    return this.units(over(times(fromUnits(amount, this.decimals), percent), HUNDRED));
  }

  // --- What the terms charge ---

  /** Every charge of the terms as they are now, for all days of a line. */
  private chargesOf(line: Line): Charge[] {
    if (line.until <= line.from) return [];
    if (line.terms.interval === "one_time") {
      const period = { n: 0, from: line.from, until: line.until };
      return [this.charge(line, period, line.from, line.until, line.from)];
    }
    return periods(this.anchor, this.months, line.from, line.until).flatMap((period) => {
      const from = Math.max(period.from, line.from);
      const until = Math.min(period.until, line.until);
      const dueOn = this.world.contract.in_advance ? from : until;
      const starts = [from, ...line.cuts.filter((it) => it > from && it < until)];
      return starts.map((start, place) =>
        this.charge(line, period, start, starts[place + 1] ?? until, dueOn),
      );
    });
  }

  private charge(
    line: Line,
    period: Period,
    from: number,
    until: number,
    dueOn: number,
    share?: Share,
  ): Charge {
    const wholePrice = this.priceOf(line, from, period);
    const { amount, lineDiscount } = this.cost(line, wholePrice, until - from, period, share);
    return {
      line,
      period,
      from,
      until,
      price: share ? partOf(wholePrice, share) : wholePrice,
      wholePrice,
      ...(share ? { share } : {}),
      extent: ZERO,
      amount,
      lineDiscount,
      takes: [],
      account: share?.account ?? "Holder",
      payer: this.payer,
      asked: 0n,
      noted: 0n,
      fresh: amount - lineDiscount,
      state: "waits",
      billOn: dueOn,
      dueOn,
    };
  }

  /** Of what is shared, the whole and its line's discount are, each its net and discount apart. */
  private cost(line: Line, price: Rational, days: number, period: Period, share?: Share) {
    const isOnce = line.terms.interval === "one_time";
    const amount = isOnce ? this.units(price) : this.forDays(price, days, period);
    const lineDiscount = this.lineDiscount(line, amount);
    if (!share) return { amount, lineDiscount };
    const part = (of: bigint) => mine(split(of, share.weights)[share.place]);
    const off = part(lineDiscount);
    return { amount: part(amount - lineDiscount) + off, lineDiscount: off };
  }

  private open(): Charge[] {
    return this.lines
      .filter((line) => line !== this.minimum?.line)
      .flatMap((line) => this.chargesOf(line).flatMap((it) => this.unbilled(it)));
  }

  /** All of a charge, or the shares of it that nobody was billed; days once shared stay so. */
  private unbilled(charge: Charge): Charge[] {
    const { line, period, from, until, dueOn } = charge;
    const taken = this.charges.filter(
      (it) => it.line === line && it.from < until && it.until > from,
    );
    // Who comes to days that a person undid waits for a person too.
    if (taken.length > 0 && taken.every((it) => it.state === "undone")) return [];
    const isApart = taken.length > 0 ? taken.every((it) => it.share) : this.isApart();
    if (!isApart) return taken.length > 0 ? [] : [charge];
    return this.sharesOf(charge)
      .filter(
        ({ account, weight }) =>
          weight.n > 0n && !taken.some((it) => it.share?.account === account),
      )
      .map((share) => this.charge(line, period, from, until, dueOn, share));
  }

  private isApart(): boolean {
    return this.world.contract.shares !== undefined;
  }

  private sharesOf(charge: Pick<Charge, "line" | "from">): Share[] {
    const all = this.bearers(charge);
    const weights = all.map((it) => it.weight);
    return all.map(({ account, weight }, place) => ({ account, weight, place, weights }));
  }

  /** Commitment periods that nobody has looked at yet, with what is missing as things stand. */
  private shortfalls(): Charge[] {
    if (!this.minimum) return [];
    const { line, amount, months } = this.minimum;
    const term = { n: 0, from: this.from, until: this.until };
    const all = months ? periods(this.from, months, line.from, line.until) : [term];
    return all
      .map((period) => ({ period, until: Math.min(period.until, line.until) }))
      .filter(({ period, until }) => until > period.from && !this.trueUps.has(period.from))
      .map(({ period, until }) => {
        const asked = over(
          times(amount, whole(until - period.from)),
          whole(period.until - period.from),
        );
        const missing = atLeastNothing(
          this.units(
            minus(fromUnits(this.units(asked), this.decimals), this.spent(period.from, until)),
          ),
        );
        const short: Charge = {
          line,
          period,
          from: period.from,
          until,
          price: ZERO,
          wholePrice: ZERO,
          extent: ZERO,
          amount: missing,
          lineDiscount: 0n,
          takes: [],
          account: "Holder",
          payer: this.payer,
          asked: 0n,
          noted: 0n,
          fresh: missing,
          state: "waits",
          billOn: until,
          dueOn: until,
        };
        return short;
      })
      .flatMap((short) => {
        if (!this.isApart()) return [short];
        return this.sharesOf(short).map((share) => {
          const amount = mine(split(short.amount, share.weights)[share.place]);
          return { ...short, share, account: share.account, amount, fresh: amount };
        });
      });
  }

  /** Of commitment periods whose true-ups a person undid and wants again, what is missing now. */
  private missingAgain(undone: Charge[]): Charge[] {
    const asked = undone.filter((it) => it.line === this.minimum?.line);
    for (const { period } of asked) this.trueUps.delete(period.from);
    const missing = this.shortfalls().filter(
      (it) =>
        it.amount > 0n &&
        asked.some(
          ({ period, account }) => period.from === it.period.from && account === it.account,
        ),
    );
    for (const { period } of asked) this.trueUps.add(period.from);
    return missing;
  }

  /** What notes have left of a charge, of one. */
  private unnoted(charge: Charge): Rational {
    const { state, amount, asked, noted } = charge;
    const net = state === "waits" ? amount - discountOf(charge) : asked;
    return net === 0n ? whole(1) : over(whole(atLeastNothing(net - noted)), whole(net));
  }

  /** What falls on the days, by days; what is charged once on its day. */
  private spent(from: number, until: number): Rational {
    const alive = this.charges.filter(
      (it) => it.state !== "undone" && it.line !== this.minimum?.line,
    );
    return sum(
      [...alive, ...this.open()].map((it) => {
        const isOnce = it.line.terms.interval === "one_time";
        const end = isOnce ? it.from + 1 : it.until;
        const days = Math.min(until, end) - Math.max(from, it.from);
        if (days <= 0) return ZERO;
        const counts = times(fromUnits(it.amount, this.decimals), this.unnoted(it));
        return over(times(counts, whole(days)), whole(end - it.from));
      }),
    );
  }

  /** What no invoice and no amendment has billed yet, as the terms are now. */
  coming(): Coming[] {
    return this.open().map(({ line, from, amount, lineDiscount }) => ({
      line: line.place,
      from,
      amount,
      discount: lineDiscount,
    }));
  }

  // --- Billing ---

  private goTo(until: number): void {
    const days = new Set(
      [
        ...[...this.open(), ...this.shortfalls()].map((it) => it.dueOn),
        // What is due already is billed by the next day's work.
        ...this.waiting().map((it) => Math.max(it.billOn, this.today + 1)),
      ].filter((it) => it > this.today && it < until),
    );
    for (const on of [...days].sort((a, b) => a - b)) {
      this.today = on;
      this.run();
    }
    this.today = until;
    this.run();
  }

  waiting(): Item[] {
    return this.items.filter((it) => it.state === "waits");
  }

  private run(): void {
    const missing = this.shortfalls().filter((it) => it.dueOn <= this.today);
    for (const { period } of missing) this.trueUps.add(period.from);
    const due = [
      ...this.open().filter((it) => it.dueOn <= this.today),
      ...missing.filter((it) => it.amount > 0n),
    ];
    for (const charge of due) {
      this.charges.push(charge);
      this.items.push(this.itemOf(charge));
    }
    this.bill(this.waiting().filter((it) => it.billOn <= this.today));
  }

  private itemOf(charge: Charge, amendment?: number): Item {
    const item: Item = {
      kind: "charge",
      line: charge.line.place,
      period: charge.period.from,
      from: charge.from,
      until: charge.until,
      amount: charge.amount,
      discount: 0n,
      account: charge.account,
      payer: charge.payer,
      asked: 0n,
      noted: 0n,
      state: "waits",
      billOn: charge.billOn,
      ...(amendment === undefined ? {} : { amendment }),
      charge,
    };
    charge.item = item;
    return item;
  }

  /** Oldest first; what amendments changed goes with the first day. */
  private bill(items: Item[]): void {
    const scheduled = items.filter((it) => it.amendment === undefined);
    const first = Math.min(...scheduled.map((it) => it.billOn));
    const dayOf = (it: Item) => (it.amendment === undefined ? it.billOn : first);
    const invoices = Map.groupBy(items, dayOf);
    for (const on of [...invoices.keys()].sort((a, b) => a - b)) {
      const charges = mine(invoices.get(on)).filter((it) => it.kind === "charge" && !it.isAgain);
      this.discount(charges.map((it) => it.charge));
    }
    for (const item of items) {
      item.state = "billed";
      if (item.kind === "credit") continue;
      const { charge } = item;
      charge.payer = charge.share && this.apart.has(charge.account) ? charge.account : this.payer;
      item.payer = charge.payer;
      if (item.isAgain) continue;
      charge.state = "billed";
      if (compare(charge.price, charge.extent) > 0) charge.extent = charge.price;
      charge.asked = charge.amount - discountOf(charge);
      item.amount = charge.amount;
      item.discount = discountOf(charge);
      item.asked = atLeastNothing(charge.asked - charge.noted);
    }
  }

  /** The discounts that hold for the periods of charges on one invoice, in their order. */
  private discount(charges: Charge[]): void {
    for (const discount of this.discounts) {
      const taken = charges.filter(
        (it) =>
          it.fresh > 0n &&
          this.firstDayOf(it) >= discount.from &&
          this.firstDayOf(it) < discount.until,
      );
      if (taken.length === 0) continue;
      // What is charged once counts with the first period beside it.
      const [first] = charges
        .filter((it) => !isOnce(it))
        .sort((one, other) => one.period.from - other.period.from);
      const groups = [...Map.groupBy(taken, (it) => (isOnce(it) ? first : it)?.period.from)].sort(
        ([one = 0], [other = 0]) => one - other,
      );
      // Of an invoice of several periods the first takes what is given once.
      const wasSpent = discount.isSpent;
      for (const [period, group] of groups) {
        if (discount.percent) {
          const isOver = discount.duration === "once" && discount.isSpent;
          const given = isOver
            ? group.filter((it) => wasSpent && this.othersHave(it, discount))
            : group;
          const off = this.percentOf(discount.percent, total(given.map((it) => it.fresh)));
          this.take(discount, given, off);
          if (off > 0n) discount.isSpent = true;
          continue;
        }
        // An amount is once a period; given once, it is what is left.
        const beside = charges.find((it) => !isOnce(it) && it.period.from === period);
        const room =
          beside || discount.duration === "once"
            ? this.roomOf(discount, beside ?? mine(group[0]))
            : mine(discount.amount);
        this.take(discount, group, least(total(group.map((it) => it.fresh)), room));
      }
    }
  }

  /** What others have of the same days, who comes later has with them. */
  private othersHave(charge: Charge, discount: Discount): boolean {
    const { line, from, until, share, item } = charge;
    return this.charges.some(
      (it) =>
        share &&
        item?.amendment === undefined &&
        it !== charge &&
        it.line === line &&
        it.from < until &&
        it.until > from &&
        has(it, discount),
    );
  }

  /** Of the line's period; what a change charges asks on its own first day. */
  private firstDayOf({ line, period, from, item }: Charge): number {
    const isScheduled = item?.amendment === undefined && line.terms.interval !== "one_time";
    return isScheduled ? Math.max(period.from, line.from) : from;
  }

  private takenIn(discount: Discount, charge: Charge): bigint {
    return total(
      this.charges
        .filter((it) => it.state !== "undone" && keyOf(it) === keyOf(charge))
        .flatMap((it) => it.takes.filter((take) => take.discount === discount))
        .map((it) => it.amount),
    );
  }

  private take(discount: Discount, charges: Charge[], amount: bigint): void {
    if (amount === 0n) return;
    const shares = split(
      amount,
      charges.map((it) => whole(it.fresh)),
    );
    charges.forEach((charge, place) => {
      const share = mine(shares[place]);
      charge.fresh -= share;
      if (discount.duration === "once") discount.left -= share;
      charge.takes.push({
        discount,
        granted: share,
        amount: share,
        beyond: compare(charge.price, charge.extent) > 0 ? charge.extent : ZERO,
        upTo: charge.price,
      });
    });
  }

  private bearers({
    line,
    from,
  }: Pick<Charge, "line" | "from">): { account: Account; weight: Rational }[] {
    const { by, of } = mine(this.world.contract.shares);
    const given = of.map(({ account, weight }) => ({ account, weight: rational(weight) }));
    if (by === "shares") return given;
    const quantity = valueOn(line.quantity, from);
    const rest = minus(quantity, sum(given.map((it) => it.weight)));
    return [{ account: "Holder", weight: rest }, ...given];
  }

  // --- Amendments ---

  private amend(on: number, changes: Change[], now: boolean): void {
    this.amendments += 1;
    const amendment = this.amendments;
    for (const change of changes) {
      if (change.add) {
        const line = this.addLine(change.add, on);
        this.chargeAdded(line, amendment, on);
        continue;
      }
      const line = mine(this.lines[mine(change.line)]);
      if (change.end) {
        line.until = Math.max(line.from, Math.min(line.until, on));
        line.cuts = line.cuts.filter((it) => it < line.until || it === line.from);
      } else {
        if (change.quantity !== undefined) set(line.quantity, on, rational(change.quantity));
        if (change.price !== undefined) set(line.price, on, rational(change.price));
        cut(line, on);
      }
      this.redo(line, on, amendment);
    }
    if (!now) return;
    const own = this.waiting().filter((it) => it.amendment === amendment);
    const together = new Set(own.map((it) => it.together ?? it));
    this.bill(this.waiting().filter((it) => own.includes(it) || together.has(it.together ?? it)));
  }

  /** Days of an added line in periods that are due already. */
  private chargeAdded(line: Line, amendment: number, on: number): void {
    for (const charge of this.chargesOf(line).flatMap((it) => this.unbilled(it))) {
      if (charge.dueOn > this.today) continue;
      charge.billOn = Math.max(charge.dueOn, on, this.today);
      this.charges.push(charge);
      this.items.push(this.itemOf(charge, amendment));
    }
  }

  private redo(line: Line, on: number, amendment: number): void {
    const pieces = this.charges.filter(
      (it) => it.line === line && it.until > on && it.state !== "undone",
    );
    if (line === this.minimum?.line) return;
    let credit: Item | undefined;
    for (const piece of pieces) {
      const from = Math.max(piece.from, on);
      if (line.terms.interval === "one_time") {
        if (line.until <= line.from) this.giveBack(piece, piece.from, amendment, on);
        continue;
      }
      const days = this.versionsIn(line, from, piece.until);
      const changed = days.find(
        (it) => it.from >= line.until || this.isPricedOtherwise(piece, it.from),
      );
      if (changed) credit = this.replace(piece, changed.from, amendment, on) ?? credit;
    }
    this.bearNoted(line, amendment);
    if (credit) this.chargeJoined(line, amendment, on, credit);
  }

  /** What notes took of days that change the charges for them bear, one after the other. */
  private bearNoted(line: Line, amendment: number): void {
    const own = this.waiting().filter(
      (it) => it.amendment === amendment && it.kind === "charge" && it.charge.line === line,
    );
    const charges = own.map((it) => it.charge).sort((one, other) => one.from - other.from);
    const partsOf = Map.groupBy(charges, (it) => `${it.period.from} ${it.account}`);
    for (const parts of partsOf.values()) {
      let left = total(parts.map((it) => it.noted));
      for (const charge of parts) {
        const isLast = charge === parts.at(-1);
        charge.noted = isLast ? left : least(left, charge.amount - discountOf(charge));
        left -= charge.noted;
        this.limitFresh(charge);
      }
    }
  }

  /** A part is, where it costs otherwise; all of them, where somebody joins them. */
  private isPricedOtherwise({ line, period, share, price, wholePrice }: Charge, on: number) {
    const fresh = this.priceOf(line, on, period);
    if (!share || share.weights.some((it) => it.n === 0n)) return compare(fresh, wholePrice) !== 0;
    return compare(partOf(fresh, this.shareOn(line, share, on)), price) !== 0;
  }

  /** Who had none of the seats has a part of what comes on top. */
  private chargeJoined(line: Line, amendment: number, on: number, credit: Item): void {
    for (const charge of this.chargesOf(line).flatMap((it) => this.unbilled(it))) {
      const isShared = this.charges.some(
        (it) =>
          it.line === line &&
          it.state !== "undone" &&
          it.from < charge.until &&
          it.until > charge.from,
      );
      if (!isShared || charge.from < on) continue;
      charge.billOn = Math.max(on, this.today);
      this.charges.push(charge);
      const { together } = credit;
      this.items.push({
        ...this.itemOf(charge, amendment),
        pair: credit,
        ...(together ? { together } : {}),
      });
      charge.item = mine(this.items.at(-1));
    }
  }

  /** The same share for the quantity of a day: seats given away stay, the rest changes. */
  private shareOn(line: Line, { account }: Share, on: number): Share {
    return mine(this.sharesOf({ line, from: on }).find((it) => it.account === account));
  }

  private versionsIn(line: Line, from: number, until: number): { from: number; until: number }[] {
    const starts = [from, ...line.cuts.filter((it) => it > from && it < until)];
    return starts.map((start, place) => ({ from: start, until: starts[place + 1] ?? until }));
  }

  /** The piece shrinks to what was used; what is left of its days is charged anew, or not at all. */
  private replace(piece: Charge, from: number, amendment: number, on: number): Item | undefined {
    const { line, period } = piece;
    const before = copyOf(piece);
    const together = (piece.state === "waits" && piece.item?.together) || Symbol("changes");
    if (piece.state === "waits") mine(piece.item).together = together;
    const lack = this.giveBack(piece, from, amendment, on);
    const pair = this.items.at(-1);
    if (pair) pair.together = together;
    if (from >= line.until) return pair;
    const charges = this.versionsIn(line, from, before.until).map((it) =>
      this.charge(
        line,
        period,
        it.from,
        it.until,
        piece.dueOn,
        piece.share && this.shareOn(line, piece.share, it.from),
      ),
    );
    const days = charges.map((it) => whole(it.until - it.from));
    const granted = before.takes.map((take, place) => {
      const used = piece.takes[place];
      return split(take.granted - (used?.granted ?? 0n), days);
    });
    charges.forEach((charge, place) => {
      charge.billOn = Math.max(on, this.today, before.state === "waits" ? before.billOn : 0);
      charge.noted = place === 0 ? lack : 0n;
      this.keepDiscounts(
        charge,
        before,
        granted.map((it) => mine(it[place])),
      );
      this.charges.push(charge);
      this.items.push({ ...this.itemOf(charge, amendment), ...(pair ? { pair } : {}), together });
      charge.item = mine(this.items.at(-1));
    });
    return pair;
  }

  /** Up to the highest price that the days had they keep their discounts; what goes beyond asks. */
  private keepDiscounts(charge: Charge, before: Charge, granted: bigint[]): void {
    charge.extent = before.extent;
    const within = this.within(charge);
    charge.fresh = atLeastNothing(charge.amount - charge.lineDiscount - within);
    const off = new Layers(within, (price) => this.netAt(charge, price));
    before.takes.forEach((take, place) => {
      const { discount } = take;
      const left = off.leftFor(take);
      const most = discount.percent
        ? this.percentOf(discount.percent, left)
        : least(least(mine(granted[place]), left), this.roomOf(discount, before));
      off.take(most);
      // What is not there any more the days have no claim on.
      const isShort = !discount.percent && most < least(mine(granted[place]), left);
      if (discount.duration === "once") discount.left -= most;
      charge.takes.push({
        ...take,
        granted: isShort ? most : mine(granted[place]),
        amount: most,
      });
    });
  }

  /** What notes had taken asks for no discount. */
  private limitFresh(charge: Charge): void {
    const left = charge.amount - discountOf(charge) - charge.noted;
    charge.fresh = least(charge.fresh, atLeastNothing(left));
  }

  /** What its days cost after the line's discount, at most by a price. */
  private netAt(charge: Charge, price: Rational): bigint {
    const { line, period, from, until } = charge;
    const most = compare(charge.price, price) < 0 ? charge.price : price;
    const amount = this.forDays(most, until - from, period);
    return amount - this.lineDiscount(line, amount);
  }

  /** What of it is not beyond what the days came to before. */
  private within(charge: Charge): bigint {
    return compare(charge.price, charge.extent) > 0
      ? this.netAt(charge, charge.extent)
      : charge.amount - charge.lineDiscount;
  }

  /** What is left of an amount, of that which is given once or of the period's. */
  private roomOf(discount: Discount, charge: Charge): bigint {
    return atLeastNothing(
      discount.duration === "once"
        ? discount.left
        : mine(discount.amount) - this.takenIn(discount, charge),
    );
  }

  /** What was not used goes back; the answer is what could not, for it was noted. */
  private giveBack(piece: Charge, from: number, amendment: number, on: number): bigint {
    const before = copyOf(piece);
    const was = { amount: piece.amount, discount: discountOf(piece), until: piece.until };
    const days = from - piece.from;
    const isGone = days === 0;
    if (isGone) {
      this.charges = this.charges.filter((it) => it !== piece);
    }
    const share = over(whole(days), whole(was.until - piece.from));
    Object.assign(
      piece,
      isGone
        ? { amount: 0n, lineDiscount: 0n }
        : this.cost(piece.line, piece.wholePrice, days, piece.period, piece.share),
    );
    piece.until = from;
    const off = new Layers(piece.amount - piece.lineDiscount, (price) => this.netAt(piece, price));
    for (const take of piece.takes) {
      const before = take.amount;
      const left = off.leftFor(take);
      if (take.discount.percent) {
        take.amount = this.percentOf(take.discount.percent, left);
      } else {
        // What was not used, the days that are left can take.
        take.amount = least(left, toUnits(times(whole(take.granted), share), 0));
        take.granted = take.amount;
      }
      off.take(take.amount);
      if (take.discount.duration === "once") take.discount.left += before - take.amount;
    }
    const restore = () => {
      for (const { discount, amount } of piece.takes) {
        if (discount.duration === "once") discount.left += amount;
      }
      for (const { discount, amount } of before.takes) {
        if (discount.duration === "once") discount.left -= amount;
      }
      Object.assign(piece, before);
      if (!this.charges.includes(piece)) this.charges.push(piece);
    };
    if (piece.state === "waits") {
      const item = mine(piece.item);
      const asItWas = { ...item };
      Object.assign(item, { until: from, amount: piece.amount });
      piece.fresh = atLeastNothing(piece.amount - piece.lineDiscount - this.within(piece));
      if (isGone) item.state = "dropped";
      // Nothing is given back of what was not billed; what cuts it can be dropped all the same.
      this.items.push({
        ...asItWas,
        kind: "credit",
        from,
        amount: 0n,
        discount: 0n,
        amendment,
        restore: () => {
          restore();
          Object.assign(item, asItWas);
        },
      });
      // What notes took of the days before, those that are used bear first.
      const kept = least(piece.noted, isGone ? 0n : piece.amount - discountOf(piece));
      const lack = piece.noted - kept;
      piece.noted = kept;
      this.limitFresh(piece);
      return lack;
    }
    const amount = piece.amount - was.amount;
    const discount = discountOf(piece) - was.discount;
    const back = discount - amount;
    const given = least(back, atLeastNothing(piece.asked - piece.noted));
    this.items.push({
      kind: "credit",
      line: piece.line.place,
      period: piece.period.from,
      from,
      until: was.until,
      amount,
      discount,
      account: piece.account,
      payer: piece.payer,
      asked: -given,
      noted: 0n,
      state: "waits",
      billOn: Math.max(on, this.today),
      amendment,
      charge: piece,
      restore,
    });
    piece.asked -= back;
    const kept = least(piece.noted - (back - given), piece.asked);
    const lack = piece.noted - kept;
    piece.noted = kept;
    return lack;
  }

  private cancel(on: number, withCredit: boolean): void {
    this.isOver = true;
    this.amendments += 1;
    const amendment = this.amendments;
    for (const line of this.lines) {
      if (line.until <= on) continue;
      const isOnce = line.terms.interval === "one_time" && line !== this.minimum?.line;
      if (isOnce && line.from < on) continue;
      line.until = Math.max(line.from, on);
      line.cuts = line.cuts.filter((it) => it < line.until || it === line.from);
      if (withCredit) this.redo(line, on, amendment);
    }
    if (withCredit) {
      for (const item of this.waiting()) {
        item.billOn = Math.min(item.billOn, Math.max(on, this.today));
      }
      return;
    }
    // The latest first, so that each finds what it changed; what that was may wait for later days too.
    for (;;) {
      // What takes the place of days that were given back stays with the credit.
      const item = this.waiting().findLast(
        (it) => it.from >= on && (it.pair?.state ?? "waits") !== "billed",
      );
      if (!item) return;
      item.state = "dropped";
      if (item.kind === "credit") item.restore?.();
      else this.charges = this.charges.filter((it) => it !== item.charge);
    }
  }
}

/**
 * What there is for discounts to take off a charge, one after the other. What was given on top of
 * what days had holds for the prices beyond, so that it goes first when the price goes down.
 */
class Layers {
  private left: bigint;
  private readonly netAt: (price: Rational) => bigint;
  private beyond: Rational | undefined;
  private inLayer = 0n;

  constructor(net: bigint, netAt: (price: Rational) => bigint) {
    this.left = net;
    this.netAt = netAt;
  }

  leftFor({ beyond, upTo }: Take): bigint {
    if (!this.beyond || compare(this.beyond, beyond) !== 0) {
      this.inLayer = this.netAt(upTo) - this.netAt(beyond);
    }
    this.beyond = beyond;
    return least(this.left, this.inLayer);
  }

  take(amount: bigint): void {
    this.left -= amount;
    this.inLayer -= amount;
  }
}

const copyOf = (piece: Charge): Charge => ({
  ...piece,
  takes: piece.takes.map((it) => ({ ...it })),
});

const partOf = (price: Rational, { weight, weights }: Share): Rational =>
  times(price, over(weight, sum(weights)));

const has = ({ state, takes }: Charge, discount: Discount): boolean =>
  state !== "undone" && takes.some((it) => it.discount === discount && it.amount > 0n);

/** Of what was not billed yet, which stands on no invoice. */
export const isCut = ({ kind, state, amount, invoice }: Item): boolean =>
  kind === "credit" && state === "billed" && amount === 0n && invoice === undefined;

const isOnce = ({ line }: Charge) => line.terms.interval === "one_time";

const keyOf = (it: Charge) => (isOnce(it) ? `once ${it.from}` : `period ${it.period.from}`);

export const discountOf = ({ lineDiscount, takes }: Charge): bigint =>
  lineDiscount + total(takes.map((it) => it.amount));

function valueOn<T>(steps: Step<T>[], on: number): T {
  return mine(steps.findLast((it) => it.from <= on) ?? steps[0]).value;
}

/** From a day on another value; steps that were agreed for later and change it keep theirs. */
function set(steps: Step<Rational>[], on: number, value: Rational): void {
  const kept = steps.filter(
    (it, place) =>
      it.from < on ||
      (it.from > on && compare(it.value, mine(steps[place - 1] ?? steps[0]).value) !== 0),
  );
  steps.splice(0, steps.length, ...kept, { from: on, value });
  steps.sort((a, b) => a.from - b.from);
}

function cut(line: Line, on: number): void {
  if (!line.cuts.includes(on)) line.cuts = [...line.cuts, on].sort((a, b) => a - b);
}
