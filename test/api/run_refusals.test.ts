// A run by credit and purchase order: what is refused is told, goes on hold, and blocks nobody.
import { expect, test } from "vitest";
import { startTestApi } from "../support/api.ts";
import { startTestWorker, until } from "../support/worker.ts";

test("a run refuses what is over a limit or an order, and bills the rest", async () => {
  const api = await startTestApi({ clockAt: "2026-02-01T12:00:00Z" });
  await startTestWorker();
  const admin = api.as("admin");
  const sign = async (name: string, more: object = {}, terms: object = {}): Promise<string> => {
    const { body: account } = await admin.post("/api/accounts", { account_name: name, ...more });
    await admin.post("/api/contracts", {
      account_id: account.id,
      contract_number: name,
      start_date: "2026-02-01",
      end_date: "2027-01-31",
      seat_count: 10,
      seat_price: 10,
      ...terms,
    });
    return account.id;
  };
  const limited = await sign("Limited", { credit_limit: 1199 });
  await sign("Just enough", { credit_limit: 1200 });
  const ordering = await sign("Ordering", {}, { purchase_order_number: "PO-1" });
  await admin.post("/api/purchase-orders", {
    account_id: ordering,
    po_number: "PO-1",
    po_amount: 1000,
    valid_from: "2026-01-01",
    valid_until: "2026-12-31",
  });
  await sign("Plain");

  const { body: run } = await admin.post("/api/billing/runs", { as_of: "2026-02-01" });
  const ended = await until(async () => {
    const { body } = await admin.get(`/api/billing/runs/${run.id}`);
    return body.status === "completed" && body;
  });
  expect(ended).toMatchObject({ invoices_created: 2, failures_count: 2 });
  expect(ended.failures.map(({ code }: { code: string }) => code).sort()).toEqual([
    "credit_hold",
    "purchase_order_not_approved",
  ]);
  expect((await admin.get(`/api/accounts/${limited}`)).body.credit_hold).toBe(true);

  const refused = await admin.post("/api/billing/generate", {
    contract_id: (await admin.get(`/api/contracts?account_id=${ordering}`)).body.data[0].id,
  });
  expect(refused).toMatchObject({ status: 409, body: { code: "purchase_order_not_approved" } });
});
