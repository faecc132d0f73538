// Histories by chance: small numbers that shrink well, and the days and prices that hurt: ends of
// months, leap days, cents that do not divide, nothing at all.
import fc from "fast-check";
import { day, iso, monthsAfter } from "./days.ts";
import type {
  Account,
  Act,
  Change,
  ContractTerms,
  Day,
  DiscountTerms,
  History,
  LineTerms,
  World,
} from "./language.ts";

/** What histories tell of, besides contracts of one line by the unit, paid in advance. */
export type Subject =
  | "arrears"
  | "calendar"
  | "billing day"
  | "frequencies"
  | "lines"
  | "prices"
  | "parts"
  | "once"
  | "ramps"
  | "line days"
  | "line discounts"
  | "amend more"
  | "add lines"
  | "discounts"
  | "discounts given"
  | "minimum"
  | "shares"
  | "tax"
  | "tax included"
  | "notes"
  | "whole notes"
  | "voids"
  | "generate"
  | "reissue"
  | "cancel"
  | "payers"
  | "currencies"
  /** That every issued invoice has a way back to nothing. */
  | "undone";

const STARTS = ["2026-01-01", "2026-01-31", "2028-02-29", "2026-03-15", "2027-12-31"];
const PRICES = ["10", "100", "0", "3.34", "33.33", "0.005", "1000", "119"];
const TIERS = [
  [{ up_to: "5", unit_price: "10", flat_fee: "1.01" }, { unit_price: "7.77" }],
  [
    { up_to: "2", unit_price: "3" },
    { up_to: "8", unit_price: "2.5", flat_fee: "10" },
    { unit_price: "0", flat_fee: "5" },
  ],
];

/** So is what is added to it. */
function onlySeats(history: History): History {
  if (history.world.contract.shares?.by !== "seats") return history;
  const seated = (change: Change): Change =>
    change.add
      ? { ...change, add: { ...SEATS, quantity: "3", price: change.add.price ?? "10" } }
      : change;
  return {
    ...history,
    acts: history.acts.map((act) =>
      act.do === "amend" ? { ...act, changes: act.changes.map(seated) } : act,
    ),
  };
}

/** Where accounts have seats of their own, a contract is of seats alone. */
const SEATS = { model: "per_unit" as const, interval: "month" as const };

const start = fc.constantFrom(...STARTS);
const price = fc.constantFrom(...PRICES);
const quantity = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 12 }).map(String) },
  { weight: 1, arbitrary: fc.constantFrom("0.5", "100.5") },
);
const seats = fc.integer({ min: 2, max: 12 }).map(String);

/**
 * Each history tells of some of the subjects, so that they meet in all combinations; of those in
 * `always` besides, and never of a combination that is known to go wrong.
 */
export function histories(
  always: Subject[],
  sometimes: Subject[],
  known: Subject[][] = [],
): fc.Arbitrary<History> {
  const alone = new Set(known.flatMap((all) => (all.length === 1 ? all : [])));
  const told = sometimes.filter((it) => !alone.has(it));
  return fc
    .subarray(told, { maxLength: Math.min(5, told.length) })
    .map((some) => new Set([...always, ...some]))
    .filter((subjects) => !known.some((all) => all.every((it) => subjects.has(it))))
    .chain(historiesOf);
}

function historiesOf(subjects: ReadonlySet<Subject>): fc.Arbitrary<History> {
  const about = (subject: Subject) => subjects.has(subject);
  /** Now and then, if the language knows it. */
  const sometimes = <T>(subject: Subject, arbitrary: fc.Arbitrary<T>, freq = 2) =>
    about(subject)
      ? fc.option(arbitrary, { nil: undefined, freq })
      : (fc.constant(undefined) as fc.Arbitrary<T | undefined>);

  const changedQuantity = about("shares") ? seats : quantity;

  const contract = fc
    .record({
      from: start,
      frequency: about("frequencies")
        ? fc.constantFrom<ContractTerms["frequency"]>(
            "monthly",
            "annual",
            "quarterly",
            "semi_annual",
          )
        : fc.constantFrom<ContractTerms["frequency"]>("monthly", "annual"),
      length: fc.nat(4),
      odd: fc.nat(40),
      in_advance: about("arrears") ? fc.boolean().map((it) => !it) : fc.constant(true),
      alignment: about("calendar")
        ? fc.constantFrom<ContractTerms["alignment"]>("anniversary", "calendar")
        : fc.constant<ContractTerms["alignment"]>("anniversary"),
      billing_day: sometimes("billing day", fc.constantFrom(1, 15, 28, 31), 4),
    })
    .map(({ length, odd, billing_day, ...it }) => {
      const months = {
        monthly: [1, 2, 3, 5, 4],
        quarterly: [3, 6, 9, 5, 12],
        semi_annual: [6, 12, 7, 13, 18],
        annual: [12, 5, 13, 24, 1],
      };
      return {
        ...it,
        ...(billing_day === undefined ? {} : { billing_day }),
        to: iso(monthsAfter(day(it.from), months[it.frequency][length]!) - 1 + odd),
      };
    });

  return contract.chain((terms) => {
    const from = day(terms.from);
    const days = day(terms.to) - from;
    const within = fc.nat(days).map((it) => iso(from + it));

    const line = (isAdded: boolean): fc.Arbitrary<LineTerms> =>
      fc
        .record({
          model: about("prices")
            ? fc.constantFrom<LineTerms["model"]>(
                "per_unit",
                "flat",
                "volume",
                "graduated",
                "package",
                "stairstep",
              )
            : fc.constant<LineTerms["model"]>("per_unit"),
          quantity: changedQuantity,
          price,
          tiers: fc.constantFrom(...TIERS),
          interval: about("parts")
            ? fc.constantFrom<LineTerms["interval"]>("month", "year", "quarter")
            : fc.constant<LineTerms["interval"]>("month"),
          once: sometimes("once", fc.constant(true), 4),
          days: sometimes("line days", fc.tuple(fc.nat(days), fc.nat(days)), 3),
          discount: sometimes("line discounts", fc.constantFrom("10", "50", "33.3", "100"), 3),
          ramp: sometimes(
            "ramps",
            fc.tuple(fc.nat(days), quantity, fc.option(price, { nil: undefined })),
            3,
          ),
        })
        .map(({ model, price, tiers, interval, once, days: span, discount, ramp, ...it }) => {
          const first = span ? Math.min(...span) : 0;
          const starts = from + first;
          const ends = from + (span ? Math.max(...span) : days);
          const hasTiers = ["volume", "graduated", "stairstep"].includes(model);
          const steps =
            ramp && !once && !isAdded && from + ramp[0] > starts && from + ramp[0] <= ends
              ? [
                  {
                    from: iso(from + ramp[0]),
                    quantity: ramp[1],
                    ...(ramp[2] && !hasTiers ? { price: ramp[2] } : {}),
                  },
                ]
              : undefined;
          return {
            ...it,
            model,
            ...(hasTiers ? { tiers } : { price }),
            ...(model === "package" ? { package_size: "5", free_units: "2" } : {}),
            interval: once ? ("one_time" as const) : interval,
            ...(span && !isAdded ? { from: iso(starts), to: iso(ends) } : {}),
            ...(discount ? { discount } : {}),
            ...(steps ? { ramp: steps } : {}),
          };
        });

    const discount: fc.Arbitrary<DiscountTerms> = fc
      .record({
        percent: fc.constantFrom("10", "50", "100", "33.3"),
        amount: fc.constantFrom("60", "300", "1500", "1"),
        isAmount: fc.boolean(),
        duration: fc.constantFrom<DiscountTerms["duration"]>("forever", "once", "repeating"),
        months: fc.constantFrom(1, 3, 12),
      })
      .map(({ percent, amount, isAmount, duration, months }) => ({
        ...(isAmount ? { amount } : { percent }),
        duration,
        ...(duration === "repeating" ? { months } : {}),
      }));

    const change: fc.Arbitrary<Change> = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({ line: fc.nat(5), quantity: changedQuantity }),
      },
      ...(about("amend more")
        ? [
            { weight: 2, arbitrary: fc.record({ line: fc.nat(5), price }) },
            {
              weight: 1,
              arbitrary: fc.record({ line: fc.nat(5), end: fc.constant(true as const) }),
            },
          ]
        : []),
      ...(about("add lines") ? [{ weight: 1, arbitrary: fc.record({ add: line(true) }) }] : []),
    );
    const changes = about("amend more")
      ? fc.array(change, { minLength: 1, maxLength: 2 })
      : fc.tuple(change);

    const pick = fc.nat(9);
    const act = fc.oneof<fc.MaybeWeightedArbitrary<Act>[]>(
      {
        weight: 6,
        arbitrary: fc.record({
          do: fc.constant("amend" as const),
          on: within,
          changes,
          now: fc.boolean(),
        }),
      },
      {
        weight: 3,
        arbitrary: fc.record({ do: fc.constant("days go by" as const), to: within }),
      },
      ...(about("discounts given")
        ? [
            {
              weight: 1,
              arbitrary: fc.record({ do: fc.constant("discount" as const), discount }),
            },
            {
              weight: 1,
              arbitrary: fc.record({
                do: fc.constant("end discount" as const),
                discount: fc.nat(2),
              }),
            },
          ]
        : []),
      ...(about("notes")
        ? [
            {
              weight: 2,
              arbitrary: fc.record({
                do: fc.constant("note" as const),
                invoice: pick,
                items: fc.tuple(
                  fc.record({ item: fc.nat(4), percent: fc.constantFrom(30, 80, 100, 7) }),
                ),
              }),
            },
            {
              weight: 1,
              arbitrary: fc.record({ do: fc.constant("pay" as const), invoice: pick }),
            },
          ]
        : []),
      ...(about("whole notes")
        ? [
            {
              weight: 1,
              arbitrary: fc.record({ do: fc.constant("note" as const), invoice: pick }),
            },
          ]
        : []),
      ...(about("voids")
        ? [
            {
              weight: 2,
              arbitrary: fc.record({ do: fc.constant("void" as const), invoice: pick }),
            },
          ]
        : []),
      ...(about("reissue")
        ? [
            {
              weight: 1,
              arbitrary: fc.record({ do: fc.constant("reissue" as const), invoice: pick }),
            },
          ]
        : []),
      ...(about("generate")
        ? [
            {
              weight: 2,
              arbitrary: fc.record({
                do: fc.constant("generate" as const),
                from: fc.constant("" as Day),
                to: fc.constant("" as Day),
              }),
            },
          ]
        : []),
      ...(about("cancel")
        ? [
            {
              weight: 1,
              arbitrary: fc.record({
                do: fc.constant("cancel" as const),
                on: within,
                with_credit: fc.boolean(),
              }),
            },
          ]
        : []),
      ...(about("payers")
        ? [
            {
              weight: 1,
              arbitrary: fc.record({
                do: fc.constant("payer" as const),
                payer: fc.constantFrom("Holder" as const, "Parent" as const),
              }),
            },
          ]
        : []),
      ...(about("payers") && about("shares")
        ? [
            {
              weight: 1,
              arbitrary: fc.record({
                do: fc.constant("pays" as const),
                account: fc.constantFrom("North" as const, "South" as const),
                itself: fc.boolean(),
              }),
            },
          ]
        : []),
    );

    const shares = fc.constantFrom<NonNullable<ContractTerms["shares"]>>(
      {
        by: "shares",
        of: [
          { account: "Holder", weight: "1" },
          { account: "North", weight: "1" },
          { account: "South", weight: "1" },
        ],
      },
      {
        by: "seats",
        of: [
          { account: "North", weight: "1" },
          { account: "South", weight: "1" },
        ],
      },
      {
        by: "shares",
        of: [
          { account: "Holder", weight: "1" },
          { account: "South", weight: "2.5" },
        ],
      },
    );

    const apart = fc.subarray<Account>(["North", "South"]);

    const world: fc.Arbitrary<World> = fc
      .record({
        ahead: fc.integer({ min: -20, max: 40 }),
        currency: about("currencies")
          ? fc.constantFrom<World["currency"]>("USD", "JPY", "KWD")
          : fc.constant<World["currency"]>("USD"),
        payer: about("payers")
          ? fc.constantFrom<World["payer"]>("Holder", "Parent")
          : fc.constant<World["payer"]>("Holder"),
        lines: fc.array(line(false), { minLength: 1, maxLength: about("lines") ? 3 : 1 }),
        discounts: sometimes("discounts", fc.array(discount, { minLength: 1, maxLength: 2 }), 2),
        minimum: sometimes(
          "minimum",
          fc.record({
            amount: fc.constantFrom("200", "1000", "33.33"),
            interval: fc.constantFrom<"month" | "quarter" | "year" | "term">(
              "month",
              "quarter",
              "year",
              "term",
            ),
          }),
          3,
        ),
        shares: sometimes("shares", fc.record({ shares, apart }), 2),
        tax: sometimes(
          "tax",
          fc.record({
            rate: fc.constantFrom("19", "7.25"),
            included: about("tax included") ? fc.boolean() : fc.constant(false),
            by: fc.constantFrom<"invoice" | "line">("invoice", "line"),
          }),
          2,
        ),
      })
      .map(({ shares: all, ...it }) => ({
        ...it,
        shares: all && {
          ...all.shares,
          apart: all.apart.filter((one) => all.shares.of.some(({ account }) => account === one)),
        },
      }))
      .map(({ ahead, currency, payer, tax, lines, discounts, minimum, shares }) => ({
        today: iso(from + Math.min(ahead, days)),
        currency,
        payer,
        ...(tax ? { tax } : {}),
        contract: {
          ...terms,
          lines:
            shares?.by === "seats"
              ? [{ ...SEATS, quantity: lines[0]!.quantity, price: lines[0]!.price ?? "10" }]
              : lines,
          ...(discounts ? { discounts } : {}),
          ...(minimum && shares?.by !== "seats" && isLongEnough(minimum.interval, terms.frequency)
            ? { minimum }
            : {}),
          ...(shares ? { shares } : {}),
        },
      }));
    return fc
      .record({
        world,
        acts: fc.array(act, { minLength: 1, maxLength: 8 }),
        asks: about("undone")
          ? fc.constantFrom<History["asks"]>(undefined, "explained", "undone")
          : fc.constantFrom<History["asks"]>(undefined, "explained"),
      })
      .map(onlySeats);
  });
}

const MONTHS = {
  month: 1,
  quarter: 3,
  year: 12,
  term: 1000,
  monthly: 1,
  quarterly: 3,
  semi_annual: 6,
  annual: 12,
};
const isLongEnough = (
  interval: "month" | "quarter" | "year" | "term",
  frequency: ContractTerms["frequency"],
) => MONTHS[interval] >= MONTHS[frequency];
