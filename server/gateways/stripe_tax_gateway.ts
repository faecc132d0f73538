// Stripe Tax (docs.stripe.com/tax/custom): a calculation for a draft, a transaction when it is
// issued, a reversal of that when it is taken back. Where the seller is registered Stripe knows by
// itself.
import { createHash } from "node:crypto";
import Stripe from "stripe";
import type { Config } from "../config.ts";
import { TaxRefused } from "../tax/tax_provider.ts";
import type { Assessed, TaxProvider, TaxQuestion, TaxReport } from "../tax/tax_provider.ts";
import { toStripeAmount } from "./stripe_amounts.ts";
import { taxAnswers } from "./stripe_tax_answers.ts";

type StripeConfig = Pick<Config, "stripeSecretKey" | "stripeApiBase">;
type CalculationParams = Stripe.Tax.CalculationCreateParams;

const TIMEOUT_MS = 20_000;
// What Stripe takes as the day of a calculation; for other days it answers by today's law.
const DAYS_AROUND = 30;
const DAY_MS = 86_400_000;

const NOT_TAXABLE = "txcd_00000000";

export function openStripeTax({ stripeSecretKey, stripeApiBase }: StripeConfig): TaxProvider {
  if (!stripeSecretKey) throw new Error("STRIPE_SECRET_KEY is missing: Stripe Tax is not set up.");
  const { protocol, hostname, port } = new URL(stripeApiBase);
  const { tax } = new Stripe(stripeSecretKey, {
    protocol: protocol === "http:" ? "http" : "https",
    host: hostname,
    ...(port ? { port } : {}),
    timeout: TIMEOUT_MS,
    telemetry: false,
  });
  return {
    async assess(question) {
      const params = calculationOf(question);
      const idempotencyKey = `${question.calculation_id}-${hashOf(params)}`;
      const answer = await refusing(tax.calculations.create(params, { idempotencyKey }));
      return assessed(answer, question);
    },
    async commit(report) {
      const { id } = await tax.transactions.createFromCalculation(
        { calculation: report.calculation, reference: referenceOf(report) },
        { idempotencyKey: report.report_id },
      );
      return id;
    },
    async void(report) {
      if (!report.transaction) throw new Error("What was never committed cannot be voided.");
      const { id } = await tax.transactions.createReversal(
        {
          original_transaction: report.transaction,
          reference: referenceOf(report),
          ...(report.amount === null
            ? { mode: "full" }
            : { mode: "partial", flat_amount: -toStripeAmount(report.amount, report.currency) }),
        },
        { idempotencyKey: report.report_id },
      );
      return id;
    },
  };
}

// An invoice that serves several accounts has several transactions, and each needs its own name.
function referenceOf({ invoice_number, report_id }: TaxReport): string {
  return `${invoice_number}/${report_id}`;
}

// The same question has the same key; where the address changed meanwhile, it is another question.
function hashOf(params: CalculationParams): string {
  return createHash("sha256").update(JSON.stringify(params)).digest("hex").slice(0, 32);
}

function calculationOf(question: TaxQuestion): CalculationParams {
  const { country, currency, tax_id, exemption } = question;
  if (!country) throw new TaxRefused("The account has no address with a country.");
  const address = {
    country,
    ...given("line1", question.line1),
    ...given("line2", question.line2),
    ...given("city", question.city),
    ...given("state", question.state),
    ...given("postal_code", question.postal_code),
  };
  return {
    currency: currency.toLowerCase(),
    ...taxDateOf(question.tax_date),
    customer_details: {
      address,
      address_source: "shipping",
      ...(tax_id ? { tax_ids: [{ type: "eu_vat", value: tax_id }] } : {}),
      ...(exemption ? { taxability_override: "customer_exempt" } : {}),
    },
    line_items: question.lines.map(({ category, amount }) => ({
      reference: category,
      amount: amountOf(amount, currency),
      tax_behavior: question.is_inclusive ? "inclusive" : "exclusive",
      ...taxCodeOf(category),
    })),
    expand: ["line_items.data.tax_breakdown"],
  };
}

function given<Name extends string>(name: Name, value: string | null) {
  return (value ? { [name]: value } : {}) as Partial<Record<Name, string>>;
}

function taxDateOf(day: string): { tax_date?: number } {
  const noon = Date.parse(`${day}T12:00:00Z`);
  const isNear = Math.abs(noon - Date.now()) <= DAYS_AROUND * DAY_MS;
  return isNear ? { tax_date: noon / 1000 } : {};
}

function amountOf(amount: string, currency: string): number {
  const count = toStripeAmount(amount, currency);
  if (count < 0) throw new TaxRefused("Stripe Tax takes no amount below zero.");
  return count;
}

function taxCodeOf(category: string): { tax_code?: string } {
  if (category === "standard") return {};
  if (category === "zero" || category === "exempt") return { tax_code: NOT_TAXABLE };
  if (category.startsWith("txcd_")) return { tax_code: category };
  throw new TaxRefused(
    `Stripe Tax knows no category ${category}: name one of its tax codes, txcd_….`,
  );
}

// What Stripe finds wrong with the question stays wrong; all else may pass.
async function refusing<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode === 400) {
      throw new TaxRefused(error.message);
    }
    throw error;
  }
}

function assessed(answer: Stripe.Tax.Calculation, question: TaxQuestion): Assessed {
  const { id, expires_at, line_items } = answer;
  if (!id || !expires_at || !line_items || line_items.has_more) {
    throw new Error("Stripe's calculation is not complete.");
  }
  return {
    reference: id,
    expires_at: new Date(expires_at * 1000),
    taxes: line_items.data.flatMap((line) => taxAnswers(line, question)),
  };
}
