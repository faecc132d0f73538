// A year of a contract, from its signature over a ramp, milestones, an amendment, consolidated
// invoices and a true-up to the renewal: every invoice with its items, to the cent. What it tells
// is kept in docs/examples and compared by a test, so it names no ids and no wall-clock times.
import type { Config } from "../config.ts";
import { speakAs, type Answer, type Speaker } from "./api_client.ts";
import { money } from "./telling.ts";

export interface Teller {
  config: Config;
  url: string;
  slug: string;
  say: (line: string) => void;
}

type As = (role: "admin" | "sales" | "finance" | "tax" | "auditor") => Speaker;

export async function tellTheYear({ config, url, slug, say }: Teller): Promise<void> {
  const tenant = await speakAs(config, url, "operator").post("/api/tenants", {
    name: "Fabrikam Cloud",
    slug,
    currency: "USD",
    time_zone: "America/Chicago",
    sandbox: true,
    clock_at: "2025-12-15T15:00:00Z",
    invoice_number_format: "INV-{YYYY}-{SEQ:3}",
  });
  const as: As = (role) => speakAs(config, url, role, tenant.id);
  await as("admin").patch(`/api/tenants/${tenant.id}`, { finalize_after_days: 0 });
  const told = new Set<string>();
  const moveTo = async (day: string, title: string) => {
    await as("admin").post("/api/clock/advance", { to: `${day}T18:00:00Z` });
    say(`\n${day}: ${title}`);
    await tellInvoices(as("finance"), told, say);
  };

  say("A year of a contract");
  const { registration, ...accounts } = await openGroup(as, say);
  const contracts = await sign(as, accounts, say);
  await moveTo("2026-01-01", "the term begins");
  await moveTo("2026-02-15", "the subsidiary's month, and the first milestone before it");
  await moveTo("2026-04-01", "the second quarter");
  await amend(as, contracts.platform, say);
  await moveTo("2026-07-01", "the ramp reaches 80 seats");
  await moveTo("2026-10-01", "the last quarter; alerts have gone out");
  await moveTo("2027-01-01", "the true-up, and the renewal with its uplift");
  await tellTheEnd(as("finance"), say);
  await tellTheBooks(as, registration, say);
}

async function openGroup(as: As, say: Teller["say"]) {
  const { id } = await as("tax").post("/api/tax/registrations", {
    jurisdiction: "US-TX",
    number: "3-20412-7766-1",
    valid_from: "2020-01-01",
  });
  const registration = await as("tax").patch(`/api/tax/registrations/${id}`, {
    return_interval: "quarter",
  });
  const open = async (account_name: string, more: object) =>
    await as("sales").post("/api/accounts", { account_name, ...more });
  const at = (line1: string, city: string, state: string, postal_code: string) => ({
    billing_address: { line1, city, state, postal_code, country: "US" },
  });
  const group = await open("Contoso Group", at("500 Main Street", "Portland", "OR", "97204"));
  const below = { parent_account_id: group.id, payer: "parent" };
  const texas = await open("Contoso Texas", {
    ...below,
    ...at("9 Congress Avenue", "Austin", "TX", "78701"),
  });
  const oregon = await open("Contoso Oregon", below);
  say(`
Fabrikam Cloud sells in USD and is registered for sales tax in Texas. Contoso Group, in Oregon, pays
for its subsidiaries Contoso Texas and Contoso Oregon.`);
  return { group, texas, oregon, registration };
}

async function sign(as: As, { texas, oregon }: Record<string, Answer>, say: Teller["say"]) {
  const platform = await as("sales").post("/api/contracts", {
    account_id: texas!.id,
    contract_number: "CTR-PLATFORM",
    start_date: "2026-01-01",
    end_date: "2026-12-31",
    billing_frequency: "quarterly",
    payment_terms: "net_30",
    renewal_notice_days: 60,
    renewal_uplift_percent: 5,
    minimum_commitment: 40000,
    lines: [
      {
        description: "Platform seats",
        quantity: 50,
        unit_price: 40,
        discount_percent: 10,
        ramp: [{ from: "2026-07-01", quantity: 80 }],
      },
      {
        description: "Onboarding",
        quantity: 1,
        unit_price: 5000,
        milestones: [
          { date: "2026-02-01", percent: 40, description: "Kick-off" },
          { date: "2026-05-01", percent: 60, description: "Go-live" },
        ],
      },
    ],
  });
  const support = await as("sales").post("/api/contracts", {
    account_id: oregon!.id,
    contract_number: "CTR-SUPPORT",
    start_date: "2026-01-01",
    end_date: "2026-12-31",
    billing_frequency: "quarterly",
    auto_renew: false,
    lines: [{ description: "Support desk", pricing_model: "flat", unit_price: 300 }],
  });
  say(`
CTR-PLATFORM for Texas, 2026, billed by the quarter in advance: 50 seats at 40.00 a month less 10 %,
80 seats from July; onboarding for 5,000.00 in two milestones; at least 40,000.00 in the year; renews
with 5 %. CTR-SUPPORT for Oregon: 300.00 a month, billed by the quarter, does not renew.`);
  return { platform, support };
}

async function amend(as: As, contract: Answer, say: Teller["say"]): Promise<void> {
  await as("admin").post("/api/clock/advance", { to: "2026-04-16T18:00:00Z" });
  const seats = contract.lines.find((line: Answer) => line.description === "Platform seats");
  const amended = await as("sales").post(`/api/contracts/${contract.id}/amendments`, {
    effective_date: "2026-04-16",
    changes: [{ line_id: seats.id, quantity: 60 }],
    reason: "Ten more people",
  });
  const { mrr_before, mrr_after } = amended.amendment;
  say(`\n2026-04-16: ten more seats, to be billed with the next invoice`);
  for (const line of amended.lines) {
    say(`   ${line.kind}: ${line.quantity} seats, ${span(line)}: ${money(line.amount)}`);
  }
  say(`   with tax ${money(amended.total)}; MRR ${money(mrr_before)} -> ${money(mrr_after)}`);
}

async function tellInvoices(finance: Speaker, told: Set<string>, say: Teller["say"]) {
  const { data } = await finance.get("/api/invoices?order_by=invoice_number&limit=500");
  for (const { id, invoice_number } of data as Answer[]) {
    if (told.has(id)) continue;
    told.add(id);
    const invoice = await finance.get(`/api/invoices/${id}`);
    say(`   ${invoice_number}, issued ${invoice.issue_date}, due ${invoice.due_date}`);
    for (const item of invoice.items) {
      const { account_name } = await finance.get(`/api/accounts/${item.account_id}`);
      say(
        `      ${account_name}: ${item.description} (${item.kind}), ${item.quantity}, ` +
          `${span(item)}: ${money(item.amount)}` +
          (item.discount ? `, discount ${money(item.discount)}` : "") +
          (item.tax ? `, tax ${money(item.tax)}` : ""),
      );
    }
    say(
      `      subtotal ${money(invoice.subtotal)}, discount ${money(invoice.discount)}, ` +
        `tax ${money(invoice.tax)}, total ${money(invoice.total)}`,
    );
  }
}

async function tellTheEnd(finance: Speaker, say: Teller["say"]): Promise<void> {
  const [before] = (await finance.get("/api/contracts?contract_number=CTR-PLATFORM")).data;
  const [after] = (await finance.get("/api/contracts?contract_number=CTR-PLATFORM-R1")).data;
  const { discrepancies } = (await finance.graphql("{ discrepancies { totalCount } }", {})).data;
  say(`
What became of it
   ${before.contract_number} is ${before.status}; ${after.contract_number} runs from ${after.start_date} to ${after.end_date},
   worth ${money(after.contract_value)}. The books have ${discrepancies.totalCount} discrepancies.`);
}

async function tellTheBooks(as: As, registration: Answer, say: Teller["say"]): Promise<void> {
  const closed = await as("finance").post("/api/books/periods/2026-03/close", { scope: "all" });
  const frozen = await as("tax").post("/api/tax/returns", {
    registration: registration.id,
    period: "2026-Q1",
  });
  await as("tax").post(`/api/tax/returns/${frozen.id}/file`, {
    reference: "TX-2026-Q1",
    on: "2027-01-01",
  });
  const auditor = as("auditor");
  const sums = await auditor.get(`/api/tax/returns?period=2026-Q1&registration=${registration.id}`);
  say(`
The first quarter in the books, as the auditor reads it
   March is closed for ${closed.scope}, and what was before it; nothing is booked there any more.
   The return of ${registration.jurisdiction} for ${frozen.period} is filed:`);
  for (const { rate, taxable, amount } of sums.data) {
    say(`      ${rate} % of ${money(taxable)}: ${money(amount)}`);
  }
  const { data } = await auditor.get("/api/books/trial-balance?to=2026-03-31");
  say("   Trial balance of 2026-03-31:");
  for (const { code, balance } of data as Answer[]) {
    if (balance !== 0) say(`      ${code}: ${money(balance)}`);
  }
  const proof = await auditor.get("/api/books/periods/2026-03/proof");
  say(`   Reckoned anew, it is what was closed: ${proof.data[0].agrees ? "yes" : "no"}.`);
}

function span(of: Answer): string {
  return `${of.period_start} to ${of.period_end}`;
}
