// What people type finds accounts, contracts and invoices: alone, in lists beside other filters, and
// never what another tenant has.
import { beforeAll, describe, expect, test } from "vitest";
import { startTestApi, type TestApi } from "../support/api.ts";
import type { Http } from "../support/http.ts";
import { checked, useOpenApi } from "../support/openapi.ts";

let api: TestApi;
let admin: Http;
let viewer: Http;
let stranger: Http;
let acme: string;

beforeAll(async () => {
  api = await startTestApi({ clockAt: "2026-01-11T10:30:00Z" });
  useOpenApi((await api.bearing().get("/api/openapi.json")).body);
  admin = checked(api.as("admin"));
  viewer = checked(api.as("viewer"));
  const { body } = await api.as("operator").post("/api/tenants", { name: "Other", slug: "other" });
  stranger = checked(api.as("admin", { tenantId: body.id }));
  acme = await seed(admin, "Acmé Corporation");
  await seed(stranger, "Acmé Secret");
  for (const account_name of ["Acme Logistics", "Acme Energy", "Globex"]) {
    await admin.post("/api/accounts", { account_name, account_type: "smb" });
  }
}, 60_000);

async function seed(http: Http, account_name: string): Promise<string> {
  const account = await http.post("/api/accounts", { account_name, tax_id: "DE 123 456 789" });
  const account_id: string = account.body.id;
  const contract = await http.post("/api/contracts", {
    account_id,
    contract_number: "CTR-2026-001",
    start_date: "2026-01-01",
    end_date: "2026-12-31",
    seat_count: 10,
    seat_price: 5,
  });
  expect(contract.status).toBe(201);
  for (let n = 0; n < 3; n++) await http.post("/api/invoices", { account_id });
  return account_id;
}

const found = async (http: Http, query: string): Promise<string[]> => {
  const { status, body } = await http.get(`/api/search?${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body.data.map(({ label }: { label: string }) => label);
};
const list = async (http: Http, path: string, name: string): Promise<string[]> => {
  const { status, body } = await http.get(`/api/${path}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body.data.map((row: Record<string, string>) => row[name]).sort();
};

test("all kinds at once, the best first", async () => {
  const { body } = await viewer.get("/api/search?q=acme+corp");
  expect(body.data[0]).toMatchObject({
    kind: "account",
    id: acme,
    account_id: acme,
    label: "Acmé Corporation",
    context: "DE 123 456 789",
  });
  expect(body.data.map(({ kind }: { kind: string }) => kind)).toEqual([
    "account",
    "contract",
    "invoice",
    "invoice",
    "invoice",
  ]);
  expect(await found(viewer, "q=CTR-2026-001")).toEqual(["CTR-2026-001"]);
  expect(await found(viewer, "q=inv-2026-002")).toEqual(["INV-2026-002"]);
  expect(await found(viewer, "q=de123456789&kinds=account")).toEqual(["Acmé Corporation"]);
  expect(await found(viewer, "q=acme&kinds=contract,invoice&limit=2")).toHaveLength(2);
});

test("page by page", async () => {
  const first = await viewer.get("/api/search?q=acme&limit=2");
  const next = await viewer.get(`/api/search?q=acme&limit=500&cursor=${first.body.next_cursor}`);
  const whole = await viewer.get("/api/search?q=acme&limit=500");
  expect([...first.body.data, ...next.body.data]).toEqual(whole.body.data);
  expect(next.body.next_cursor).toBeNull();
});

describe("lists", () => {
  test("beside other filters, orders and pages", async () => {
    expect(await list(viewer, "accounts?q=acme", "account_name")).toHaveLength(3);
    expect(await list(viewer, "customers?q=acme&account_type=smb", "name")).toEqual([
      "Acme Energy",
      "Acme Logistics",
    ]);
    const page = await viewer.get("/api/accounts?q=acme&order_by=account_name&limit=2");
    const at = `/api/accounts?q=acme&order_by=account_name&limit=2&cursor=${page.body.next_cursor}`;
    const rest = await viewer.get(at);
    expect(rest.body.data).toHaveLength(1);
    expect(await list(viewer, "contracts?q=acme&status=active", "contract_number")).toEqual([
      "CTR-2026-001",
    ]);
    expect(await list(viewer, "contracts?q=001&status=draft", "contract_number")).toEqual([]);
    expect(await list(viewer, "invoices?q=003", "invoice_number")).toEqual(["INV-2026-003"]);
    expect(await list(viewer, "invoices?q=acme&status=draft", "invoice_number")).toHaveLength(3);
    expect(await list(viewer, `invoices?q=globex&account_id=${acme}`, "id")).toEqual([]);
  });

  test("a blank search is none, one without words finds nothing", async () => {
    expect(await list(viewer, "accounts?q=", "id")).toHaveLength(4);
    expect(await list(viewer, "accounts?q=%20", "id")).toHaveLength(4);
    expect(await list(viewer, "accounts?q=%25%25", "id")).toEqual([]);
    expect(await found(viewer, "q=")).toEqual([]);
  });
});

test.each(["accounts", "contracts", "invoices", "search"])(
  "any text is an answer of /%s, one that is too long a refusal",
  async (path) => {
    const texts = ["a", "%", "_", "\\", "'", "--", "🚀", "\u202Eacme", "ﬁ", "x".repeat(200)];
    for (const text of [...texts, "| acme |", "{SEQ}", "9".repeat(60), "a b c d e f g h i j k l"]) {
      const answer = await viewer.get(`/api/${path}?q=${encodeURIComponent(text)}`);
      expect(answer.status, `${text}: ${answer.text}`).toBe(200);
    }
    const long = await viewer.get(`/api/${path}?q=${"x".repeat(201)}`);
    expect(long.body).toMatchObject({ status: 422, code: "invalid_input" });
    expect((await viewer.get(`/api/${path}?q=a&q=b`)).status).toBe(422);
  },
);

test("another tenant's are not there", async () => {
  expect(await found(stranger, "q=acme&kinds=account")).toEqual(["Acmé Secret"]);
  expect(await found(viewer, "q=secret")).toEqual([]);
  expect(await list(stranger, "invoices?q=acme", "account_id")).not.toContain(acme);
  expect((await api.bearing().get("/api/search?q=acme")).status).toBe(401);
});

test("GraphQL searches and filters with the same words", async () => {
  const { body } = await viewer.graphql(`{
    search(query: "acme corp", kinds: ["account"]) { nodes { kind label context } }
    accounts(filter: { matches: "logistics acme" }) { totalCount nodes { accountName } }
    contracts(filter: { matches: "acme", status: { equalTo: "active" } }) { totalCount }
    invoices(filter: { matches: "inv-2026-00" }) { totalCount }
  }`);
  expect(body.errors).toBeUndefined();
  expect(body.data).toMatchObject({
    search: { nodes: [{ kind: "account", label: "Acmé Corporation" }] },
    accounts: { totalCount: 1, nodes: [{ accountName: "Acme Logistics" }] },
    contracts: { totalCount: 1 },
    invoices: { totalCount: 3 },
  });
});
