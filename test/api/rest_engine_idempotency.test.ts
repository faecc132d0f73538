// The same Idempotency-Key and body is answered once.
import { afterAll, beforeAll, expect, test } from "vitest";
import { INVOICE_ID, startToy } from "../support/toy_api.ts";
import type { Toy } from "../support/toy_api.ts";

let toy: Toy;

beforeAll(async () => {
  toy = await startToy({ sub: "mia", role: "finance", tenantId: INVOICE_ID });
});
afterAll(() => toy.stop());

const create = (key: string, description = "Seats") =>
  fetch(`${toy.url}/invoices`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": key },
    body: JSON.stringify({ account_id: INVOICE_ID, lines: [{ description }] }),
  });

test("a repeated request gets the first answer, word for word", async () => {
  const first = await create("a");
  const second = await create("a");
  expect(second.status).toBe(201);
  expect(second.headers.get("idempotency-replayed")).toBe("true");
  expect(first.headers.get("idempotency-replayed")).toBeNull();
  expect(await second.text()).toBe(await first.text());
  expect(toy.calls).toHaveLength(1);
});

test("another body or another address under the same key is a conflict", async () => {
  await create("b");
  const other = await create("b", "Support");
  expect(other.status).toBe(409);
  expect(await other.json()).toMatchObject({ code: "idempotency_conflict" });
  const elsewhere = await fetch(`${toy.url}/invoices/${INVOICE_ID}/void`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": "b" },
    body: '{"reason":"x"}',
  });
  expect(elsewhere.status).toBe(409);
});

test("a failure is not kept: the next try is a first try", async () => {
  toy.pool.failWith("23514");
  expect((await create("c")).status).toBe(422);
  expect((await create("c")).status).toBe(201);
});

test("a key has at most 255 characters", async () => {
  expect((await create("k".repeat(255))).status).toBe(201);
  expect((await create("k".repeat(256))).status).toBe(422);
});
