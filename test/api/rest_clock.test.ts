// A sandbox's clock over REST.
import { beforeAll, expect, test } from "vitest";
import type { TestApi } from "../support/api.ts";
import { startTestApi } from "../support/api.ts";
import { checked, useOpenApi } from "../support/openapi.ts";

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi({ clockAt: "2026-01-15T12:00:00Z" });
  useOpenApi((await api.bearing().get("/api/openapi.json")).body);
});

test("it stands still until an admin moves it, and answers with the work done", async () => {
  const admin = checked(api.as("admin"));
  const before = await admin.get("/api/clock");
  expect(before.body).toMatchObject({ now: "2026-01-15T12:00:00Z", sandbox: true });
  const moved = await admin.post("/api/clock/advance", { to: "2026-01-16T12:00:00Z" });
  expect(moved.status).toBe(201);
  expect(moved.body).toMatchObject({ now: "2026-01-16T12:00:00Z", invoices_created: 0 });
  const back = await admin.post("/api/clock/advance", { to: "2026-01-15T12:00:00Z" });
  expect(back).toMatchObject({ status: 422, body: { errors: [{ pointer: "/to" }] } });
});

test("only an admin moves it", async () => {
  const finance = checked(api.as("finance"));
  const moved = await finance.post("/api/clock/advance", { to: "2027-01-16T12:00:00Z" });
  expect(moved.status).toBe(403);
});

test("a way too long to wait for becomes a job, and the clock stands where it stood", async () => {
  const admin = checked(api.as("admin"));
  // Somebody holds the clock, so that the move cannot end in time.
  await api.tenancy.root.transaction(async (client) => {
    await client.query("select from tenancy.tenants where id = $1 for update", [api.tenantId]);
    const moved = await admin.post("/api/clock/advance", { to: "2026-03-01T12:00:00Z" });
    expect(moved.status).toBe(202);
    expect(moved.body).toMatchObject({ task: "tenancy/advance_clock", status: "queued" });
  });
  expect((await admin.get("/api/clock")).body.now).not.toBe("2026-03-01T12:00:00Z");
}, 30_000);
