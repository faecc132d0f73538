// Idempotency-Key against the real database: at once, after failures, between people and tenants.
import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import type { TestApi } from "../support/api.ts";
import { startTestApi } from "../support/api.ts";
import type { Answer, Http } from "../support/http.ts";

let api: TestApi;
let finance: Http;

beforeAll(async () => {
  api = await startTestApi();
  finance = api.as("finance");
});

const create = (http: Http, key: string, account_name = "Acme"): Promise<Answer> =>
  http.post("/api/accounts", { account_name }, { "idempotency-key": key });

test("eight requests at once make one account and get one answer", async () => {
  const key = randomUUID();
  const answers = await Promise.all(Array.from({ length: 8 }, () => create(finance, key)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  const replayed = answers.filter(({ headers }) => headers.get("idempotency-replayed") === "true");
  expect(replayed).toHaveLength(7);
});

test("another body, or another address, is a conflict", async () => {
  const key = randomUUID();
  await create(finance, key);
  expect(await create(finance, key, "Other")).toMatchObject({
    status: 409,
    body: { code: "idempotency_conflict" },
  });
  const elsewhere = await finance.post(
    "/api/customers",
    { account_name: "Acme" },
    { "idempotency-key": key },
  );
  expect(elsewhere.status).toBe(409);
});

test("what failed is not kept, and left nothing behind", async () => {
  const key = randomUUID();
  expect((await create(finance, key, "")).status).toBe(422);
  expect((await create(finance, key)).status).toBe(201);
});

test("keys belong to a person in a tenant", async () => {
  const key = randomUUID();
  const mine = await create(finance, key);
  const hers = await create(api.as("finance", { subject: "other" }), key);
  expect(hers.status).toBe(201);
  expect(hers.body.id).not.toBe(mine.body.id);
  const stranger = await startTestApi({ database: api.tenancy.database });
  const theirs = await create(stranger.as("finance"), key);
  expect(theirs.body.id).not.toBe(mine.body.id);
});

test("after a day a key is free again", async () => {
  const key = randomUUID();
  const first = await create(finance, key);
  await api.tenancy.root.rows(
    "update events.idempotency_keys set created_at = created_at - interval '25 hours' where key = $1",
    [key],
  );
  const second = await create(finance, key);
  expect(second.status).toBe(201);
  expect(second.body.id).not.toBe(first.body.id);
});
