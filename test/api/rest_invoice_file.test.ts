// The PDF of an invoice: asked for, rendered by the worker, downloaded.
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openDocumentStore } from "../../server/files/document_store.ts";
import { fileHash, readPdf, startPdfRenderer } from "../../server/pdf/render_invoice_pdf.ts";
import type { TestApi } from "../support/api.ts";
import { startTestApi } from "../support/api.ts";
import type { Http } from "../support/http.ts";
import { checked, useOpenApi } from "../support/openapi.ts";

const pdf = startPdfRenderer({ pdfThreads: 1 });
afterAll(() => pdf.close());

let api: TestApi;
let finance: Http;
let invoice: { id: string; invoice_number: string };

const record = (
  id: string,
  content: string,
  { key, hash, isOriginal = false }: { key: string; hash: string; isOriginal?: boolean },
) =>
  api.tenancy
    .as("worker")
    .rows("select billing.record_document($1, 'pdf', $2, $3, 1, $4, $5)", [
      id,
      content,
      key,
      hash,
      isOriginal,
    ]);

beforeAll(async () => {
  const folder = fs.mkdtempSync(path.join(tmpdir(), "tenor-files-"));
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
    await record(invoice.id, content, { key, hash: fileHash(Buffer.from(content)) });
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

async function issue(account_name: string, more: object = {}): Promise<string> {
  const account = await finance.post("/api/accounts", { account_name, ...more });
  const items = [{ description: "Work", unit_price: 100 }];
  const draft = await finance.post("/api/invoices", { account_id: account.body.id, items });
  expect((await finance.post(`/api/invoices/${draft.body.id}/finalize`)).status).toBe(201);
  return draft.body.id;
}

const noticed = async () => {
  const { body } = await api.as("admin").get("/api/security-events");
  return body.data
    .filter(({ event }: { event: string }) => event.startsWith("document."))
    .map(({ event, details }: { event: string; details: { file: string } }) => [
      event,
      details.file,
    ]);
};

test("a file that was changed or lost comes back as it was made, or is said to be damaged", async () => {
  const id = await issue("Kept");
  const at = `/api/invoices/${id}/pdf`;
  const original = (await finance.get(at)).text;
  const files = openDocumentStore(api.config);
  const { document } = (await api.tenancy
    .as("worker")
    .one<{ document: unknown }>("select * from billing.begin_document($1)", [id]))!;
  const bytes = await readPdf(document, { files, pdf });
  const key = `pdf/kept-${id}.pdf`;
  await files.put(key, bytes, "application/pdf");
  await record(id, "a", { key, hash: fileHash(bytes), isOriginal: true });
  expect((await finance.get(at)).text).toBe(original);

  await files.put(key, Buffer.concat([bytes, Buffer.from("12345678")]), "application/pdf");
  expect((await finance.get(at)).text).toBe(original);
  expect(await files.get(key)).toEqual(bytes);
  fs.rmSync(path.join(api.config.dataDir, "files", key));
  expect((await finance.get(at)).text).toBe(original);
  await vi.waitFor(async () =>
    expect(await noticed()).toEqual([
      ["document.restored", key],
      ["document.restored", key],
    ]),
  );

  const damaged = await issue("Damaged");
  const lost = `pdf/lost-${damaged}.pdf`;
  await record(damaged, "b", { key: lost, hash: "0".repeat(64), isOriginal: true });
  for (const there of [false, true]) {
    if (there) await files.put(lost, bytes, "application/pdf");
    expect(await api.as("finance").get(`/api/invoices/${damaged}/pdf`)).toMatchObject({
      status: 500,
      body: { code: "document_damaged" },
    });
  }
  await vi.waitFor(async () => expect(await noticed()).toContainEqual(["document.damaged", lost]));
});

test("what was issued has one file, which nobody changes", async () => {
  const id = await issue("One file");
  const hash = "1".repeat(64);
  for (const content of ["a", "b"]) {
    await record(id, content, { key: `pdf/${content}.pdf`, hash, isOriginal: true });
  }
  expect(
    await api.tenancy
      .as("viewer")
      .rows("select file_key from billing.documents where invoice_id = $1", [id]),
  ).toEqual([{ file_key: "pdf/a.pdf" }]);
  for (const change of [
    "update billing.documents set file_hash = repeat('2', 64)",
    "delete from billing.documents",
    "update billing.issued_documents set content = '{}'",
    "delete from billing.issued_documents",
  ]) {
    await expect(api.tenancy.root.rows(change)).rejects.toThrow(/append-only/);
  }
});

test("what was issued stays what it was, whatever becomes of names, addresses and looks", async () => {
  const admin = checked(api.as("admin"));
  const id = await issue("First Name", {
    tax_id: "DE129273398",
    billing_address: { line1: "Old street 1", city: "Berlin", country: "DE" },
  });
  const at = `/api/invoices/${id}/pdf`;
  const { account_id } = (await finance.get(`/api/invoices/${id}`)).body;
  const note = await finance.post("/api/credit-notes", { invoice_id: id, reason: "Too much" });
  const [seller] = (await admin.get("/api/legal-entities")).body.data;

  await finance.patch(`/api/accounts/${account_id}`, {
    account_name: "Other Name",
    tax_id: "DE811128135",
  });
  await finance.put(`/api/accounts/${account_id}/addresses/billing`, {
    line1: "New street 2",
    city: "Hamburg",
    country: "DE",
  });
  await admin.patch(`/api/legal-entities/${seller.id}`, { legal_name: "Other Seller" });
  await admin.patch(`/api/brands/${seller.brand.id}`, { footer: "Other footer" });
  await finance.post("/api/tax/registrations", { jurisdiction: "DE", number: "DE136695976" });

  const viewer = api.tenancy.as("viewer");
  for (const said of [
    await viewer.value("select billing.invoice_document($1)", [id]),
    await viewer.value("select billing.credit_note_document($1)", [note.body.id]),
  ]) {
    const text = JSON.stringify(said);
    for (const word of ["First Name", "DE129273398", "Old street 1", "Berlin"]) {
      expect(text).toContain(word);
    }
    for (const word of ["Other", "DE811128135", "New street", "Hamburg", "DE136695976"]) {
      expect(text).not.toContain(word);
    }
  }
  const first = (await finance.get(at)).text;
  await finance.patch(`/api/accounts/${account_id}`, { account_name: "Third Name" });
  expect((await finance.post(at)).status).toBe(202);
  expect((await finance.get(at)).text).toBe(first);
});
