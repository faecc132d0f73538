// The customer's documents, word for word: each example body and each table of fields in test/words
// is cut out of them, its name says from which one and from which line on.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { JsonSchema } from "../../server/rest/json_schema.ts";
import type { OpenApi } from "../../server/rest/openapi.ts";
import { startTestApi, type TestApi } from "../support/api.ts";
import type { Http } from "../support/http.ts";
import { checked, useOpenApi } from "../support/openapi.ts";

const WORDS = path.join(import.meta.dirname, "../words");
// Beside this folder, or beside the folder of worktrees that it stands in.
const ORIGINALS = ["../../../shared/product", "../../../../shared/product"]
  .map((place) => path.join(import.meta.dirname, place))
  .find((place) => existsSync(place));

const textOf = (name: string) => readFileSync(path.join(WORDS, name), "utf8");
const example = (name: string) => JSON.parse(textOf(`${name}.json`));

let api: TestApi;
let openApi: OpenApi;
let finance: Http;
let viewer: Http;

beforeAll(async () => {
  api = await startTestApi({ clockAt: "2026-01-11T10:30:00Z" });
  openApi = (await api.bearing().get("/api/openapi.json")).body;
  useOpenApi(openApi);
  finance = checked(api.as("admin"));
  viewer = checked(api.as("viewer"));
});

// The first invoice of a year wants a tenant of its own.
async function otherTenant(): Promise<Http> {
  const { body } = await api.as("operator").post("/api/tenants", {
    name: "Second",
    slug: "second",
    currency: "USD",
    time_zone: "UTC",
    sandbox: true,
    clock_at: "2026-01-11T10:30:00Z",
  });
  return checked(api.as("admin", { tenantId: body.id }));
}

describe("examples", () => {
  test("a contract, and the invoice that is generated from it", async () => {
    const account = await finance.post("/api/accounts", { account_name: "Acme Corporation" });
    const asked = { ...example("000_0897_create_contract"), account_id: account.body.id };
    const contract = await finance.post("/api/contracts", asked);
    expect(contract.status).toBe(201);
    const { id: _, ...printed } = example("000_0917_contract");
    expect(contract.body).toMatchObject({ ...printed, account_id: account.body.id });

    const invoice = await finance.post("/api/billing/generate", {
      ...example("000_0942_generate_invoice"),
      contract_id: contract.body.id,
    });
    expect(invoice.status).toBe(201);
    // The second item is a step of the first there; items that add up to the subtotal are one here.
    const {
      id: _id,
      created_at: _at,
      items,
      ...amounts
    } = example("000_0952_invoice_of_a_contract");
    expect(invoice.body).toMatchObject({
      ...amounts,
      account_id: account.body.id,
      contract_id: contract.body.id,
    });
    const [first, total] = items;
    expect(invoice.body.items).toMatchObject([
      { quantity: first.quantity, unit_price: first.unit_price, amount: total.amount },
    ]);
    const kept = await viewer.get(`/api/invoices/${invoice.body.id}`);
    expect(kept.body).toMatchObject({ purchase_order_number: "PO-ACME-2026-045" });
  });

  test("an order that nobody entered is a text, except where orders are required", async () => {
    const account = await finance.post("/api/accounts", {
      account_name: "On orders",
      requires_purchase_order: true,
    });
    const contract = await finance.post("/api/contracts", {
      ...example("000_0897_create_contract"),
      contract_number: "CTR-2026-002",
      account_id: account.body.id,
    });
    const refused = await finance.post("/api/billing/generate", {
      ...example("000_0942_generate_invoice"),
      contract_id: contract.body.id,
    });
    expect(refused.body).toMatchObject({ status: 409, code: "purchase_order_required" });
  });

  test("an invoice by hand, of a customer", async () => {
    const second = await otherTenant();
    const customer = await second.post("/api/customers", { name: "Jo", email: "jo@acme.example" });
    const product = await second.post("/api/products", { name: "CRM Pro" });
    const { items, ...asked } = example("002_0559_create_invoice");
    items[0].product_id = product.body.id;
    const customer_id: string = customer.body.id;
    const invoice = await second.post("/api/invoices", { ...asked, items, customer_id });
    expect(invoice.status).toBe(201);
    const { id: _, items: printed, ...answer } = example("002_0582_invoice");
    expect(invoice.body).toMatchObject({ ...answer, customer_id, account_id: customer_id });
    printed[0].product_id = product.body.id;
    expect(invoice.body.items).toMatchObject(printed.map(({ id: _id, ...item }: any) => item));
    expect(invoice.text).toContain('"subtotal":298.00');
    expect((await second.get(`/api/invoices?customer_id=${customer_id}`)).body.data).toHaveLength(
      1,
    );
    const twice = await second.post("/api/invoices", {
      ...asked,
      customer_id,
      account_id: customer_id,
    });
    expect(twice.body).toMatchObject({ status: 422, errors: [{ pointer: "/account_id" }] });
  });
});

describe("an account in the flat form", () => {
  const FORM = {
    account_type: "mid-market",
    primary_contact_email: "office@flat.example",
    billing_contact_name: "Accounts Payable",
    billing_contact_email: "ap@flat.example",
    company_size: "201-1000",
    industry: "Software",
    billing_address_line1: "1 Main St",
    billing_address_line2: "Floor 4",
    billing_city: "New York",
    billing_state: "NY",
    billing_postal_code: "10001",
    billing_country: "US",
    payment_terms: "custom",
    payment_terms_days: 17,
    currency: "USD",
    tax_id: "12-3456789",
    credit_limit: 5000,
    status: "active",
    metadata: { crm: "4711" },
  };

  test.each(["accounts", "customers"])("reads back as it was given, at /%s", async (place) => {
    const given = { account_name: `Flat ${place}`, credit_hold: false, ...FORM };
    const made = await finance.post(`/api/${place}`, given);
    expect(made.body).toMatchObject(given);
    expect((await viewer.get(`/api/${place}/${made.body.id}`)).body).toEqual(made.body);
    const { body } = await viewer.get(`/api/${place}?limit=500`);
    expect(body.data.find(({ id }: { id: string }) => id === made.body.id)).toMatchObject(given);
  });

  test.each(["put", "patch"] as const)(
    "%s changes what is given and leaves the rest",
    async (verb) => {
      const made = await finance.post("/api/accounts", { account_name: `By ${verb}`, ...FORM });
      const at = `/api/accounts/${made.body.id}`;
      const moved = await finance[verb](at, { billing_city: "Boston", industry: "Retail" });
      expect(moved.body).toMatchObject({ ...FORM, billing_city: "Boston", industry: "Retail" });
      const mailed = await finance[verb](at, { billing_contact_email: "new@flat.example" });
      expect(mailed.body).toMatchObject({
        billing_contact_name: "Accounts Payable",
        billing_contact_email: "new@flat.example",
        billing_email: "new@flat.example",
      });
      const gone = await finance[verb](at, {
        billing_contact_email: null,
        billing_contact_name: null,
      });
      expect(gone.body).toMatchObject({
        billing_contact_email: null,
        billing_email: "office@flat.example",
      });
      const nameless = await finance[verb](at, { billing_contact_name: "Nobody" });
      expect(nameless.body.errors).toMatchObject([{ pointer: "/billing_contact_email" }]);
      const wrong = await finance[verb](at, { billing_country: "USA", nonsense: 1 });
      expect(wrong.body.errors).toMatchObject([{ pointer: "/nonsense" }]);
      expect((await finance[verb](at, { billing_country: "USA" })).status).toBe(422);
      expect((await finance[verb](at, {})).status).toBe(422);
      expect((await checked(api.as("viewer"))[verb](at, { billing_city: "x" })).status).toBe(403);
    },
  );

  test("shows what it inherits, and owns it once a part is changed", async () => {
    const parent = await finance.post("/api/accounts", { account_name: "Parent", ...FORM });
    const child = await finance.post("/api/accounts", {
      account_name: "Child",
      parent_account_id: parent.body.id,
    });
    const inherited = { billing_city: "New York", billing_contact_email: "ap@flat.example" };
    expect(child.body).toMatchObject(inherited);
    const at = `/api/accounts/${child.body.id}`;
    const same = await finance.patch(at, inherited);
    expect(same.body.billing_address.account_id).toBe(parent.body.id);
    const own = await finance.patch(at, { billing_address_line2: "Floor 5" });
    expect(own.body).toMatchObject({ billing_address_line2: "Floor 5", billing_city: "New York" });
    expect(own.body.billing_address.account_id).toBe(child.body.id);
    const again = await finance.patch(at, {
      billing_address_line1: null,
      billing_address_line2: null,
      billing_city: null,
      billing_state: null,
      billing_postal_code: null,
      billing_country: null,
    });
    expect(again.body).toMatchObject({ billing_address_line2: "Floor 4" });
  });

  test("is held and released by finance, with a reason", async () => {
    const held = await finance.post("/api/accounts", { account_name: "Held", credit_hold: true });
    expect(held.body).toMatchObject({ credit_hold: true });
    const at = `/api/accounts/${held.body.id}`;
    const silent = await finance.patch(at, { credit_hold: false });
    expect(silent.body.errors).toMatchObject([{ pointer: "/hold_reason" }]);
    const free = await finance.patch(at, { credit_hold: false, hold_reason: "Paid" });
    expect(free.body).toMatchObject({ credit_hold: false, release_reason: "Paid" });
    expect((await finance.patch(at, { hold_reason: "Why not" })).status).toBe(422);
    expect((await finance.patch(at, { credit_hold: true })).body.credit_hold).toBe(true);

    const sales = checked(api.as("sales"));
    expect((await sales.patch(at, { credit_hold: false, hold_reason: "x" })).status).toBe(403);
    const lent = { account_name: "Sold", credit_hold: true };
    expect((await sales.post("/api/accounts", lent)).status).toBe(403);
  });

  test("is refused in two forms at once", async () => {
    const both = { account_name: "x", billing_city: "Rome", billing_address: { city: "Oslo" } };
    expect((await finance.post("/api/accounts", both)).body.errors).toMatchObject([
      { pointer: "/billing_address" },
    ]);
    const mails = { account_name: "x", email: "a@x.example", primary_contact_email: "b@x.example" };
    expect((await finance.post("/api/accounts", mails)).status).toBe(422);
    expect((await finance.post("/api/accounts", { account_name: "x", company: "y" })).status).toBe(
      422,
    );
    expect((await finance.post("/api/accounts", {})).status).toBe(422);
  });

  test("another tenant's is not found", async () => {
    const made = await finance.post("/api/accounts", { account_name: "Ours" });
    const { body } = await api
      .as("operator")
      .post("/api/tenants", { name: "Third", slug: "third" });
    const stranger = checked(api.as("admin", { tenantId: body.id }));
    const answer = await stranger.patch(`/api/accounts/${made.body.id}`, { billing_city: "Rome" });
    expect(answer.status).toBe(404);
  });
});

test("a customer is a person at a company, or a name alone", async () => {
  const person = { name: "Jane Doe", company: "Doe Ltd", email: "jane@doe.example" };
  const made = await finance.post("/api/customers", person);
  expect(made.body).toMatchObject({
    ...person,
    account_name: "Doe Ltd",
    primary_contact_name: "Jane Doe",
  });
  const at = `/api/customers/${made.body.id}`;
  expect((await finance.put(at, { name: "Joan Doe" })).body).toMatchObject({
    name: "Joan Doe",
    company: "Doe Ltd",
    email: "jane@doe.example",
  });
  expect((await finance.put(at, { company: null, email: "joan@doe.example" })).body).toMatchObject({
    name: "Joan Doe",
    company: null,
    email: "joan@doe.example",
    account_name: "Joan Doe",
  });
  const firm = await finance.post("/api/customers", { name: "Roe Ltd", email: "roe@roe.example" });
  expect(firm.body).toMatchObject({ name: "Roe Ltd", company: null, account_name: "Roe Ltd" });
});

// Columns that the documents name and no answer has, each with its reason.
const NOT_SHOWN: Record<string, string> = {
  "000_0590_accounts deleted_at": "what is deleted is not found any more",
  "002_0399_customers deleted_at": "what is deleted is not found any more",
  "000_0677_products volume_tiers": "a price has tiers; volume_tiers is one way to give them",
  "000_0715_invoices consolidated": "an invoice with sections is one",
  "000_0715_invoices parent_invoice_id": "a subsidiary has a statement, not an invoice below one",
  "000_0767_invoice_items invoice_id": "items stand in their invoice",
  "000_0767_invoice_items created_at": "items are as old as their invoice, or its last edit",
  "002_0471_invoice_items invoice_id": "items stand in their invoice",
  "002_0471_invoice_items created_at": "items are as old as their invoice, or its last edit",
  "000_0783_purchase_orders approved_by": "decided_by, as an order may be rejected too",
  "000_0783_purchase_orders approved_at": "decided_at, as an order may be rejected too",
  "002_0425_products type": "a product's price says whether it recurs",
  "002_0425_products unit": "metered products come with usage",
};

const SHOWN_BY: Record<string, string> = {
  accounts: "AccountDetail",
  customers: "AccountDetail",
  contracts: "ContractDetail",
  products: "ProductDetail",
  invoices: "InvoiceDetail",
  invoice_items: "InvoiceItem",
  purchase_orders: "PurchaseOrder",
};

describe("tables of fields", () => {
  const tables = readdirSync(WORDS).filter((name) => name.endsWith(".sql"));

  test.each(tables)("%s: every column is a field of an answer", (name) => {
    const table = name.replace(".sql", "");
    const columns = [...textOf(name).matchAll(/^ {2}([a-z_0-9]+) [A-Z]/gm)].map(
      ([, word]) => word!,
    );
    expect(columns.length).toBeGreaterThan(5);
    const schemas = openApi.components.schemas as Record<string, JsonSchema>;
    const shown = Object.keys(schemas[SHOWN_BY[table.slice(9)]!]!.properties!);
    const missing = columns.filter((column) => !shown.includes(column));
    expect(missing.sort()).toEqual(
      Object.keys(NOT_SHOWN)
        .filter((it) => it.startsWith(`${table} `))
        .map((it) => it.split(" ")[1])
        .sort(),
    );
  });
});

test.skipIf(!ORIGINALS)("the documents still say it, on the lines that the names tell", () => {
  const documents = readdirSync(ORIGINALS!);
  for (const name of readdirSync(WORDS)) {
    const [document = "", line = ""] = name.split("_");
    const file = documents.find((it) => it.startsWith(document))!;
    const lines = readFileSync(path.join(ORIGINALS!, file), "utf8").split("\n");
    const words = textOf(name).trimEnd().split("\n");
    expect(lines.slice(Number(line) - 1, Number(line) - 1 + words.length), name).toEqual(words);
  }
});

test.skipIf(!ORIGINALS)(
  "no example body and no table of fields of the documents is left out",
  () => {
    const cut = readdirSync(WORDS).map((name) => name.slice(0, 8));
    const printed = readdirSync(ORIGINALS!).flatMap((file) => {
      let block = "";
      const text = readFileSync(path.join(ORIGINALS!, file), "utf8");
      return text.split("\n").flatMap((line, place) => {
        if (line.startsWith("```")) block = block ? "" : line.slice(3) || "text";
        const isExample = ["http", "json"].includes(block) && line === "{";
        return isExample || line.startsWith("CREATE TABLE")
          ? [`${file.slice(0, 3)}_${String(place + 1).padStart(4, "0")}`]
          : [];
      });
    });
    expect(printed.length).toBeGreaterThan(0);
    expect(printed.sort()).toEqual(cut.sort());
  },
);

// Routes that the documents name and that come with features of their own.
const NOT_YET: Record<string, string[]> = {
  "plans and subscriptions": [
    "POST /plans",
    "GET /plans",
    "POST /subscriptions",
    "GET /subscriptions",
    "GET /reports/subscriptions/mrr",
    "GET /reports/subscriptions/churn",
  ],
  "usage and its rating": ["POST /usage", "GET /usage", "POST /billing/events"],
  "prepaid credits": ["GET /billing/credits"],
  "levels of a marketplace": ["GET /organizations", "GET /entities", "GET /teams", "GET /users"],
  "analytics beyond reports": ["GET /analytics/arr", "GET /analytics/ltv"],
  exports: ["GET /export/invoices", "GET /export/customers"],
  "automatic payments": ["POST /payments/0198a000-0000-7000-8000-000000000001/retry"],
  "approvals of many at once": ["POST /purchase-orders/approve"],
};

test.each(Object.entries(NOT_YET))("not served yet: %s", async (_, routes) => {
  const admin = api.as("admin");
  for (const route of routes) {
    const [method = "", at = ""] = route.split(" ");
    const answer = await (method === "GET" ? admin.get(`/api${at}`) : admin.post(`/api${at}`, {}));
    expect([404, 405], route).toContain(answer.status);
  }
});
