// The price of a quantity for one interval of the price, exact.
import {
  add,
  compare,
  floor,
  greatest,
  minus,
  over,
  rational,
  sum,
  times,
  type Rational,
} from "../support/rationals.ts";
import type { LineTerms } from "./language.ts";

const ZERO = rational("0");
const ONE = rational("1");

export function rate(terms: LineTerms, quantity: Rational, price: Rational): Rational {
  const tiers = (terms.tiers ?? []).map((tier) => ({
    upTo: tier.up_to === undefined ? undefined : rational(tier.up_to),
    price: rational(tier.unit_price ?? "0"),
    fee: rational(tier.flat_fee ?? "0"),
  }));
  const below = (place: number) => (place === 0 ? ZERO : tiers[place - 1]!.upTo!);
  const holder = tiers.find(({ upTo }) => upTo === undefined || compare(quantity, upTo) <= 0);
  switch (terms.model) {
    case "flat":
      return price;
    case "per_unit":
      return times(quantity, price);
    case "volume":
      return add(times(quantity, holder!.price), holder!.fee);
    case "stairstep":
      return add(holder!.price, holder!.fee);
    case "graduated":
      return sum(
        tiers.map((tier, place) => {
          const entered = place === 0 || compare(quantity, below(place)) > 0;
          const top =
            tier.upTo !== undefined && compare(quantity, tier.upTo) > 0 ? tier.upTo : quantity;
          return entered ? add(times(minus(top, below(place)), tier.price), tier.fee) : ZERO;
        }),
      );
    case "package": {
      const paid = greatest([minus(quantity, rational(terms.free_units ?? "0")), ZERO]);
      const packages = over(paid, rational(terms.package_size!));
      const whole = floor(packages);
      const begun = compare(packages, { n: whole, d: 1n }) > 0 ? whole + 1n : whole;
      return times({ n: begun, d: ONE.d }, price);
    }
  }
}
