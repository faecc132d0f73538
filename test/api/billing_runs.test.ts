// A run over many contracts, by real workers: once each, with progress, failures that block nobody.
import { Client } from "pg";
import { beforeAll, expect, test } from "vitest";
import { seedManyContracts } from "../../bench/support/bulk.ts";
import { startTestApi, type TestApi } from "../support/api.ts";
import { checked } from "../support/openapi.ts";
import type { Http } from "../support/http.ts";
import { startTestWorker, until } from "../support/worker.ts";

let api: TestApi;
let finance: Http;

beforeAll(async () => {
  api = await startTestApi({ clockAt: "2026-03-01T12:00:00Z" });
  finance = checked(api.as("finance"));
  await startTestWorker();
});

async function signMany(count: number, start: string): Promise<void> {
  const root = new Client({ connectionString: api.tenancy.database.rootUrl });
  await root.connect();
  const prefix = `${start} `;
  await seedManyContracts(root, {
    tenantId: api.tenantId,
    count,
    prefix,
    start,
    frequency: "monthly",
  });
  await root.end();
}

async function ended(id: string): Promise<any> {
  return await until(async () => {
    const { body } = await finance.get(`/api/billing/runs/${id}`);
    return ["completed", "cancelled"].includes(body.status) && body;
  });
}

test("everything due is billed once; an account on hold is told and blocks nobody", async () => {
  await signMany(620, "2026-02-01");
  await api.tenancy.as("finance").rows(
    `select customers.hold_account(id, 'Owes us') from customers.accounts
      where account_name in ('2026-02-01 7', '2026-02-01 300')`,
  );
  const started = await finance.post("/api/billing/runs", { as_of: "2026-02-01" });
  expect(started.status).toBe(201);
  expect(started.body).toMatchObject({ contracts_total: 620, as_of: "2026-02-01" });

  const run = await ended(started.body.id);
  expect(run).toMatchObject({
    status: "completed",
    contracts_done: 620,
    invoices_created: 618,
    failures_count: 2,
  });
  expect(run.failures.map((failure: { code: string }) => failure.code)).toEqual([
    "credit_hold",
    "credit_hold",
  ]);
  const again = await finance.post("/api/billing/runs", { as_of: "2026-02-01" });
  expect(await ended(again.body.id)).toMatchObject({ contracts_total: 2, invoices_created: 0 });

  const numbers = await api.tenancy.as("viewer").rows(
    `select count(*)::int as made, count(distinct invoice_number)::int as numbers,
        max(invoice_number) as last
      from billing.invoices`,
  );
  expect(numbers).toEqual([{ made: 618, numbers: 618, last: "INV-2026-618" }]);

  await api.tenancy
    .as("finance")
    .rows("select customers.release_account(id, 'Paid') from customers.accounts where credit_hold");
  const retried = await finance.post(`/api/billing/runs/${run.id}/retry`);
  expect(await ended(retried.body.id)).toMatchObject({ invoices_created: 2, failures_count: 0 });
});

test("a run can be limited to an account and those below it, or to a currency", async () => {
  await signMany(3, "2026-02-20");
  const [account] = await api.tenancy
    .as("viewer")
    .rows<{ id: string }>("select id from customers.accounts where account_name = '2026-02-20 2'");
  const account_id = account!.id;
  const as_of = "2026-02-20";
  const post = (filter: object) => finance.post("/api/billing/runs", { as_of, ...filter });
  const run = await post({ account_id, currency: "USD" });
  expect(await ended(run.body.id)).toMatchObject({ account_id, invoices_created: 1 });
  const other = await post({ currency: "EUR" });
  expect(await ended(other.body.id)).toMatchObject({ currency: "EUR", contracts_total: 0 });
  const rest = await post({});
  expect(await ended(rest.body.id)).toMatchObject({ account_id: null, invoices_created: 2 });

  const unknown = await post({ account_id: crypto.randomUUID() });
  expect(unknown).toMatchObject({ status: 404, body: { code: "not_found" } });
  expect(await post({ currency: "XYZ" })).toMatchObject({ status: 422 });
});

test("four runs started at once make what one would", async () => {
  await signMany(40, "2026-03-01");
  const runs = await Promise.all(
    Array.from({ length: 4 }, () => finance.post("/api/billing/runs", { as_of: "2026-03-01" })),
  );
  await Promise.all(runs.map(({ body }) => ended(body.id)));
  const { issued } = (await api.tenancy
    .as("viewer")
    .one(
      "select count(*)::int as issued from billing.invoices where issue_date = '2026-03-01'",
    )) as { issued: number };
  // March of the forty, and of the 620 that began in February.
  expect(issued).toBe(660);
});

test("drafts are prepared ahead, dated by hand, and issued on their day", async () => {
  await signMany(1, "2026-03-20");
  const asked = { as_of: "2026-03-20", prepare: true };
  const { body } = await finance.post("/api/billing/runs", asked);
  expect(await ended(body.id)).toMatchObject({ prepare: true, invoices_created: 4 });
  // With the next month of the three that began in February.
  const { body: list } = await finance.get("/api/invoices?issue_from=2026-03-20");
  const at = `/api/invoices/${list.data[0].id}`;
  expect(list.data[0]).toMatchObject({ status: "draft", due_date: "2026-04-19" });
  expect(await finance.post(`${at}/finalize`)).toMatchObject({
    status: 409,
    body: { code: "issue_date_ahead" },
  });
  expect(await finance.patch(at, { issue_date: "2026-04-02" })).toMatchObject({ status: 422 });
  expect(await finance.patch(at, { issue_date: "2026-03-01" })).toMatchObject({
    status: 200,
    body: { issue_date: "2026-03-01", due_date: "2026-03-31" },
  });
  expect(
    await finance.patch(at, { issue_date: "2026-02-10", due_date: "2026-03-01" }),
  ).toMatchObject({ status: 200, body: { issue_date: "2026-02-10", due_date: "2026-03-01" } });
  expect(await api.as("sales").patch(at, { issue_date: "2026-03-01" })).toMatchObject({
    status: 403,
  });
  expect(await finance.post(`${at}/finalize`, {})).toMatchObject({
    body: { status: "open", issue_date: "2026-03-01", due_date: "2026-03-20" },
  });
});

test("a run with nothing due is completed at once; an ended run is not stopped", async () => {
  const { body } = await finance.post("/api/billing/runs", { as_of: "2026-01-01" });
  expect(body).toMatchObject({ status: "completed", contracts_total: 0 });
  const stop = await finance.post(`/api/billing/runs/${body.id}/cancel`);
  expect(stop).toMatchObject({ status: 409, body: { code: "illegal_transition" } });
  for (const early of [{ as_of: "2026-03-02" }, { as_of: "2026-04-02", prepare: true }]) {
    expect(await finance.post("/api/billing/runs", early)).toMatchObject({
      status: 422,
      body: { code: "invalid_input", errors: [{ pointer: "/as_of" }] },
    });
  }
  expect((await api.as("sales").post("/api/billing/runs", {})).status).toBe(403);
  expect((await finance.get("/api/billing/runs?limit=2")).body.data).toHaveLength(2);
});
