// The model gives what docs/billing-rules.md gives, in its own examples.
import { expect, test } from "vitest";
import { iso } from "./days.ts";
import type { Act, Change, ContractTerms, DiscountTerms, LineTerms, World } from "./language.ts";
import { Model } from "./model.ts";

const line = (quantity: string, price: string, more: Partial<LineTerms> = {}): LineTerms => ({
  model: "per_unit",
  quantity,
  price,
  interval: "month",
  ...more,
});
const CONTRACT: ContractTerms = {
  from: "2026-01-01",
  to: "2026-12-31",
  frequency: "annual",
  in_advance: true,
  alignment: "anniversary",
  lines: [line("10", "10")],
};
const world = (contract: Partial<ContractTerms>, more: Partial<World> = {}): World => ({
  today: "2026-01-10",
  currency: "USD",
  payer: "Holder",
  contract: { ...CONTRACT, ...contract },
  ...more,
});
const amend = (on: string, ...changes: Change[]): Act => ({ do: "amend", on, changes, now: true });
const seats = (on: string, quantity: string) => amend(on, { line: 0, quantity });
const until = (to: string): Act => ({ do: "days go by", to });
const TENTH: DiscountTerms = { percent: "10", duration: "forever" };

/** What stands of each line and period, in minor units. */
function stands(of: World, ...acts: Act[]): Record<string, number> {
  const model = new Model(of);
  for (const act of acts) model.play(act);
  const sums: Record<string, number> = {};
  for (const item of model.items.filter((it) => it.state === "billed")) {
    const key = `${item.line} ${iso(item.period)}`;
    sums[key] = (sums[key] ?? 0) + Number(item.asked - item.noted);
  }
  return sums;
}
const inAll = (of: World, ...acts: Act[]) =>
  Object.values(stands(of, ...acts)).reduce((a, b) => a + b, 0);

test("seats that come and go bill the integral of price over time", () => {
  const year = world({});
  expect(inAll(year)).toBe(120_000);
  expect(inAll(year, seats("2026-07-02", "9"))).toBe(113_984);
  expect(inAll(year, seats("2026-07-02", "9"), seats("2026-07-02", "10"))).toBe(120_000);
  const ahead = world({ from: "2026-02-01", to: "2027-01-31", lines: [line("0", "99.90")] });
  expect(inAll(ahead, until("2026-02-01"), seats("2026-08-01", "40"))).toBe(2_417_306);
});

test("a discount belongs to the period", () => {
  const cases: [DiscountTerms[], string[], number][] = [
    [[{ percent: "50", duration: "once" }], [], 60_000],
    [[{ percent: "50", duration: "once" }], ["9"], 56_992],
    [[{ percent: "50", duration: "once" }], ["9", "10"], 60_000],
    [[{ percent: "50", duration: "once" }], ["12"], 72_033],
    [[{ percent: "50", duration: "once" }], ["12", "5", "10"], 60_000],
    [[{ percent: "50", duration: "repeating", months: 3 }], ["9", "10"], 60_000],
    [[{ amount: "600", duration: "once" }], ["9", "10"], 60_000],
    [[{ amount: "1500", duration: "once" }], ["9", "10"], 0],
    [[TENTH, { amount: "100", duration: "once" }], [], 98_000],
    [[TENTH, { amount: "100", duration: "once" }], ["9", "10"], 98_000],
    [[{ amount: "300", duration: "forever" }], ["2"], 59_836 - 14_959],
    [[{ amount: "300", duration: "forever" }], ["2", "10"], 90_000],
    [[{ amount: "300", duration: "repeating", months: 12 }], ["9", "10"], 90_000],
  ];
  for (const [discounts, changes, expected] of cases) {
    const acts = changes.map((it) => seats("2026-07-02", it));
    expect([discounts, changes, inAll(world({ discounts }), ...acts)]).toEqual([
      discounts,
      changes,
      expected,
    ]);
  }
});

test("what changed a charge that waits again goes with the days that it changed", () => {
  const model = new Model(world({ lines: [line("1", "10")] }, { today: "2026-01-01" }));
  const bill = (invoice: number) => {
    for (const it of model.items.filter((it) => it.state === "billed")) {
      it.invoice ??= invoice;
    }
  };
  bill(0);
  model.play(seats("2026-01-01", "0"));
  bill(1);
  model.play({ ...seats("2026-01-01", "2"), now: false } as Act);
  model.play({ do: "void", invoice: 1 });
  expect(model.waiting().map((it) => model.netOf(it))).toEqual([-12_000n, 24_000n]);
  model.play({ do: "void", invoice: 0 });
  expect(model.waiting()).toEqual([]);
});

test("what was given on top goes first and comes back", () => {
  const discounts: DiscountTerms[] = [{ percent: "50", duration: "once" }];
  const given: Act = { do: "discount", discount: { ...TENTH, from: "2026-01-01" } };
  const half = world({ discounts, lines: [line("1", "10")] });
  const after = (...seatsThen: string[]) =>
    inAll(half, given, ...seatsThen.map((it) => seats("2026-01-01", it)));
  expect(after("2")).toBe(6_000 + 10_800);
  expect(after("2", "1")).toBe(6_000);
  expect(after("2", "0.5")).toBe(3_000);
  expect(after("2", "1", "1.5")).toBe(6_000 + 5_400);
  const both: DiscountTerms[] = [{ percent: "50", duration: "forever" }, ...discounts];
  const twice = world({ discounts: both, lines: [line("1", "10")] });
  const price = (...seatsThen: string[]) =>
    inAll(twice, ...seatsThen.map((it) => seats("2026-01-01", it)));
  expect(price("2")).toBe(3_000 + 6_000);
  expect(price("2", "3")).toBe(3_000 + 12_000);
  expect(price("2", "3", "2", "1")).toBe(3_000);
});

test("an amount of which more was taken on top is its days' in all", () => {
  const discounts: DiscountTerms[] = [{ amount: "1500", duration: "forever" }];
  const year = world({ discounts, lines: [line("1", "100")] });
  const two = [seats("2026-01-01", "2"), seats("2026-04-03", "0")];
  // 92 of 365 days of 2,400.00 less 1,500.00.
  expect(inAll(year, ...two)).toBe(60_493 - 37_809);
});

test("changes that wait for their invoice come to what the last of them alone would", () => {
  const of = world(
    { to: "2026-03-08", lines: [line("1", "10")], discounts: [TENTH, TENTH] },
    { today: "2026-01-01" },
  );
  const wait = (on: string, quantity: string): Act => ({
    do: "amend",
    on,
    changes: [{ line: 0, quantity }],
    now: false,
  });
  const [two, one] = [wait("2026-01-01", "2"), wait("2026-01-07", "1")];
  // 3.95 and 20.05, less a tenth of each, less a tenth of what is left.
  expect(inAll(of, two, one, until("2026-03-10"))).toBe(319 + 1_624);
});

test("a discount agreed or ended in the middle counts from the next period on", () => {
  const may = until("2026-05-10");
  const change = [seats("2026-07-02", "9"), seats("2026-07-02", "10")];
  const twoYears = { to: "2027-12-31" };
  const given: Act = { do: "discount", discount: TENTH };
  expect(stands(world(twoYears), may, given, ...change, until("2027-01-01"))).toEqual({
    "0 2026-01-01": 120_000,
    "0 2027-01-01": 108_000,
  });
  const ended: Act = { do: "end discount", discount: 0 };
  const with10 = world({ ...twoYears, discounts: [TENTH] });
  expect(stands(with10, may, ended, ...change, until("2027-01-01"))).toEqual({
    "0 2026-01-01": 108_000,
    "0 2027-01-01": 120_000,
  });
});

test("an amount of each period is taken once in it", () => {
  const monthly = world(
    {
      from: "2026-04-01",
      frequency: "monthly",
      lines: [line("2", "100")],
      discounts: [{ amount: "60", duration: "forever" }],
    },
    { today: "2026-04-16" },
  );
  expect(inAll(monthly)).toBe(14_000);
  expect(inAll(monthly, seats("2026-04-16", "3"))).toBe(19_000);
  const back = ["3", "2", "3", "2"].map((it) => seats("2026-04-16", it));
  expect(inAll(monthly, ...back)).toBe(14_000);
});

test("of an invoice of several periods the first takes what is given once", () => {
  for (const [once, off] of [
    [{ percent: "10", duration: "once" }, [1_000, 0]],
    [{ amount: "150", duration: "once" }, [10_000, 5_000]],
  ] as [DiscountTerms, [number, number]][]) {
    const free = world(
      { frequency: "monthly", lines: [line("0", "100")], discounts: [once] },
      { today: "2026-01-01" },
    );
    const one: Act = {
      do: "amend",
      on: "2026-01-01",
      changes: [{ line: 0, quantity: "1" }],
      now: false,
    };
    expect(stands(free, until("2026-01-31"), one, until("2026-02-01"))).toEqual({
      "0 2026-01-01": 10_000 - off[0],
      "0 2026-02-01": 10_000 - off[1],
    });
  }
});

test("a repeating discount is given to the periods that begin in its months", () => {
  const discounts: DiscountTerms[] = [{ percent: "50", duration: "repeating", months: 3 }];
  const lines = [line("1", "100")];
  for (const in_advance of [true, false]) {
    for (const [frequency, off] of [
      ["annual", 60_000],
      ["quarterly", 15_000],
      ["monthly", 15_000],
    ] as const) {
      const of = world({ discounts, lines, frequency, in_advance });
      expect([frequency, in_advance, inAll(of, until("2027-01-02"))]).toEqual([
        frequency,
        in_advance,
        120_000 - off,
      ]);
    }
  }
});

test("a price that is billed in parts adds up", () => {
  const yearly = world({ frequency: "monthly", lines: [line("1", "1000", { interval: "year" })] });
  const parts = stands(yearly, until("2026-12-31"));
  expect(Object.values(parts)).toEqual([...Array(4).fill(8_334), ...Array(8).fill(8_333)]);
});

test("an added line is charged at once only for periods that are due", () => {
  const monthly = world(
    { frequency: "monthly", lines: [line("1", "100")] },
    { today: "2026-01-15" },
  );
  const more = (on: string) => amend(on, { add: line("1", "100") });
  const end = amend("2026-02-01", { line: 0, end: true });
  expect(stands(monthly, end, more("2026-02-01"))).toEqual({ "0 2026-01-01": 10_000 });
  expect(stands(monthly, more("2026-01-15"))).toEqual({
    "0 2026-01-01": 10_000,
    "1 2026-01-01": 5_484,
  });
  const arrears = world(
    { from: "2028-01-26", to: "2029-04-25", frequency: "semi_annual", in_advance: false },
    { today: "2028-01-10" },
  );
  expect(stands(arrears, more("2028-01-26"))).toEqual({});
});

test("what notes took is neither given back nor charged again", () => {
  const model = new Model(world({}));
  const [item] = model.items;
  model.noted(item!, 96_000n);
  model.play(seats("2026-07-02", "9"));
  const left = () => model.items.reduce((sum, it) => sum + it.asked - it.noted, 0n);
  expect(left()).toBe(17_984n);
  model.play(seats("2026-07-02", "10"));
  expect(left()).toBe(24_000n);
});

test("what notes took lowers what goes beyond what was billed, and counts for no minimum", () => {
  const wait = (on: string, quantity: string): Act => ({
    do: "amend",
    on,
    changes: [{ line: 0, quantity }],
    now: false,
  });
  const half = new Model(world({ to: "2026-07-10", lines: [line("1", "10")] }));
  const [billed] = half.items;
  half.noted(billed!, 1_883n);
  half.play(wait("2026-01-01", "0"));
  half.play(wait("2026-05-15", "2"));
  half.play(until("2026-07-12"));
  const left = half.items.reduce((all, it) => all + it.asked, 0n);
  // 57 of 365 days of 240.00.
  expect(left - 1_883n).toBe(3_748n - 1_883n);

  const least = new Model(
    world({ lines: [line("100", "10")], minimum: { amount: "200", interval: "year" } }),
  );
  const [year] = least.items;
  least.noted(year!, 360_000n);
  least.play(wait("2026-01-10", "0.5"));
  least.play(wait("2026-01-01", "0.5"));
  least.play(until("2027-01-02"));
  expect(least.items.find((it) => it.line === 1)?.amount).toBe(20_000n);
});

test("caps hold part by part", () => {
  const of = world(
    {
      from: "2026-04-01",
      frequency: "monthly",
      lines: [line("1", "100")],
      shares: {
        by: "shares",
        of: [
          { account: "Holder", weight: "1" },
          { account: "North", weight: "1" },
          { account: "South", weight: "1" },
        ],
      },
    },
    { today: "2026-04-02" },
  );
  const model = new Model(of);
  expect(model.items.map((it) => it.asked)).toEqual([3_334n, 3_333n, 3_333n]);
  const [item] = model.items;
  model.noted(item!, 3_334n);
  model.play({ do: "cancel", on: "2026-04-16", with_credit: true });
  model.play(until("2026-05-02"));
  const credits = model.items.filter((it) => it.kind === "credit");
  expect(credits.map((it) => it.asked)).toEqual([0n, -1_666n, -1_667n]);
});

test("what notes took of one account is nobody else's", () => {
  const of = world(
    {
      from: "2026-04-01",
      frequency: "monthly",
      lines: [line("1", "90")],
      shares: {
        by: "shares",
        of: [
          { account: "Holder", weight: "1" },
          { account: "North", weight: "1" },
          { account: "South", weight: "1" },
        ],
      },
    },
    { today: "2026-04-02" },
  );
  const model = new Model(of);
  const [item] = model.items;
  model.noted(item!, 3_000n);
  const left = () =>
    (["Holder", "North", "South"] as const).map((account) =>
      model.items
        .filter((it) => it.account === account)
        .reduce((all, it) => all + it.asked - it.noted, 0n),
    );
  model.play(amend("2026-04-16", { line: 0, price: "180" }));
  expect(left()).toEqual([1_500n, 4_500n, 4_500n]);
  model.play(amend("2026-04-16", { line: 0, price: "90" }));
  expect(left()).toEqual([0n, 3_000n, 3_000n]);
});

test("credits go to whom the piece was billed, charges to who pays now", () => {
  const model = new Model(world({}));
  model.play(seats("2026-07-02", "12"));
  for (const [place, item] of model.items.entries()) item.invoice = Math.min(place, 1);
  model.play({ do: "payer", payer: "Parent" });
  model.play({ do: "void", invoice: 1 });
  model.play(until("2026-12-31"));
  expect(model.items.map((it) => [it.kind, it.payer])).toEqual([
    ["charge", "Holder"],
    ["credit", "Holder"],
    ["charge", "Parent"],
  ]);
});

test("a minimum counts what falls on its days", () => {
  const of = world({
    frequency: "monthly",
    billing_day: 15,
    lines: [line("1", "100")],
    minimum: { amount: "200", interval: "month" },
  });
  expect(stands(of, until("2026-02-01"))).toMatchObject({ "1 2026-01-01": 10_000 });
});
