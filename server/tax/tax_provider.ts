// What an outside tax provider does for us. The one inside, by the rates that are kept here, is SQL
// and needs nobody asked: billing.retax_drafts.
/** What a draft sells to one account, as the database asks it. Amounts are decimals in text. */
export interface TaxQuestion {
  /** The provider's idempotency key. */
  calculation_id: string;
  provider: ProviderName;
  currency: string;
  /** The day of issue. */
  tax_date: string;
  is_inclusive: boolean;
  line1: string | null;
  line2: string | null;
  city: string | null;
  state: string | null;
  postal_code: string | null;
  country: string | null;
  tax_id: string | null;
  exemption: string | null;
  lines: { category: string; amount: string }[];
}

/** A tax of what is sold of a category, in the shape of tax.assessment. */
export interface TaxAnswer {
  category: string;
  place: number;
  jurisdiction: string;
  name: string;
  kind: string | null;
  rate: string;
  treatment: string;
  note: string | null;
  amount: string;
}

export interface Assessed {
  /** The provider's name for its answer. */
  reference: string;
  expires_at: Date;
  taxes: TaxAnswer[];
}

/** What became of an issued invoice, as the database tells it. */
export interface TaxReport {
  /** The provider's idempotency key. */
  report_id: string;
  provider: ProviderName;
  kind: "commit" | "void";
  calculation: string;
  transaction: string | null;
  invoice_number: string;
  currency: string;
  /** How much is taken back, with its tax; null is all. */
  amount: string | null;
}

export interface TaxProvider {
  /** Refuses with TaxRefused where asking again would not help. */
  assess(question: TaxQuestion): Promise<Assessed>;
  /** The tax of an issued invoice is owed. Answers with the provider's name for it. */
  commit(report: TaxReport): Promise<string>;
  /** It is taken back, all or a part. */
  void(report: TaxReport): Promise<string>;
}

export class TaxRefused extends Error {
  override name = "TaxRefused";
}

export type ProviderName = "stripe";
