// A tenant's settings, and its suspension by the operator, over REST and GraphQL.
import { beforeAll, expect, test } from "vitest";
import { startTestApi, type TestApi } from "../support/api.ts";
import { checked, useOpenApi } from "../support/openapi.ts";

let api: TestApi;
const at = (verb: string): string => `/api/tenants/${api.tenantId}/${verb}`;

beforeAll(async () => {
  api = await startTestApi({ clockAt: "2026-02-01T12:00:00Z" });
  useOpenApi((await api.bearing().get("/api/openapi.json")).body);
});

test("an admin says when drafts are issued", async () => {
  const admin = checked(api.as("admin"));
  const changed = await admin.patch(`/api/tenants/${api.tenantId}`, { finalize_after_days: 2 });
  expect(changed).toMatchObject({ status: 200, body: { finalize_after_days: 2 } });
  const refused = await admin.patch(`/api/tenants/${api.tenantId}`, { finalize_after_days: 90 });
  expect(refused.status).toBe(422);
  const byFinance = await checked(api.as("finance")).patch(`/api/tenants/${api.tenantId}`, {
    finalize_after_days: 0,
  });
  expect(byFinance.status).toBe(403);
});

test("suspended, it is read and not written; reactivated, it works; closed, it is gone", async () => {
  const operator = checked(api.as("operator"));
  const finance = checked(api.as("finance"));
  const create = () => checked(api.as("sales")).post("/api/accounts", { account_name: "Globex" });
  expect((await finance.post(at("suspend"), { reason: "Mine" })).status).toBe(403);
  expect(await operator.post(at("suspend"), { reason: "Unpaid" })).toMatchObject({
    status: 201,
    body: { status: "suspended", status_reason: "Unpaid" },
  });
  expect((await finance.get("/api/invoices")).status).toBe(200);
  expect(await create()).toMatchObject({ status: 403, body: { code: "tenant_suspended" } });
  const mutation = {
    query: `mutation { createAccount(input: { accountName: "X" }) { clientMutationId } }`,
  };
  const answer = await api.as("sales").post("/graphql", mutation);
  expect(answer.body.errors).toMatchObject([{ extensions: { code: "tenant_suspended" } }]);

  expect((await operator.post(at("reactivate"), {})).body.status).toBe("active");
  expect((await create()).status).toBe(201);

  await operator.post(at("close"), { reason: "Gone" });
  expect(await finance.get("/api/invoices")).toMatchObject({
    status: 403,
    body: { code: "tenant_suspended" },
  });
});
