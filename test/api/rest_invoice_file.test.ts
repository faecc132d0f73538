// The PDF of an invoice: asked for, rendered by the worker, downloaded.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { openDocumentStore } from "../../server/files/document_store.ts";
import type { TestApi } from "../support/api.ts";
import { startTestApi } from "../support/api.ts";
import type { Http } from "../support/http.ts";
import { checked, useOpenApi } from "../support/openapi.ts";

let api: TestApi;
let finance: Http;
let invoice: { id: string; invoice_number: string };

beforeAll(async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "tenor-files-"));
  api = await startTestApi({ env: { TENOR_DATA_DIR: folder } });
  useOpenApi((await api.bearing().get("/api/openapi.json")).body);
  finance = checked(api.as("finance"));
  const account = await finance.post("/api/accounts", { account_name: "Acme" });
  const items = [{ description: "Setup", unit_price: 199 }];
  const draft = await finance.post("/api/invoices", { account_id: account.body.id, items });
  invoice = draft.body;
});

test("asking twice queues one job, whose progress can be followed", async () => {
  const job = await finance.post(`/api/invoices/${invoice.id}/pdf`);
  expect(job).toMatchObject({ status: 202, body: { status: "queued", attempts: 0 } });
  const again = await finance.post(`/api/invoices/${invoice.id}/pdf`);
  expect(again.body.id).toBe(job.body.id);
  const followed = await finance.get(`/api/jobs/${job.body.id}`);
  expect(followed.body).toEqual(job.body);
});

test("a file that was never rendered is rendered now, else it is the newest one", async () => {
  const at = `/api/invoices/${invoice.id}/pdf`;
  const first = await finance.get(at);
  expect(first.text).toMatch(/^%PDF-/);
  expect(first.headers.get("content-type")).toBe("application/pdf");
  const files = openDocumentStore(api.config);
  for (const content of ["first", "second"]) {
    const key = `invoices/${content}.pdf`;
    await files.put(key, Buffer.from(content), "application/pdf");
    await api.tenancy
      .as("worker")
      .rows("select billing.record_document($1, 'pdf', $2, $3, $4)", [
        invoice.id,
        content,
        key,
        content.length,
      ]);
  }
  const file = await finance.get(at);
  expect(file.text).toBe("second");
  expect(file.headers.get("content-type")).toBe("application/pdf");
  expect(file.headers.get("content-disposition")).toContain(`${invoice.invoice_number}.pdf`);
});

test("another tenant's file is not found", async () => {
  const stranger = await startTestApi({ database: api.tenancy.database });
  const foreign = checked(stranger.as("admin"));
  expect((await foreign.get(`/api/invoices/${invoice.id}/pdf`)).status).toBe(404);
  expect((await foreign.post(`/api/invoices/${invoice.id}/pdf`)).status).toBe(404);
});
