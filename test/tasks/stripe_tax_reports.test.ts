// Stripe Tax hears what becomes of invoices: issued, voided, credited.
import { expect, test } from "vitest";
import {
  BERLIN,
  account,
  assessed,
  draft,
  invoiceOf,
  startStripeWorker,
  stripeTenant,
  told,
} from "../support/stripe_tenant.ts";
import type { Tenancy } from "../support/tenants.ts";
import { until } from "../support/worker.ts";

const stripe = await startStripeWorker();

test("an invoice is committed when it is issued, and voided with it", async () => {
  const tenancy = await stripeTenant();
  const finance = tenancy.as("finance");
  const invoice = await draft(tenancy, await account(tenancy, "Acme", BERLIN), ["100"]);
  await assessed(tenancy, invoice);
  await finance.rows("select billing.finalize_invoice($1)", [invoice]);
  const [commit] = await told(tenancy, invoice, 1);
  const transaction = stripe.transactions.get(String(commit?.reference));
  expect(transaction?.["reference"]).toMatch(/^INV-\d+-001\//);

  await finance.rows("select billing.void_invoice($1, 'Wrong')", [invoice]);
  const [, undone] = await told(tenancy, invoice, 2);
  expect(stripe.transactions.get(String(undone?.reference))).toMatchObject({
    mode: "full",
    original_transaction: commit?.reference,
  });
});

test("an invoice is told once, however often the job runs", async () => {
  const tenancy = await stripeTenant();
  const invoice = await draft(tenancy, await account(tenancy, "Acme", BERLIN), ["100"]);
  await assessed(tenancy, invoice);
  await tenancy.as("finance").rows("select billing.finalize_invoice($1)", [invoice]);
  await told(tenancy, invoice, 1);
  const before = stripe.transactions.size;
  await tenancy.root.rows(
    "update billing.tax_reports set reported_at = null, reference = null where invoice_id = $1",
    [invoice],
  );
  await tenancy.root.rows("select billing.queue_tax_reports(array[$1::uuid])", [invoice]);
  await told(tenancy, invoice, 1);
  expect(stripe.transactions.size).toBe(before);
});

test("an invoice is taken back in part by a credit note", async () => {
  const tenancy = await stripeTenant();
  const finance = tenancy.as("finance");
  const invoice = await draft(tenancy, await account(tenancy, "Acme", BERLIN), ["100"]);
  await assessed(tenancy, invoice);
  await finance.rows("select billing.finalize_invoice($1)", [invoice]);
  await finance.rows(
    `select billing.create_credit_note($1, 'Too much', array(
      select (i.id, 40)::billing.credit_note_line_input from billing.invoice_items as i
      where i.invoice_id = $1))`,
    [invoice],
  );
  const [, part] = await told(tenancy, invoice, 2);
  expect(part?.amount).toBe("47.60");
  expect(stripe.transactions.get(String(part?.reference))).toMatchObject({
    mode: "partial",
    flat_amount: "-4760",
  });
  // Credited in full it is void by its notes, of which Stripe has heard.
  await finance.rows("select billing.create_credit_note($1, 'All of it')", [invoice]);
  const all = await told(tenancy, invoice, 3);
  expect(all.map(({ kind, amount }) => [kind, amount])).toEqual([
    ["commit", null],
    ["void", "47.60"],
    ["void", "71.40"],
  ]);
});

async function contracted(tenancy: Tenancy, finalizeAfterDays: number): Promise<string> {
  await tenancy.root.rows("update tenancy.tenants set finalize_after_days = $2 where id = $1", [
    tenancy.tenantId,
    finalizeAfterDays,
  ]);
  return await tenancy.as("sales").value<string>(
    `select (sales.create_contract($1, current_date - 3, current_date + 361, seat_count => 10,
      seat_price => 10)).id`,
    [await account(tenancy, "Acme", BERLIN)],
  );
}

test("an invoice of a run is issued when Stripe has answered, if it was due", async () => {
  const tenancy = await stripeTenant();
  const contract = await contracted(tenancy, 1);
  stripe.broken = 500;
  const invoice = await tenancy
    .as("finance")
    .value<string>("select (billing.generate_invoice($1)).id", [contract]);
  await tenancy.as("worker").rows("select tenancy.perform_duties()");
  expect(await invoiceOf(tenancy, invoice)).toMatchObject({ status: "draft" });
  stripe.broken = undefined;
  await tenancy.as("finance").rows("select billing.request_retax()");
  await until(async () => (await invoiceOf(tenancy, invoice))?.["status"] === "open");
  expect(await invoiceOf(tenancy, invoice)).toMatchObject({ tax: "228.00" });
  await told(tenancy, invoice, 1);
});

test("an invoice that would be issued as it is made waits for Stripe too", async () => {
  const tenancy = await stripeTenant();
  await contracted(tenancy, 0);
  await tenancy.as("worker").rows("select tenancy.perform_duties()");
  const viewer = tenancy.as("viewer");
  const invoice = await viewer.value<string>("select id from billing.invoices");
  await told(tenancy, invoice, 1);
  expect(await invoiceOf(tenancy, invoice)).toMatchObject({ status: "open", tax: "228.00" });
  expect(
    await viewer.rows("select type from events.events where object_id = $1 order by id", [invoice]),
  ).toMatchObject([
    { type: "invoice.created" },
    { type: "invoice.finalized" },
    { type: "invoice.undeliverable" },
  ]);
});
