// The main job, from a signed contract to a paid invoice, done over REST as a user would. It runs on
// a sandbox tenant of its own, whose clock it moves.
import type { Config } from "../config.ts";
import { DemoError, speakAs, type Answer, type Speaker } from "./api_client.ts";
import { LOGO } from "./logo.ts";
import { money, waitFor } from "./telling.ts";

export interface MainJob {
  tenantId: string;
  slug: string;
  accountId: string;
  contractId: string;
}

export interface MainJobOptions {
  config: Config;
  url: string;
  slug: string;
  say: (line: string) => void;
  /** Called when the tenant is there, before anything happens in it. */
  onTenant?: (tenantId: string) => Promise<void>;
}

const SELLER = {
  legal_name: "Northwind Software Inc.",
  line1: "350 Fifth Avenue",
  line2: "Suite 4100",
  city: "New York",
  state: "NY",
  postal_code: "10118",
  country: "US",
  tax_id: "EIN 98-7654321",
};

const BRAND = {
  email: "billing@northwind.example",
  phone: "+1 212 555 0142",
  website: "northwind.example",
  primaryColor: "#14213d",
  accentColor: "#c4471b",
  logo: LOGO,
  logoType: "image/png",
  footer: "Northwind Software Inc., registered in Delaware.",
  paymentInstructions:
    "Wire or ACH to Northwind Software Inc.\nFirst Example Bank, routing 021000021, " +
    "account 0123456789\nPlease give the invoice number as reference.",
};

const CONTRACT = {
  contract_number: "CTR-2026-001",
  start_date: "2026-02-01",
  end_date: "2027-01-31",
  contract_value: 119880.0,
  billing_frequency: "annual",
  seat_count: 100,
  committed_seats: 100,
  seat_price: 99.9,
  payment_terms: "net_30",
  billing_in_advance: true,
  auto_renew: true,
  renewal_notice_days: 90,
  notes: "Enterprise annual contract with 100 seats",
};

export async function runMainJob(options: MainJobOptions): Promise<MainJob> {
  const { config, url, slug, say } = options;
  const step = (title: string) => say(`\n${title}`);
  const look = (path: string) => say(`   look: GET ${path}`);

  step("1. The operator provisions a sandbox tenant, Northwind Software.");
  const tenant = await speakAs(config, url, "operator").post("/api/tenants", {
    name: "Northwind Software",
    slug,
    currency: "USD",
    time_zone: "America/New_York",
    sandbox: true,
    clock_at: "2026-01-15T14:00:00Z",
    invoice_number_format: "INV-{YYYY}-{SEQ:3}",
  });
  say(`   ${tenant.slug}, its clock at ${tenant.clock_at}`);
  const as = (role: "admin" | "sales" | "finance") => speakAs(config, url, role, tenant.id);
  await dress(as("admin"));
  await options.onTenant?.(tenant.id);

  step("2. Sales enters Acme Corporation with two subsidiaries and one below.");
  const acme = await openAccounts(as("sales"), say);
  look(`/api/accounts/${acme.id}/hierarchy`);

  step("3. The catalog gets CRM Enterprise: seats by volume.");
  const product = await as("sales").post("/api/products", {
    name: "CRM Enterprise",
    sku: "CRM-ENT",
    pricing_model: "seat_based",
    base_price: 99.9,
    volume_tiers: [
      { min: 1, max: 50, price: 109.9 },
      { min: 51, max: 200, price: 99.9 },
      { min: 201, max: null, price: 89.9 },
    ],
    billing_interval: "month",
  });
  look(`/api/products/${product.id}`);

  step("4. Contract CTR-2026-001 is signed: 100 seats at 99.90 a month, a year in advance.");
  const contract = await as("sales").post("/api/contracts", {
    ...CONTRACT,
    account_id: acme.id,
    product_id: product.id,
  });
  look(`/api/contracts/${contract.id}/schedule`);

  step("5. On 2026-02-01 the contract is billed, sixteen times at once.");
  const invoice = await bill(as, contract.id, say);
  look(`/api/invoices/${invoice.id}`);

  step("6. Finance finalises it: posted, rendered, mailed.");
  await as("finance").post(`/api/invoices/${invoice.id}/finalize`);
  const pdf = await waitFor("the PDF", async () =>
    as("finance").bytes(`/api/invoices/${invoice.id}/pdf`),
  );
  say(`   PDF of ${Math.round(pdf.length / 1024)} kB`);
  const sent = await waitFor("the mail", async () => {
    const now = await as("finance").get(`/api/invoices/${invoice.id}`);
    return now.sent_at ? now : undefined;
  });
  say(`   mailed at ${sent.sent_at}; without a mail service it is kept under the data directory`);
  look(`/api/invoices/${invoice.id}/pdf`);

  step("7. Acme pays by wire.");
  const payment = await as("finance").post("/api/payments", {
    account_id: acme.id,
    amount: 119880.0,
    method: "wire",
    reference: `Payment of ${invoice.invoice_number}`,
  });
  const paid = await as("finance").get(`/api/invoices/${invoice.id}`);
  say(
    `   ${money(payment.applied_amount)} applied; the invoice is ${paid.status}, ` +
      `owed ${money(paid.balance)}`,
  );
  const { discrepancies } = (await as("finance").graphql("{ discrepancies { totalCount } }", {}))
    .data;
  say(
    `   the books agree with the invoices and payments: ${discrepancies.totalCount} discrepancies`,
  );
  look(`/api/payments/${payment.id}`);

  return {
    tenantId: tenant.id,
    slug: tenant.slug,
    accountId: acme.id,
    contractId: contract.id,
  };
}

async function dress(admin: Speaker): Promise<void> {
  const [seller] = (await admin.get("/api/legal-entities")).data as Answer[];
  await admin.patch(`/api/legal-entities/${seller!.id}`, SELLER);
  await admin.graphql(
    "mutation ($input: UpdateBrandInput!) { updateBrand(input: $input) { brand { id } } }",
    { input: { id: seller!.brand.id, patch: BRAND } },
  );
}

async function openAccounts(sales: Speaker, say: (line: string) => void): Promise<Answer> {
  const acme = await sales.post("/api/accounts", {
    account_name: "Acme Corporation",
    industry: "Manufacturing",
    billing_contact_name: "Accounts Payable",
    billing_contact_email: "ap@acme.example",
    billing_address: {
      line1: "1 Market Street",
      city: "San Francisco",
      state: "CA",
      postal_code: "94105",
      country: "US",
    },
  });
  const below = async (account_name: string, parent_account_id: string) =>
    await sales.post("/api/accounts", { account_name, parent_account_id });
  const emea = await below("Acme EMEA", acme.id);
  await below("Acme APAC", acme.id);
  await below("Acme Germany", emea.id);
  say("   Acme Corporation: Acme EMEA (Acme Germany), Acme APAC");
  return acme;
}

async function bill(
  as: (role: "admin" | "finance") => Speaker,
  contractId: string,
  say: (line: string) => void,
): Promise<Answer> {
  await as("admin").post("/api/clock/advance", { to: "2026-02-01T14:00:00Z" });
  const period = {
    contract_id: contractId,
    billing_period_start: "2026-02-01",
    billing_period_end: "2027-01-31",
  };
  const finance = as("finance");
  const answers = await Promise.all(
    Array.from({ length: 16 }, () => finance.post("/api/billing/generate", period)),
  );
  const numbers = new Set(answers.map((answer) => answer.invoice_number));
  const [invoice] = answers;
  if (!invoice || numbers.size !== 1) throw new DemoError("More than one invoice was made.");
  say(
    `   one invoice: ${invoice.invoice_number}, total ${money(invoice.total)}, ` +
      `due ${invoice.due_date}, for ${invoice.period_start} to ${invoice.period_end}`,
  );
  return invoice;
}
