// What the daily work could not do, over REST.
import { beforeAll, expect, test } from "vitest";
import { startTestApi, type TestApi } from "../support/api.ts";
import { checked, useOpenApi } from "../support/openapi.ts";

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi({ clockAt: "2026-01-15T12:00:00Z" });
  useOpenApi((await api.bearing().get("/api/openapi.json")).body);
});

test("a day passes; who could not be billed is listed, and tried again when asked", async () => {
  const admin = checked(api.as("admin"));
  const { body: account } = await admin.post("/api/accounts", { account_name: "Acme" });
  const sign = async (contract_number: string) =>
    await admin.post("/api/contracts", {
      account_id: account.id,
      contract_number,
      start_date: "2026-02-01",
      end_date: "2027-01-31",
      seat_count: 1,
      seat_price: 10,
    });
  const { body: bad } = await sign("BAD");
  await sign("GOOD");
  const price = `update sales.contract_line_terms set unit_price = $1, quantity = $2
    where line_id in (select id from sales.contract_lines where contract_id = $3)`;
  await api.tenancy.root.rows(price, [9e11, 1000, bad.id]);

  const moved = await admin.post("/api/clock/advance", { to: "2026-02-01T12:00:00Z" });
  expect(moved).toMatchObject({ status: 201, body: { invoices_created: 1 } });

  const viewer = checked(api.as("viewer"));
  const { body: listed } = await viewer.get("/api/duty-failures?status=open&duty=billing");
  expect(listed.data).toMatchObject([
    { object_type: "contract", object_id: bad.id, code: "invalid_input", attempts: 1 },
  ]);
  expect((await viewer.get("/api/duty-failures?status=resolved")).body.data).toEqual([]);
  const at = `/api/duty-failures/${listed.data[0].id}`;
  expect((await viewer.get(at)).body).toEqual(listed.data[0]);
  expect(await viewer.post(`${at}/retry`)).toMatchObject({ status: 403 });

  const finance = checked(api.as("finance"));
  expect((await finance.post(`${at}/retry`)).body).toMatchObject({ status: "open", attempts: 2 });
  await api.tenancy.root.rows(price, [10, 1, bad.id]);
  const retried = await finance.post(`${at}/retry`);
  expect(retried.body).toMatchObject({ status: "resolved", resolved_at: "2026-02-01T12:00:00Z" });
  expect(await finance.post(`${at}/retry`)).toMatchObject({
    status: 409,
    body: { code: "illegal_transition" },
  });
  const unknown = await finance.post(`/api/duty-failures/${crypto.randomUUID()}/retry`);
  expect(unknown).toMatchObject({ status: 404, body: { code: "not_found" } });
  expect((await viewer.get("/api/invoices")).body.data).toHaveLength(2);
});
