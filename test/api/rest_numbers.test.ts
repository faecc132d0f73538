// Numbers over REST: when they are given, how they look, and what an inspector is told.
import { beforeAll, expect, test } from "vitest";
import type { TestApi } from "../support/api.ts";
import { startTestApi } from "../support/api.ts";
import type { Http } from "../support/http.ts";
import { checked, useOpenApi } from "../support/openapi.ts";

let api: TestApi;
let finance: Http;
let viewer: Http;
let admin: Http;

beforeAll(async () => {
  api = await startTestApi({ clockAt: "2026-12-30T12:00:00Z" });
  useOpenApi((await api.bearing().get("/api/openapi.json")).body);
  finance = checked(api.as("finance"));
  viewer = checked(api.as("viewer"));
  admin = checked(api.as("admin"));
});

test("drafts of a German company have no number, and its issued invoices no gap", async () => {
  const { body: gmbh } = await admin.post("/api/legal-entities", {
    code: "acme-gmbh",
    legal_name: "Acme GmbH",
    country: "DE",
  });
  expect(gmbh).toMatchObject({ numbering: null, effective_numbering: "issue" });
  const { body: account } = await finance.post("/api/accounts", {
    account_name: "Berlin",
    legal_entity_id: gmbh.id,
  });
  const draft = async () =>
    (
      await finance.post("/api/invoices", {
        account_id: account.id,
        items: [{ description: "Work", unit_price: 250 }],
      })
    ).body;
  const issue = async (id: string) => (await finance.post(`/api/invoices/${id}/finalize`, {})).body;
  const [first, second, third] = [await draft(), await draft(), await draft()];
  expect(first.invoice_number).toMatch(/^DRAFT-[0-9A-F]{12}$/);
  const found = await viewer.get(`/api/search?q=${first.invoice_number.toLowerCase()}`);
  expect(found.body.data).toMatchObject([{ id: first.id, label: first.invoice_number }]);
  expect((await issue(third.id)).invoice_number).toBe("INV-2026-001");
  await finance.post(`/api/invoices/${second.id}/void`, { reason: "Not wanted" });
  expect((await issue(first.id)).invoice_number).toBe("INV-2026-002");

  const { body: before } = await viewer.get(`/api/number-series?legal_entity_id=${gmbh.id}`);
  expect(before.data).toMatchObject([
    { kind: "invoice", format: "INV-{YYYY}-{SEQ:3}", restart: "year", valid_from: "2026-01-01" },
    { kind: "credit_note", format: "CN-{YYYY}-{SEQ:3}" },
  ]);
  const next = {
    legal_entity_id: gmbh.id,
    format: "RE-{YYYY}-{SEQ:5}",
    valid_from: "2027-01-01",
  };
  expect((await finance.post("/api/number-series", next)).status).toBe(403);
  expect(
    await admin.post("/api/number-series", { ...next, valid_from: "2026-01-01" }),
  ).toMatchObject({
    status: 409,
    body: { code: "conflict", errors: [{ pointer: "/valid_from" }] },
  });
  expect(await api.as("admin").post("/api/number-series", { ...next, format: "RE" })).toMatchObject(
    {
      status: 422,
      body: { code: "invalid_input" },
    },
  );
  const made = await admin.post("/api/number-series", next);
  expect(made).toMatchObject({ status: 201, body: { ...next, kind: "invoice", restart: "year" } });
  expect((await viewer.get(`/api/number-series/${made.body.id}`)).body).toEqual(made.body);
  const { body: told } = await viewer.get("/api/events?type=number_series.created");
  expect(told.data).toMatchObject([{ object_id: made.body.id }]);
  const { body: audited } = await admin.get(`/api/audit?row_id=${made.body.id}`);
  expect(audited.data[0]).toMatchObject({ operation: "insert" });

  await admin.post("/api/clock/advance", { to: "2027-01-02T12:00:00Z" });
  expect((await issue((await draft()).id)).invoice_number).toBe("RE-2027-00001");
  const sequences = `/api/books/sequences?legal_entity_id=${gmbh.id}`;
  expect((await viewer.get(sequences)).body.data).toMatchObject([
    {
      format: "INV-2026-{SEQ:3}",
      starts_on: "2026-01-01",
      ends_on: "2026-12-31",
      first_number: "INV-2026-001",
      last_number: "INV-2026-002",
      documents: 2,
      gaps: [],
      discarded: [],
      out_of_order: [],
    },
    { series_id: made.body.id, first_number: "RE-2027-00001", documents: 1 },
  ]);
  const year = `/api/books/sequences?series=${made.body.id}&from=2027-01-01&to=2027-12-31`;
  expect((await viewer.get(year)).body.data).toHaveLength(1);
});

test("an American company says when its numbers are given", async () => {
  const { body: inc } = await admin.post("/api/legal-entities", {
    code: "acme-inc",
    legal_name: "Acme Inc.",
    country: "US",
    numbering: "issue",
  });
  expect(inc).toMatchObject({ numbering: "issue", effective_numbering: "issue" });
  const changed = await admin.patch(`/api/legal-entities/${inc.id}`, { numbering: null });
  expect(changed.body).toMatchObject({ numbering: null, effective_numbering: "creation" });
  const never = await api
    .as("admin")
    .patch(`/api/legal-entities/${inc.id}`, { numbering: "never" });
  expect(never).toMatchObject({ status: 422, body: { code: "invalid_input" } });
});
