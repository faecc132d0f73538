// The PDF of a credit note: downloaded, whether it was rendered or not, and mailed.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { openDocumentStore } from "../../server/files/document_store.ts";
import { fileHash } from "../../server/pdf/render_invoice_pdf.ts";
import { UNKNOWN, refused, startTaxApi } from "../support/tax_api.ts";

const folder = mkdtempSync(path.join(tmpdir(), "tenor-files-"));
const { api, finance, sales, viewer, stranger } = await startTaxApi({ TENOR_DATA_DIR: folder });

async function credited(more: object = {}): Promise<{ id: string; credit_note_number: string }> {
  const account = await sales.post("/api/accounts", { account_name: "Acme", ...more });
  const draft = await finance.post("/api/invoices", {
    account_id: account.body.id,
    items: [{ description: "Licences", unit_price: 769 }],
  });
  const invoice_id = draft.body.id;
  await finance.post(`/api/invoices/${invoice_id}/finalize`);
  const note = await finance.post("/api/credit-notes", { invoice_id, reason: "Not delivered" });
  expect(note.status).toBe(201);
  return note.body;
}

test("the file is there at once, and is the one rendered last", async () => {
  const { id, credit_note_number } = await credited();
  const at = `/api/credit-notes/${id}/pdf`;
  const file = await viewer.get(at);
  expect(file.text).toMatch(/^%PDF-/);
  expect(file.headers.get("content-type")).toBe("application/pdf");
  expect(file.headers.get("content-disposition")).toContain(`${credit_note_number}.pdf`);

  const key = "pdf/kept.pdf";
  const kept = Buffer.from("kept");
  await openDocumentStore(api.config).put(key, kept, "application/pdf");
  const record = "select billing.record_document($1, 'pdf', 'hash', $2, 4, $3, true)";
  const given = [id, key, fileHash(kept)];
  for (let times = 0; times < 2; times += 1) await api.tenancy.as("worker").rows(record, given);
  expect((await viewer.get(at)).text).toBe("kept");
  expect(await api.tenancy.as("finance").refusal(record, given)).toBe("42501");
});

test("it is mailed when it is issued, and again when asked", async () => {
  const { id } = await credited({ billing_contact_email: "ap@acme.example" });
  const again = await finance.post(`/api/credit-notes/${id}/send`);
  expect(again).toMatchObject({ status: 201, body: { id } });
  const { body } = await api.as("viewer").graphql(
    `query ($id: UUID!) {
        emails(filter: { objectId: { equalTo: $id } }) { nodes { kind status toAddresses } }
      }`,
    { id },
  );
  const queued = { kind: "credit_note", status: "queued", toAddresses: ["ap@acme.example"] };
  expect(body.data.emails.nodes).toEqual([queued, queued]);
});

test("refused: without an address, without the right, what is not there", async () => {
  const { id } = await credited();
  const send = `/api/credit-notes/${id}/send`;
  expect(await finance.post(send)).toMatchObject(refused(422, "invalid_input"));
  expect((await sales.post(send)).status).toBe(403);
  expect((await viewer.post(send)).status).toBe(403);
  expect((await stranger.post(send)).status).toBe(404);
  expect((await stranger.get(`/api/credit-notes/${id}/pdf`)).status).toBe(404);
  expect((await viewer.get(`/api/credit-notes/${UNKNOWN}/pdf`)).status).toBe(404);
  expect((await finance.post(`/api/credit-notes/${UNKNOWN}/send`)).status).toBe(404);
});
