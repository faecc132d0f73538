// What people do with a contract, as plain data: what a history is made of, printed and shrunk to.
// Days are ISO days, amounts decimals in strings, lines and invoices counted from 0 in the order in
// which they came to be.
export type Day = string;
export type Decimal = string;

export interface LineTerms {
  model: "flat" | "per_unit" | "volume" | "graduated" | "package" | "stairstep";
  quantity: Decimal;
  price?: Decimal;
  tiers?: { up_to?: Decimal; unit_price?: Decimal; flat_fee?: Decimal }[];
  package_size?: Decimal;
  free_units?: Decimal;
  interval: "month" | "quarter" | "year" | "one_time";
  from?: Day;
  /** Its last day. */
  to?: Day;
  /** Percent off each charge. */
  discount?: Decimal;
  ramp?: { from: Day; quantity?: Decimal; price?: Decimal }[];
}

export interface DiscountTerms {
  percent?: Decimal;
  amount?: Decimal;
  duration: "once" | "repeating" | "forever";
  months?: number;
  from?: Day;
}

export interface ContractTerms {
  from: Day;
  /** Its last day. */
  to: Day;
  frequency: "monthly" | "quarterly" | "semi_annual" | "annual";
  in_advance: boolean;
  alignment: "anniversary" | "calendar";
  billing_day?: number;
  lines: LineTerms[];
  discounts?: DiscountTerms[];
  minimum?: { amount: Decimal; interval: "month" | "quarter" | "year" | "term" };
  /**
   * Who bears it besides, with seats or with shares; the holder comes first where all have shares.
   * Some of them pay for themselves.
   */
  shares?: {
    by: "seats" | "shares";
    of: { account: Account; weight: Decimal }[];
    apart?: Account[];
  };
}

/** "Holder" has signed the contract; the others stand below it, or above. */
export type Account = "Holder" | "North" | "South" | "Parent";

export interface World {
  today: Day;
  currency: "USD" | "JPY" | "KWD";
  tax?: { rate: Decimal; included: boolean; by: "invoice" | "line" };
  /** Who pays what the holder is billed. */
  payer: "Holder" | "Parent";
  contract: ContractTerms;
}

export interface Change {
  line?: number;
  quantity?: Decimal;
  price?: Decimal;
  end?: true;
  add?: LineTerms;
}

export type Act =
  | { do: "amend"; on: Day; changes: Change[]; now: boolean }
  | { do: "discount"; discount: DiscountTerms }
  | { do: "end discount"; discount: number }
  | { do: "issue"; invoice: number }
  | { do: "pay"; invoice: number }
  /** Items are counted as they stand on the invoice; without them, all that is left. */
  | { do: "note"; invoice: number; items?: { item: number; percent: number }[] }
  | { do: "void"; invoice: number }
  | { do: "reissue"; invoice: number }
  | { do: "generate"; from: Day; to: Day }
  | { do: "cancel"; on: Day; with_credit: boolean }
  | { do: "payer"; payer: "Holder" | "Parent" }
  | { do: "pays"; account: "North" | "South"; itself: boolean }
  | { do: "days go by"; to: Day };

export interface History {
  world: World;
  acts: Act[];
  /** What is asked at the end: that each item explains itself, that each invoice can be undone. */
  asks: "explained" | "undone" | undefined;
}

/** As it is told when model and database disagree. */
export function script(world: World, acts: Act[]): string {
  const { contract, ...rest } = world;
  return [
    `world ${JSON.stringify(rest)}`,
    `sign ${JSON.stringify(contract)}`,
    ...acts.map(({ do: what, ...it }) => `${what} ${JSON.stringify(it)}`),
  ].join("\n");
}
