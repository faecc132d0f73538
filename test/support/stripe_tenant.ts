// A tenant that Stripe Tax serves, and a worker that asks the server of stripe_tax.ts.
import { startStripeTax, type StripeTax } from "./stripe_tax.ts";
import { openTenant, type Tenancy } from "./tenants.ts";
import { startTestWorker, until } from "./worker.ts";

// The answers of Stripe are good for real days.
export const TODAY = new Date().toISOString().slice(0, 10);

export async function startStripeWorker(): Promise<StripeTax> {
  const stripe = await startStripeTax();
  await startTestWorker(
    {},
    {
      STRIPE_SECRET_KEY: "sk_test_tenor",
      STRIPE_WEBHOOK_SECRET: "whsec_tenor",
      STRIPE_API_BASE: stripe.url,
    },
  );
  return stripe;
}

export async function stripeTenant(): Promise<Tenancy> {
  const tenancy = await openTenant({ clockAt: `${TODAY}T09:00:00Z` });
  await tenancy.as("finance").rows("select tax.change_tax_settings(provider => 'stripe')");
  return tenancy;
}

export const account = ({ as }: Tenancy, name: string, place: string[], more = "") =>
  as("sales").value<string>(
    `select (customers.create_account($1, billing_address =>
      row('1 Main St', null, $2, $3, $4, $5)::customers.postal_address${more})).id`,
    [name, ...place],
  );
export const LOS_ANGELES = ["Los Angeles", "CA", "90001", "US"];
export const BERLIN = ["Berlin", "", "10115", "DE"];

export const draft = ({ as }: Tenancy, accountId: string, prices: string[], more: string[] = []) =>
  as("finance").value<string>(
    `select (billing.create_invoice($1, items => array(
      select (null, coalesce(a.id, $1), 'Work', 1, p.price, null, null, null, null, null)::billing.invoice_item_input
      from unnest($2::numeric[]) with ordinality as p (price, n)
      left join unnest($3::uuid[]) with ordinality as a (id, n) using (n)))).id`,
    [accountId, prices, more],
  );

export const assessed = ({ as }: Tenancy, invoiceId: string) =>
  until(async () => {
    const found = await as("viewer").rows<{ status: string; refusal: string | null }>(
      "select status, refusal from billing.tax_calculations where invoice_id = $1",
      [invoiceId],
    );
    return found.length > 0 && found.every(({ status }) => status !== "wanted") && found;
  });
/** The items whose tax cannot be worked out from what Stripe answered. */
export const unexplained = ({ as }: Tenancy, invoiceId: string) =>
  as("viewer").rows(
    `select item.description, e.steps from billing.invoice_items as item
    cross join lateral billing.invoice_items_explanation(item) as e
    where item.invoice_id = $1 and not e.agrees`,
    [invoiceId],
  );
export const told = ({ as }: Tenancy, invoiceId: string, count: number) =>
  until(async () => {
    const rows = await as("viewer").rows<{ kind: string; amount: string; reference: string }>(
      `select kind, amount, reference from billing.tax_reports
      where invoice_id = $1 and reported_at is not null order by id`,
      [invoiceId],
    );
    return rows.length === count && rows;
  });
export const taxesOf = ({ as }: Tenancy, invoiceId: string) =>
  as("viewer").rows(
    `select t.jurisdiction, t.rate::float8 as rate, t.treatment, t.amount::text
    from billing.item_taxes as t
    join billing.invoice_items as i on i.id = t.invoice_item_id
    where t.invoice_id = $1 order by i."position", t.place`,
    [invoiceId],
  );
export const invoiceOf = ({ as }: Tenancy, invoiceId: string) =>
  as("viewer").one(
    "select status, subtotal::text, tax::text, total::text from billing.invoices where id = $1",
    [invoiceId],
  );
