// Stripe's taxes of a line, in our words.
import type Stripe from "stripe";
import type { TaxAnswer, TaxQuestion } from "../tax/tax_provider.ts";
import { fromStripeAmount } from "./stripe_amounts.ts";

type Line = Stripe.Tax.CalculationLineItem;
type Breakdown = Stripe.Tax.CalculationLineItem.TaxBreakdown;
type Jurisdiction = Breakdown["jurisdiction"];

const LEVELS = ["country", "state", "county", "city", "district"];

// Reasons that are not named here are kinds of being taxed.
const TREATMENTS: Record<string, string> = {
  zero_rated: "zero_rated",
  reverse_charge: "reverse_charge",
  customer_exempt: "exempt",
  product_exempt: "exempt",
  product_exempt_holiday: "exempt",
  not_subject_to_tax: "exempt",
  not_collecting: "not_registered",
  not_supported: "no_rate",
};

const KINDS: Record<string, string> = {
  vat: "vat",
  jct: "vat",
  gst: "gst",
  igst: "gst",
  hst: "hst",
  pst: "pst",
  rst: "pst",
  qst: "qst",
};

export function taxAnswers(line: Line, { currency, exemption }: TaxQuestion): TaxAnswer[] {
  const found = line.tax_breakdown ?? [];
  if (found.length === 0) throw new Error("Stripe's calculation does not say how it was reached.");
  return found
    .toSorted((a, b) => levelOf(a.jurisdiction) - levelOf(b.jurisdiction))
    .map((tax, index) => {
      const treatment = treatmentOf(tax);
      const isCharged = treatment === "standard";
      return {
        category: line.reference,
        place: index + 1,
        jurisdiction: codeOf(tax.jurisdiction),
        name: tax.jurisdiction.display_name,
        kind: kindOf(tax),
        rate: (isCharged && tax.tax_rate_details?.percentage_decimal) || "0",
        treatment,
        note: isCharged ? null : noteOf(treatment, tax, exemption),
        amount: fromStripeAmount(tax.amount, currency),
      };
    });
}

function levelOf({ level }: Jurisdiction): number {
  const place = LEVELS.indexOf(level);
  return place === -1 ? LEVELS.length : place;
}

function treatmentOf({ amount, taxability_reason }: Breakdown): string {
  return amount === 0 ? (TREATMENTS[taxability_reason] ?? "standard") : "standard";
}

function kindOf({ tax_rate_details }: Breakdown): string | null {
  return tax_rate_details ? (KINDS[tax_rate_details.tax_type] ?? "sales") : null;
}

// As our own codes are made: DE, US-CA, US-CA/los-angeles-county.
function codeOf({ country, state, level, display_name }: Jurisdiction): string {
  if (level === "country") return country;
  const region = state ? `${country}-${state}` : country;
  if (level === "state") return region;
  const slug = display_name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return `${region}/${slug.replace(/^-|-$/g, "")}`;
}

function noteOf(treatment: string, { jurisdiction }: Breakdown, exemption: string | null): string {
  const { display_name: place } = jurisdiction;
  const notes: Record<string, string> = {
    zero_rated: "Zero-rated.",
    reverse_charge: "Reverse charge: the customer accounts for the tax.",
    exempt: exemption ?? "Exempt from tax.",
    not_registered: `The seller is not registered for tax in ${place}.`,
  };
  return notes[treatment] ?? `No tax rate of ${place} is known for this day.`;
}
