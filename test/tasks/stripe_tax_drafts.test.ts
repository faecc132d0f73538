// Drafts of a tenant that Stripe Tax serves wait for its answer, which stands on their items.
import { expect, test } from "vitest";
import {
  BERLIN,
  LOS_ANGELES,
  TODAY,
  account,
  assessed,
  draft,
  invoiceOf,
  startStripeWorker,
  stripeTenant,
  taxesOf,
  unexplained,
} from "../support/stripe_tenant.ts";
import { until } from "../support/worker.ts";

const stripe = await startStripeWorker();

test("a draft waits for Stripe's answer, which stands on its items", async () => {
  const tenancy = await stripeTenant();
  const buyer = await account(tenancy, "Acme", LOS_ANGELES);
  const invoice = await draft(tenancy, buyer, ["33.33", "33.33", "33.34"]);
  expect(await assessed(tenancy, invoice)).toMatchObject([{ status: "assessed" }]);
  expect(await invoiceOf(tenancy, invoice)).toMatchObject({ tax: "9.50", total: "109.50" });
  const [first] = await taxesOf(tenancy, invoice);
  expect(first).toEqual({
    jurisdiction: "US-CA",
    rate: 7.25,
    treatment: "standard",
    amount: "2.42",
  });
  expect((await taxesOf(tenancy, invoice))[1]).toMatchObject({
    jurisdiction: "US-CA/los-angeles-county",
    amount: "0.75",
  });
  expect(await unexplained(tenancy, invoice)).toEqual([]);
  expect(stripe.asked("calculations").at(-1)).toMatchObject({
    currency: "usd",
    tax_date: String(Date.parse(`${TODAY}T12:00:00Z`) / 1000),
    customer_details: { address: { state: "CA", postal_code: "90001", country: "US" } },
    line_items: { 0: { amount: "10000", reference: "standard", tax_behavior: "exclusive" } },
  });
});

test("a draft is not issued before, and is asked about anew when it changes", async () => {
  const tenancy = await stripeTenant();
  const buyer = await account(tenancy, "Acme", BERLIN);
  stripe.broken = 500;
  const invoice = await draft(tenancy, buyer, ["100"]);
  const finance = tenancy.as("finance");
  const finalize = "select billing.finalize_invoice($1)";
  expect(await finance.refusal(finalize, [invoice])).toBe("TRANS");
  stripe.broken = undefined;
  await finance.rows("select billing.request_retax()");
  await assessed(tenancy, invoice);
  expect(await invoiceOf(tenancy, invoice)).toMatchObject({ tax: "19.00" });

  await finance.rows("select billing.add_invoice_item($1, 'More', 1, 50)", [invoice]);
  await assessed(tenancy, invoice);
  expect(await invoiceOf(tenancy, invoice)).toMatchObject({ tax: "28.50", total: "178.50" });

  await finance.rows("select billing.discount_invoice($1, percent => 10)", [invoice]);
  await assessed(tenancy, invoice);
  expect(await invoiceOf(tenancy, invoice)).toMatchObject({ tax: "25.65", total: "160.65" });
  expect(await unexplained(tenancy, invoice)).toEqual([]);
  expect(await finance.value(`select status from billing.finalize_invoice($1)`, [invoice])).toBe(
    "open",
  );
});

test("a consolidated draft is asked about account by account", async () => {
  const tenancy = await stripeTenant();
  const german = await account(tenancy, "Acme GmbH", BERLIN);
  const american = await account(
    tenancy,
    "Acme Inc",
    LOS_ANGELES,
    `, parent_account_id => '${german}'`,
  );
  const invoice = await draft(tenancy, german, ["100", "100"], [german, american]);
  expect((await assessed(tenancy, invoice)).length).toBe(2);
  expect(await taxesOf(tenancy, invoice)).toMatchObject([
    { jurisdiction: "DE", amount: "19.00" },
    { jurisdiction: "US-CA", amount: "7.25" },
    { jurisdiction: "US-CA/los-angeles-county", amount: "2.25" },
  ]);
  expect(await invoiceOf(tenancy, invoice)).toMatchObject({ tax: "28.50" });
  expect(await unexplained(tenancy, invoice)).toEqual([]);
});

test("a draft that includes its tax keeps what was asked", async () => {
  const tenancy = await stripeTenant();
  await tenancy.as("finance").rows("select tax.change_tax_settings(prices_include_tax => true)");
  const buyer = await account(tenancy, "Acme", BERLIN);
  const invoice = await draft(tenancy, buyer, ["100", "19"]);
  await assessed(tenancy, invoice);
  expect(await invoiceOf(tenancy, invoice)).toMatchObject({
    subtotal: "100.00",
    tax: "19.00",
    total: "119.00",
  });
  expect(await unexplained(tenancy, invoice)).toEqual([]);
});

test("a draft is taxed by who buys: reverse charge, exemption, no registration", async () => {
  const tenancy = await stripeTenant();
  const business = await account(
    tenancy,
    "Acme SARL",
    ["Lyon", "", "69001", "FR"],
    ", tax_id => 'FR40303265045'",
  );
  const charity = await account(tenancy, "Charity", BERLIN);
  await tenancy
    .as("finance")
    .rows("select tax.add_tax_exemption($1, 'charity', 'C-1', 'DE')", [charity]);
  const abroad = await account(tenancy, "Acme SA", ["Lima", "", "15001", "PE"]);
  const expected: [string, object[]][] = [
    [business, [{ treatment: "reverse_charge", amount: "0.00" }]],
    [charity, [{ treatment: "exempt", amount: "0.00" }]],
    [abroad, []],
  ];
  for (const [buyer, taxes] of expected) {
    const invoice = await draft(tenancy, buyer, ["100"]);
    await assessed(tenancy, invoice);
    expect(await taxesOf(tenancy, invoice)).toMatchObject(taxes);
    expect((await taxesOf(tenancy, invoice)).length).toBe(taxes.length);
  }
  const asked = stripe.asked("calculations").slice(-3);
  expect(asked[0]).toMatchObject({
    customer_details: { tax_ids: { 0: { type: "eu_vat", value: "FR40303265045" } } },
  });
  expect(asked[1]).toMatchObject({
    customer_details: { taxability_override: "customer_exempt" },
  });
  const note = await tenancy
    .as("viewer")
    .value("select note from billing.item_taxes where treatment = 'exempt'");
  expect(note).toBe("Exempt: charity, certificate C-1.");
});

test("a draft that Stripe refuses says why, until it is put right", async () => {
  const tenancy = await stripeTenant();
  const buyer = await account(tenancy, "Acme", ["Nowhere", "", "0", "DE"]);
  const invoice = await draft(tenancy, buyer, ["100"]);
  expect(await assessed(tenancy, invoice)).toEqual([
    { status: "refused", refusal: "We could not determine the location." },
  ]);
  const finance = tenancy.as("finance");
  await expect(finance.rows("select billing.finalize_invoice($1)", [invoice])).rejects.toThrow(
    "refused this draft: We could not determine the location.",
  );
  await finance.rows("update customers.addresses set city = 'Berlin'");
  await finance.rows("select billing.request_retax(array[$1::uuid])", [invoice]);
  expect(await assessed(tenancy, invoice)).toMatchObject([{ status: "assessed" }]);
});

test("a draft without an address, or of a word for a category, is not even asked about", async () => {
  const tenancy = await stripeTenant();
  const homeless = await tenancy
    .as("sales")
    .value<string>("select (customers.create_account('Homeless')).id");
  const before = stripe.requests.length;
  expect(await assessed(tenancy, await draft(tenancy, homeless, ["1"]))).toMatchObject([
    { refusal: "The account has no address with a country." },
  ]);
  await tenancy.as("finance").rows("select tax.change_tax_settings(default_category => 'books')");
  const buyer = await account(tenancy, "Acme", BERLIN);
  expect(await assessed(tenancy, await draft(tenancy, buyer, ["1"]))).toMatchObject([
    { refusal: expect.stringContaining("knows no category books") },
  ]);
  expect(stripe.requests.length).toBe(before);
});

test("a draft is reckoned by our own rates again when the tenant goes back", async () => {
  const tenancy = await stripeTenant();
  const finance = tenancy.as("finance");
  const buyer = await account(tenancy, "Acme", BERLIN);
  const invoice = await draft(tenancy, buyer, ["100"]);
  await assessed(tenancy, invoice);
  await finance.rows("select tax.add_tax_registration('DE', '1'), tax.add_tax_rate('DE', 5)");
  await finance.rows("select tax.change_tax_settings(provider => 'builtin')");
  await until(async () => (await invoiceOf(tenancy, invoice))?.["tax"] === "5.00");
  await finance.rows("select billing.finalize_invoice($1)", [invoice]);
  expect(await tenancy.as("viewer").rows("select from billing.tax_reports")).toEqual([]);
});
