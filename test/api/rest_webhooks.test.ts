// Webhooks over REST: made, listed, changed, rotated, deleted; their secrets are told once.
import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import type { TestApi } from "../support/api.ts";
import { startTestApi } from "../support/api.ts";
import type { Http } from "../support/http.ts";
import { checked, useOpenApi } from "../support/openapi.ts";

const URL_OF_HOOK = "https://example.com/hooks";
let api: TestApi;
let admin: Http;

beforeAll(async () => {
  api = await startTestApi();
  useOpenApi((await api.bearing().get("/api/openapi.json")).body);
  admin = checked(api.as("admin"));
});

test("the secret is in the first answer, and in nothing that is kept", async () => {
  const key = { "idempotency-key": randomUUID() };
  const body = { url: URL_OF_HOOK, event_types: ["invoice.finalized"] };
  const made = await admin.post("/api/webhooks", body, key);
  expect(made).toMatchObject({ status: 201, body: { ...body, status: "active" } });
  expect(made.body.secret).toMatch(/^whsec_/);

  const again = await admin.post("/api/webhooks", body, key);
  expect(again.body).toEqual({ ...made.body, secret: null });
  const one = await admin.get(`/api/webhooks/${made.body.id}`);
  expect(one.body).not.toHaveProperty("secret");
  const kept = await api.tenancy.root.rows("select body from events.idempotency_keys");
  expect(JSON.stringify(kept)).not.toContain(made.body.secret);

  const rotated = await admin.post(`/api/webhooks/${made.body.id}/rotate`);
  expect(rotated.body.secret).toMatch(/^whsec_/);
  expect(rotated.body.secret).not.toBe(made.body.secret);
});

test("an event that it asked for is on its list of deliveries", async () => {
  const types = { url: URL_OF_HOOK, event_types: ["account.created"] };
  const { body: hook } = await admin.post("/api/webhooks", types);
  const { body: account } = await admin.post("/api/accounts", { account_name: "Acme" });
  const deliveries = await admin.get(`/api/webhooks/${hook.id}/deliveries?status=pending`);
  expect(deliveries.body.data).toMatchObject([
    { webhook_id: hook.id, event_type: "account.created", object_id: account.id, attempts: 0 },
  ]);
  expect((await admin.get(`/api/webhooks/${randomUUID()}/deliveries`)).status).toBe(404);
});

test("it is changed, and deleted for good", async () => {
  const { body: hook } = await admin.post("/api/webhooks", { url: URL_OF_HOOK });
  const at = `/api/webhooks/${hook.id}`;
  expect((await admin.put(at, { status: "disabled" })).body.status).toBe("disabled");
  expect((await admin.put(at, { secret: "mine" })).status).toBe(422);
  expect((await admin.delete(at)).status).toBe(204);
  expect((await admin.get(at)).status).toBe(404);
});

test("only admins have webhooks; others may look", async () => {
  const finance = checked(api.as("finance"));
  expect((await finance.post("/api/webhooks", { url: URL_OF_HOOK })).status).toBe(403);
  expect((await finance.get("/api/webhooks")).status).toBe(200);
});
