// An item's figures, worked out from what its explanation says of them: from the inputs of each step
// and what the steps before came to, in exact arithmetic, never from a value that is printed there.
import {
  add,
  apportion,
  compare,
  fromUnits,
  greatest,
  minus,
  over,
  rational,
  split,
  sum,
  times,
  toUnits,
  type Rational,
} from "./rationals.ts";

export interface Step {
  step: string;
  formula: string;
  // What the database made of it, to compare with.
  value: string;
  inputs: Record<string, any>;
}

/** In minor units. */
export interface Figures {
  amount: bigint;
  discount: bigint;
  tax: bigint;
}

export class WrongStep extends Error {}

const DAY = 86_400_000;
const daysFrom = (first: string, last: string) => (Date.parse(last) - Date.parse(first)) / DAY + 1;

/** The price of a quantity, as the pricing models are told. */
function rate(inputs: Step["inputs"]): Rational {
  const quantity = greatest(
    [inputs.quantity, inputs.committed_quantity, inputs.minimum_quantity]
      .filter((it) => it !== undefined)
      .map((it: string) => rational(it)),
  );
  const price = rational(inputs.unit_price ?? "0");
  const tiers: { up_to?: string; unit_price?: string; flat_fee?: string }[] = inputs.tiers ?? [];
  const isAbove = (place: number) =>
    place > 0 && compare(quantity, rational(tiers[place - 1]!.up_to!)) > 0;
  const holder = tiers.findLast((_, place) => place === 0 || isAbove(place));
  const cost = (units: Rational, tier: (typeof tiers)[number]) =>
    add(times(units, rational(tier.unit_price ?? "0")), rational(tier.flat_fee ?? "0"));
  const one = rational("1");
  switch (inputs.pricing_model) {
    case "flat":
      return price;
    case "per_unit":
      return times(quantity, price);
    case "package": {
      const paid = greatest([minus(quantity, rational(inputs.free_units ?? "0")), rational("0")]);
      const { n, d } = over(paid, rational(inputs.package_size));
      return times({ n: (n + d - 1n) / d, d: 1n }, price);
    }
    case "volume":
      return cost(quantity, holder!);
    case "stairstep":
      return cost(one, holder!);
    case "graduated":
      return sum(
        tiers
          .map((tier, place) => ({ tier, place }))
          .filter(({ place }) => place === 0 || isAbove(place))
          .map(({ tier, place }) => {
            const from = place === 0 ? rational("0") : rational(tiers[place - 1]!.up_to!);
            const to =
              tier.up_to !== undefined && compare(quantity, rational(tier.up_to)) > 0
                ? rational(tier.up_to)
                : quantity;
            return cost(minus(to, from), tier);
          }),
      );
    default:
      throw new WrongStep(`No pricing model: ${inputs.pricing_model}`);
  }
}

const MONTHS: Record<string, number> = { month: 1, quarter: 3, year: 12, one_time: 1 };

/** A price for some days of a whole period. */
function charge(rated: Rational, inputs: Step["inputs"], decimals: number): Rational {
  if (inputs.price_interval === "one_time") return rated;
  const days = daysFrom(inputs.period_start, inputs.period_end);
  const wholeDays = daysFrom(inputs.whole_period_start, inputs.whole_period_end);
  if (days !== inputs.days || wholeDays !== inputs.whole_days) throw new WrongStep("Other days.");
  const months = MONTHS[inputs.price_interval];
  if (months !== inputs.months_in_interval) throw new WrongStep("Another interval.");
  if (months! > inputs.months_in_whole_period && months! % inputs.months_in_whole_period === 0) {
    // Split over the periods of its interval, the first ones bearing what is left over.
    const parts = months! / inputs.months_in_whole_period;
    if (parts !== inputs.parts || inputs.part < 1 || inputs.part > parts)
      throw new WrongStep("Other parts.");
    const units = toUnits(rated, decimals);
    const part = units / BigInt(parts) + (BigInt(inputs.part) <= units % BigInt(parts) ? 1n : 0n);
    return over(times(fromUnits(part, decimals), rational(days)), rational(wholeDays));
  }
  return over(
    times(rated, rational(inputs.months_in_whole_period * days)),
    rational(months! * wholeDays),
  );
}

export function rework(steps: Step[], decimals: number): Figures {
  const units = (text: string) => toUnits(rational(text), decimals);
  const money = (amount: bigint) => fromUnits(amount, decimals);
  const least = (a: bigint, b: bigint) => (a < b ? a : b);
  let rated = rational("0");
  let used = 0n;
  let minimum = 0n;
  let amount = 0n;
  let discount = 0n;
  // What discounts of a contract or an invoice took, of what is asked and of the net.
  let taken = 0n;
  let takenNet = 0n;
  let tax = 0n;
  // Of a credit: what the piece has too much, its discount, and what of that stays.
  let back = 0n;
  let pieceDiscount = 0n;
  // Of a part, its part of the line's discount on what was used.
  let usedLine: bigint | undefined;
  let kept = 0n;
  let rates = rational("0");
  let shown: Figures | undefined;

  for (const { step, inputs, value, ...more } of steps) {
    let result: bigint;
    switch (step) {
      case "price":
        rated = rate(inputs);
        if (compare(rated, rational(value)) !== 0) throw new WrongStep(`price: ${value}`);
        continue;
      case "charge":
        if (compare(rated, rational(inputs.rated)) !== 0) throw new WrongStep("Another price.");
        result = amount = toUnits(charge(rated, inputs, decimals), decimals);
        break;
      case "used":
        result = used = toUnits(charge(rational(inputs.rated), inputs, decimals), decimals);
        break;
      case "used_share": {
        const weights = inputs.parts.map((it: { weight: string }) => rational(it.weight));
        const part = (of: bigint) => split(of, weights)[inputs.place - 1]!;
        const ofLine = toUnits(
          over(times(money(used), rational(inputs.percent)), rational("100")),
          decimals,
        );
        usedLine = part(ofLine);
        result = used = part(used - ofLine) + usedLine;
        break;
      }
      case "credit":
        result = back = used - units(inputs.piece_amount);
        pieceDiscount = units(inputs.piece_discount);
        break;
      case "discount_back":
        kept = keptOf(inputs, used, usedLine, back, pieceDiscount, decimals);
        if (kept !== units(inputs.kept)) throw new WrongStep(`kept: ${kept}`);
        result = kept - pieceDiscount;
        break;
      case "returned": {
        const wanted = -back - (pieceDiscount - kept);
        if (units(inputs.wanted) !== wanted) throw new WrongStep(`wanted: ${wanted}`);
        shown = returnedOf(inputs, wanted, pieceDiscount - kept, decimals);
        result = shown.amount;
        break;
      }
      case "minimum":
        minimum = toUnits(
          over(
            sum(
              inputs.versions.map((it: { unit_price: string; days: number }) =>
                times(rational(it.unit_price), rational(it.days)),
              ),
            ),
            rational(daysFrom(inputs.whole_period_start, inputs.whole_period_end)),
          ),
          decimals,
        );
        result = minimum;
        break;
      case "true_up":
        result = amount = minimum - units(inputs.spent);
        break;
      case "by_hand":
        result = amount = toUnits(
          times(rational(inputs.quantity), rational(inputs.unit_price)),
          decimals,
        );
        discount = units(inputs.discount);
        break;
      case "line_discount":
        result = discount = toUnits(
          over(times(money(amount), rational(inputs.percent)), rational("100")),
          decimals,
        );
        break;
      case "carried_discount":
        result = carriedOf(inputs, units(inputs.left), decimals);
        discount += result;
        break;
      case "share": {
        if (units(inputs.net) !== amount - discount || units(inputs.discount) !== discount)
          throw new WrongStep("Another whole is shared.");
        const weights = inputs.parts.map((it: { weight: string }) => rational(it.weight));
        const net = split(amount - discount, weights)[inputs.place - 1]!;
        discount = split(discount, weights)[inputs.place - 1]!;
        result = amount = net + discount;
        break;
      }
      case "discount": {
        const lefts: Rational[] = inputs.left.map((it: { left: string }) => rational(it.left));
        const asked = amount - discount - taken;
        const own = units(inputs.left[inputs.place - 1].left);
        // Of days that had discounts before, only what is beyond these asks for more.
        if (own !== (inputs.beyond === undefined ? asked : units(inputs.beyond) - taken))
          throw new WrongStep("Not what is left.");
        const whole =
          inputs.percent === undefined
            ? least(units(inputs.remaining_amount ?? inputs.amount), toUnits(sum(lefts), decimals))
            : toUnits(over(times(sum(lefts), rational(inputs.percent)), rational("100")), decimals);
        result = split(whole, lefts)[inputs.place - 1]!;
        takenNet +=
          inputs.net === undefined || inputs.net === inputs.left[inputs.place - 1].left
            ? result
            : toUnits(over(times(money(result), rational(inputs.net)), money(own)), decimals);
        taken += result;
        break;
      }
      case "tax": {
        if (inputs.parts === undefined) {
          // By hand: it shrinks with each discount.
          let net = amount - discount;
          result = units(inputs.tax);
          for (const part of inputs.discounts.map(units)) {
            result = toUnits(over(times(money(result), money(net - part)), money(net)), decimals);
            net -= part;
          }
        } else {
          if (units(inputs.base) !== amount - discount - taken)
            throw new WrongStep("Taxed on something else.");
          const exact = inputs.parts.map((it: { numerator: string; denominator: string }) =>
            over(
              times(rational(it.numerator), fromUnits(10n ** BigInt(2 * decimals), decimals)),
              rational(it.denominator),
            ),
          );
          result = apportion(exact)[inputs.place - 1]!;
          rates = sum([rates, rational(inputs.rate)]);
        }
        tax += result;
        break;
      }
      case "net": {
        const asked = amount - discount - taken;
        const net = asked - tax;
        let left = discount + (inputs.is_by_hand ? takenNet : taken);
        if (units(inputs.asked) !== asked || units(inputs.discount) !== left)
          throw new WrongStep("Something else is asked.");
        if (compare(rational(inputs.rate), rates) !== 0) throw new WrongStep("Other rates.");
        if (!inputs.is_by_hand) {
          const hundred = rational("100");
          left = toUnits(over(times(money(left), hundred), sum([hundred, rates])), decimals);
        }
        shown = { amount: net + left, discount: left, tax };
        result = net;
        break;
      }
      default:
        throw new WrongStep(`No step ${step}`);
    }
    if (result !== units(value))
      throw new WrongStep(`${step}: ${JSON.stringify({ inputs, value, ...more })}, not ${result}`);
  }
  return shown ?? { amount, discount: discount + taken, tax };
}

const min = (a: bigint, b: bigint) => (a < b ? a : b);
const max = (a: bigint, b: bigint) => (a > b ? a : b);

/** What a discount that days had takes of what is left of their new charge. */
function carriedOf(inputs: Step["inputs"], left: bigint, decimals: number): bigint {
  const reach = toUnits(rational(inputs.reach), decimals);
  if (inputs.percent === undefined) return min(left, reach);
  const dropped = fromUnits(reach - min(left, reach), decimals);
  const less = toUnits(over(times(dropped, rational(inputs.percent)), rational("100")), decimals);
  return min(left, max(0n, toUnits(rational(inputs.whole), decimals) - less));
}

/** What the days that were used keep of the discount of their piece. */
function keptOf(
  inputs: Step["inputs"],
  used: bigint,
  usedLine: bigint | undefined,
  back: bigint,
  pieceDiscount: bigint,
  decimals: number,
): bigint {
  const units = (text: string) => toUnits(rational(text), decimals);
  const ofPercent = (amount: bigint, percent: string) =>
    toUnits(over(times(fromUnits(amount, decimals), rational(percent)), rational("100")), decimals);
  const ofLine = usedLine ?? ofPercent(used, inputs.percent);
  const usedNet = used - ofLine;
  const share = over(rational(String(inputs.days)), rational(String(inputs.piece_days)));
  const usedOf = (amount: string) => toUnits(times(rational(amount), share), decimals);
  let kept = ofLine;
  // What was given on top of others holds for what is beyond them.
  const takenBeyond = new Map<bigint, bigint>();
  inputs.granted.forEach((given: Record<string, string>) => {
    const { percent, beyond, reach, whole } = given;
    // What credit notes took comes last, whole.
    const isNoted = given.contract_discount_id === undefined;
    const reached = isNoted ? units(reach!) : usedOf(reach!);
    const base = beyond ? usedOf(beyond) : 0n;
    const before = takenBeyond.get(base) ?? 0n;
    const all = used - kept;
    const left = isNoted ? all : min(all, max(0n, usedNet - base) - before);
    const taken =
      percent === undefined
        ? min(left, reached)
        : max(
            0n,
            min(
              left,
              min(units(whole!), ofPercent(reached, percent)) -
                ofPercent(reached - min(left, reached), percent),
            ),
          );
    kept += taken;
    takenBeyond.set(base, before + taken);
  });
  return min(min(used, pieceDiscount), max(kept, pieceDiscount + back));
}

/** What a credit gives back of its item, with its tax, as it is shown. */
function returnedOf(
  inputs: Step["inputs"],
  wanted: bigint,
  discount: bigint,
  decimals: number,
): Figures {
  const units = (text: string) => toUnits(rational(text), decimals);
  const left = units(inputs.left_net) + (inputs.is_tax_included ? units(inputs.left_tax) : 0n);
  const given = min(wanted, left);
  let back = wanted <= left ? discount : 0n;
  const part = (amount: bigint, of: bigint) =>
    toUnits(
      over(times(fromUnits(amount, decimals), fromUnits(given, decimals)), fromUnits(of, decimals)),
      decimals,
    );
  const tax =
    given === left
      ? units(inputs.left_tax)
      : min(units(inputs.left_tax), part(units(inputs.item_tax), units(inputs.item_asked)));
  const net = min(units(inputs.left_net), inputs.is_tax_included ? given - tax : given);
  if (inputs.is_tax_included)
    back = toUnits(
      over(
        times(fromUnits(back, decimals), rational("100")),
        add(rational("100"), rational(inputs.rate)),
      ),
      decimals,
    );
  return { amount: -net - back, discount: -back, tax: -tax };
}
