// Returns over REST: what they say, how they are frozen and filed, and who may. Every answer is checked
// against the API document.
import { describe, expect, test } from "vitest";
import { UNKNOWN, refused, startTaxApi } from "../support/tax_api.ts";

const { api, finance, sales, viewer, stranger, account } = await startTaxApi();
const admin = api.as("admin");

async function register(jurisdiction: string, number: string, more = {}): Promise<string> {
  const given = { jurisdiction, number, ...more };
  return (await finance.post("/api/tax/registrations", given)).body.id;
}

async function sell(account_id: string, item: object): Promise<string> {
  const items = [{ description: "Work", ...item }];
  const draft = await finance.post("/api/invoices", { account_id, items });
  expect((await finance.post(`/api/invoices/${draft.body.id}/finalize`)).status).toBe(201);
  return draft.body.id;
}

const texas = await register("US-TX", "TX-1");
const oss = await register("IE", "EU372000000", { scheme: "oss", is_established: false });
const austin = await account("Austin", "US", "TX");
const lyon = await account("Lyon", "FR");
const sold = await sell(austin, { unit_price: 1000 });
await sell(austin, { unit_price: 100, tax: 5 });
await sell(await account("Boise", "US", "ID"), { unit_price: 100, tax: 6 });
await sell(lyon, { unit_price: 100 });

test("a registration says how long the periods of its returns are", async () => {
  const at = `/api/tax/registrations/${texas}`;
  expect((await viewer.get(at)).body).toMatchObject({ return_interval: "month" });
  const { body } = await viewer.get(`/api/tax/registrations/${oss}`);
  expect(body).toMatchObject({ return_interval: "quarter" });
  const monthly = await finance.patch(`/api/tax/registrations/${oss}`, {
    return_interval: "month",
  });
  expect(monthly).toMatchObject({ status: 422, body: { code: "invalid_input" } });
  expect((await sales.patch(at, { return_interval: "year" })).status).toBe(403);
});

test("a return lists net and tax by code, and leads to its documents", async () => {
  const asked = `period=2026-03&registration=${texas}`;
  const { status, body } = await viewer.get(`/api/tax/returns?${asked}`);
  expect(status).toBe(200);
  expect(body.data).toMatchObject([
    { status: "open", treatment: "standard", rate: 6.25, taxable: 1000, amount: 62.5, lines: 1 },
    { status: "open", treatment: "by_hand", taxable: 100, amount: 5, kind: "invoice" },
  ]);
  const code = body.data[0].tax_code_id;
  const lines = await viewer.get(`/api/tax/returns/lines?${asked}&tax_code_id=${code}`);
  expect(lines.body.data).toMatchObject([
    { source_type: "billing.invoice", source_id: sold, account_id: austin, amount: 62.5 },
  ]);
  const all = await viewer.get("/api/tax/returns?period=2026-03");
  expect(all.body.data).toContainEqual(
    expect.objectContaining({ registration_id: null, scheme: "none", amount: 6 }),
  );
  expect(await viewer.get("/api/tax/returns?period=March")).toMatchObject(
    refused(422, "invalid_input"),
  );
  expect((await stranger.get("/api/tax/returns?period=2026-03")).body.data).toEqual([]);
});

test("sales of a state: gross, exempt, taxable, tax", async () => {
  const { body } = await viewer.get("/api/tax/us?state=US-TX&period=2026-03");
  expect(body.data).toMatchObject([
    { jurisdiction: "US-TX", treatment: "standard", gross: 1000, exempt: 0, tax: 62.5 },
    { jurisdiction: "US-TX", treatment: "by_hand", gross: 100, exempt: 0, tax: 5 },
  ]);
});

test("the One Stop Shop asks for euros, or says which rate is missing", async () => {
  const missing = await viewer.get("/api/tax/oss?quarter=2026-Q1");
  expect(missing.body.data).toMatchObject([
    {
      country: "FR",
      currency: "USD",
      amount: 20,
      amount_eur: null,
      note: "No rate from USD to EUR of 2026-03-31 is known.",
    },
  ]);
  expect((await viewer.get("/api/tax/ec-sales?period=2026-03")).body.data).toEqual([]);
});

test.each([
  ["returns", "period=2026-03"],
  ["returns/lines", "period=2026-03"],
  ["us", "period=2026-03"],
  ["oss", "quarter=2026-Q1"],
])("%s is a file too, with all rows", async (list, query) => {
  const { body } = await viewer.get(`/api/tax/${list}?${query}&limit=500`);
  const file = await api.as("viewer").get(`/api/tax/${list}?${query}&format=csv`);
  expect(file.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  const [header, ...lines] = file.text.split("\r\n");
  expect(header!.split(",")).toEqual(Object.keys(body.data[0]));
  expect(lines.filter((line) => line !== "")).toHaveLength(body.data.length);
});

describe("freezing and filing", () => {
  test("a return is frozen when its period is over, once, and filed once", async () => {
    const given = { registration: texas, period: "2026-03" };
    expect(await finance.post("/api/tax/returns", given)).toMatchObject({
      status: 409,
      body: { code: "issue_date_ahead" },
    });
    await admin.post("/api/clock/advance", { to: "2026-04-01T12:00:00Z" });
    expect((await sales.post("/api/tax/returns", given)).status).toBe(403);
    expect((await viewer.post("/api/tax/returns", given)).status).toBe(403);
    const frozen = await finance.post("/api/tax/returns", given);
    expect(frozen).toMatchObject({ status: 201, body: { status: "frozen", period: "2026-03" } });
    expect(frozen.body.hash_now).toBe(frozen.body.hash);
    expect(await finance.post("/api/tax/returns", given)).toMatchObject({
      status: 409,
      body: { code: "illegal_transition" },
    });
    const at = `/api/tax/returns/${frozen.body.id}`;
    expect((await sales.post(`${at}/file`, { reference: "x" })).status).toBe(403);
    const filed = await finance.post(`${at}/file`, { reference: "TX-4711" });
    expect(filed).toMatchObject({
      status: 200,
      body: { status: "filed", reference: "TX-4711", filed_on: "2026-04-01" },
    });
    expect((await viewer.get(at)).body).toEqual(filed.body);
    const list = `/api/tax/returns/frozen?registration=${texas}`;
    expect((await viewer.get(list)).body).toEqual({ data: [filed.body], next_cursor: null });
    expect((await viewer.get(`/api/tax/returns/frozen?registration=${oss}`)).body.data).toEqual([]);
    expect((await stranger.get("/api/tax/returns/frozen")).body.data).toEqual([]);
    expect(await stranger.get(at)).toMatchObject(refused(404, "not_found"));
    const { body } = await viewer.get(`/api/tax/returns?period=2026-03&registration=${texas}`);
    expect(body.data).toMatchObject([{ status: "filed" }, { status: "filed" }]);
  });

  test("a return on which nothing stands is found again, and filed", async () => {
    await admin.post("/api/clock/advance", { to: "2026-05-01T12:00:00Z" });
    const given = { registration: texas, period: "2026-04" };
    const nil = await finance.post("/api/tax/returns", given);
    expect(nil.status).toBe(201);
    expect((await viewer.get(`/api/tax/returns?${new URLSearchParams(given)}`)).body.data).toEqual(
      [],
    );
    const listed = await viewer.get(`/api/tax/returns/frozen?registration=${texas}&order_by=-id`);
    expect(listed.body.data[0]).toEqual(nil.body);
    expect((await stranger.get("/api/tax/returns/frozen")).body.data).toEqual([]);
    const at = `/api/tax/returns/${listed.body.data[0].id}/file`;
    expect((await finance.post(at, { reference: "TX-0" })).body.status).toBe("filed");
    const all = await viewer.get(`/api/tax/returns/frozen?registration=${texas}&order_by=period`);
    expect(all.body.data.map((it: { period: string }) => it.period)).toEqual([
      "2026-03",
      "2026-04",
    ]);
  });

  test.each([
    ["an unknown registration", { registration: UNKNOWN, period: "2026-03" }, 404, "not_found"],
    ["a period of another length", { registration: oss, period: "2026-03" }, 422, "invalid_input"],
  ])("refused: %s", async (_, given, status, code) => {
    expect(await finance.post("/api/tax/returns", given)).toMatchObject(refused(status, code));
  });

  test("sixteen at once freeze one", async () => {
    const given = { registration: oss, period: "2026-Q1" };
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => finance.post("/api/tax/returns", given)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(15).fill(409)]);
    const { body } = await viewer.get(`/api/tax/returns/lines?period=2026-Q1&registration=${oss}`);
    expect(body.data).toMatchObject([{ jurisdiction: "FR", amount: 20 }]);
  });
});
