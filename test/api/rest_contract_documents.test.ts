// Files kept with contracts: uploaded as they are, handed out as they came, to those who may.
import { createHash } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { openDocumentStore } from "../../server/files/document_store.ts";
import type { TestApi } from "../support/api.ts";
import { startTestApi } from "../support/api.ts";
import type { Http } from "../support/http.ts";
import { checked, useOpenApi } from "../support/openapi.ts";

const PDF = Buffer.from("%PDF-1.7\nSigned by both.\n%%EOF\n");
const AS_PDF = { "content-type": "application/pdf" };
const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const zip = (...names: string[]) => Buffer.from(`PK\u0003\u0004 ${names.join(" ")}`, "latin1");

let api: TestApi;
let sales: Http;
let finance: Http;
let viewer: Http;
let contract: { id: string; line: string };
let at: string;

beforeAll(async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "tenor-files-"));
  api = await startTestApi({ clockAt: "2026-02-01T12:00:00Z", env: { TENOR_DATA_DIR: folder } });
  useOpenApi((await api.bearing().get("/api/openapi.json")).body);
  sales = checked(api.as("sales"));
  finance = checked(api.as("finance"));
  viewer = checked(api.as("viewer"));
  contract = await sign("CTR-1");
  at = `/api/contracts/${contract.id}/documents`;
});

async function sign(number: string) {
  const account = await sales.post("/api/accounts", { account_name: number });
  const { body } = await sales.post("/api/contracts", {
    account_id: account.body.id,
    contract_number: number,
    start_date: "2026-02-01",
    end_date: "2027-01-31",
    seat_count: 10,
    seat_price: 10,
  });
  return { id: body.id as string, line: body.lines[0].id as string };
}

async function amend({ id, line }: typeof contract) {
  const { body } = await sales.post(`/api/contracts/${id}/amendments`, {
    effective_date: "2026-06-01",
    changes: [{ line_id: line, quantity: 12 }],
  });
  return body.amendment.id as string;
}

// The raw bytes: text would be decoded.
async function download(address: string, role: "viewer" | "admin" = "viewer") {
  const response = await fetch(new URL(address, api.url), {
    headers: { authorization: `Bearer ${api.token(role)}` },
  });
  return { response, bytes: Buffer.from(await response.arrayBuffer()) };
}

describe("a file on its way", () => {
  test("is kept with the contract, listed, and comes back byte by byte, to be saved", async () => {
    const added = await sales.post(
      `${at}?name=${encodeURIComponent("Vertrag ü.pdf")}`,
      PDF,
      AS_PDF,
    );
    expect(added).toMatchObject({
      status: 201,
      body: {
        contract_id: contract.id,
        amendment_id: null,
        kind: "contract",
        name: "Vertrag ü.pdf",
        media_type: "application/pdf",
        bytes: PDF.length,
        content_hash: createHash("sha256").update(PDF).digest("hex"),
        uploaded_by: "sales",
        created_at: "2026-02-01T12:00:00Z",
      },
    });
    expect(added.text).not.toContain("file_key");
    const listed = await viewer.get(at);
    expect(listed.body.data).toEqual([added.body]);

    const { response, bytes } = await download(`${at}/${added.body.id}`);
    expect(response.status).toBe(200);
    expect(bytes.equals(PDF)).toBe(true);
    const header = (name: string) => response.headers.get(name);
    expect(header("content-type")).toBe("application/pdf");
    expect(header("content-disposition")).toMatch(
      /^attachment; .*filename\*=UTF-8''Vertrag%20%C3%BC/,
    );
    expect(header("x-content-type-options")).toBe("nosniff");
    expect(header("cache-control")).toBe("private, no-store");
    expect(header("content-security-policy")).toContain("default-src 'none'");
  });

  test("belongs to an amendment of the contract, if it is said", async () => {
    const amendmentId = await amend(contract);
    const query = `name=change.pdf&amendment_id=${amendmentId}`;
    const added = await finance.post(`${at}?${query}`, PDF, AS_PDF);
    expect(added.body).toMatchObject({ kind: "amendment", amendment_id: amendmentId });
    const other = await sign("CTR-2");
    const foreign = await sales.post(`/api/contracts/${other.id}/documents?${query}`, PDF, AS_PDF);
    expect(foreign).toMatchObject({ status: 404, body: { code: "not_found" } });
  });

  test("is kept once for an Idempotency-Key, which is for one file", async () => {
    const key = { ...AS_PDF, "idempotency-key": "upload-1" };
    const first = await sales.post(`${at}?name=once.pdf`, PDF, key);
    const again = await sales.post(`${at}?name=once.pdf`, PDF, key);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    const another = Buffer.concat([PDF, Buffer.from("more")]);
    for (const [query, bytes] of [
      ["name=once.pdf", another],
      ["name=other.pdf", PDF],
    ] as const) {
      const refused = await sales.post(`${at}?${query}`, bytes, key);
      expect(refused).toMatchObject({ status: 409, body: { code: "idempotency_conflict" } });
    }
    const { data } = (await viewer.get(`${at}?limit=500`)).body;
    expect(data.filter(({ name }: { name: string }) => name === "once.pdf")).toHaveLength(1);
  });

  test("sixteen at once are sixteen documents", async () => {
    const other = await sign("CTR-MANY");
    const many = `/api/contracts/${other.id}/documents`;
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, n) => sales.post(`${many}?name=${n}.pdf`, PDF, AS_PDF)),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    expect((await viewer.get(many)).body.data).toHaveLength(16);
  });

  test("is shown in GraphQL with its contract and its amendment", async () => {
    const answer = await api.as("viewer").graphql(
      `query ($id: UUID!) { contract(id: $id) {
        documents { nodes { name } }
        amendments { nodes { reference documents { nodes { name kind } } } } } }`,
      { id: contract.id },
    );
    const found = answer.body.data.contract;
    expect(found.documents.nodes.map(({ name }: { name: string }) => name)).toContain("once.pdf");
    expect(found.amendments.nodes).toEqual([
      { reference: "CTR-1-A1", documents: { nodes: [{ name: "change.pdf", kind: "amendment" }] } },
    ]);
    const told = await api.as("sales").graphql(
      `mutation ($id: UUID!) { addContractDocument(input: { contractId: $id, name: "x.pdf" })
        { contractDocument { id } } }`,
      { id: contract.id },
    );
    expect(told.body.errors[0].extensions.code).toBe("invalid_input");
  });
});

describe("what is no file of its type", () => {
  const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0]);
  test.each([
    ["image/png", "a.png", png],
    ["image/jpeg", "a.jpeg", Buffer.from([0xff, 0xd8, 0xff, 0xe0])],
    [DOCX, "a.docx", zip("[Content_Types].xml", "word/document.xml")],
    [XLSX, "a.xlsx", zip("[Content_Types].xml", "xl/workbook.xml")],
    ["text/plain; charset=utf-8", "a.txt", Buffer.from("Grüße\n")],
    ["text/csv", "a.csv", Buffer.from("a;b\r\n1;2\r\n")],
    ["message/rfc822", "a.eml", Buffer.from("From: a@example.com\r\nSubject: Yes\r\n\r\nYes.")],
  ])("%s is taken", async (type, name, bytes) => {
    const answer = await sales.post(`${at}?name=${name}`, bytes, { "content-type": type });
    expect(answer).toMatchObject({ status: 201, body: { name, kind: "contract" } });
    const { response } = await download(`${at}/${answer.body.id}`);
    expect(response.headers.get("content-type")?.split(";")[0]).toBe(type.split(";")[0]);
  });

  test.each([
    ["text/html", Buffer.from("<script>alert(1)</script>")],
    ["application/octet-stream", PDF],
    ["application/json", Buffer.from("{}")],
    ["application/zip", zip("x")],
    ["image/svg+xml", Buffer.from("<svg/>")],
    ["application/pdf", Buffer.from("MZ not a page")],
    ["application/pdf", Buffer.from(" %PDF-1.7")],
    ["image/png", PDF],
    ["image/jpeg", png],
    [DOCX, zip("[Content_Types].xml", "xl/workbook.xml")],
    [DOCX, zip("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")],
    [XLSX, Buffer.from("[Content_Types].xml xl/workbook.xml")],
    ["text/plain", Buffer.from([0x61, 0, 0x62])],
    ["text/plain", Buffer.from([0xc3, 0x28])],
    ["message/rfc822", Buffer.from("no header\r\n")],
  ])("%s is refused", async (type, bytes) => {
    const answer = await sales.post(`${at}?name=x.pdf`, bytes, { "content-type": type });
    expect(answer).toMatchObject({ status: 415, body: { code: "unsupported_media_type" } });
  });

  test("is refused when it is empty, too large or has no name, and leaves nothing behind", async () => {
    const before = (await viewer.get(`${at}?limit=500`)).body.data.length;
    const empty = await sales.post(`${at}?name=x.pdf`, Buffer.alloc(0), AS_PDF);
    expect(empty).toMatchObject({ status: 422, body: { code: "invalid_input" } });
    const ten = Buffer.concat([PDF, Buffer.alloc(10 * 1024 * 1024 - PDF.length)]);
    expect((await sales.post(`${at}?name=ten.pdf`, ten, AS_PDF)).status).toBe(201);
    const more = await sales.post(`${at}?name=x.pdf`, Buffer.concat([ten, PDF]), AS_PDF);
    expect(more).toMatchObject({ status: 413, body: { code: "payload_too_large" } });
    for (const query of ["", "?name=", "?name=x.pdf&kind=secret", "?name=x.pdf&size=1"]) {
      const answer = await sales.post(at + query, PDF, AS_PDF);
      expect(answer, query).toMatchObject({ status: 422, body: { code: "invalid_input" } });
    }
    expect((await viewer.get(`${at}?limit=500`)).body.data).toHaveLength(before + 1);
    const elsewhere = await sales.post("/api/accounts", ten, AS_PDF);
    expect(elsewhere.status).toBe(413);
  });
});

describe("who may", () => {
  test("a viewer reads; sales and finance add; finance and admins take away", async () => {
    const refused = await viewer.post(`${at}?name=x.pdf`, Buffer.from("%PDF-viewer"), AS_PDF);
    expect(refused).toMatchObject({ status: 403, body: { code: "forbidden" } });
    const hash = createHash("sha256").update("%PDF-viewer").digest("hex");
    const files = openDocumentStore(api.config);
    expect(await files.size(`contracts/${api.tenantId}/${hash}`)).toBeNull();

    const added = await finance.post(`${at}?name=gone.pdf`, PDF, AS_PDF);
    const address = `${at}/${added.body.id}`;
    expect((await sales.delete(address)).status).toBe(403);
    expect((await viewer.delete(address)).status).toBe(403);
    expect((await finance.delete(address)).status).toBe(204);
    expect((await finance.delete(address)).status).toBe(404);
    expect((await viewer.get(address)).status).toBe(404);
    const names = (await viewer.get(`${at}?limit=500`)).body.data.map(
      ({ name }: { name: string }) => name,
    );
    expect(names).not.toContain("gone.pdf");
    expect((await api.bearing().get(address)).status).toBe(401);
    expect((await api.bearing().post(`${at}?name=x.pdf`, PDF, AS_PDF)).status).toBe(401);
  });

  test("another tenant never: not the list, not the file, not by a contract of its own", async () => {
    const added = await sales.post(`${at}?name=ours.pdf`, PDF, AS_PDF);
    const stranger = await startTestApi({
      database: api.tenancy.database,
      env: { TENOR_DATA_DIR: api.config.dataDir },
    });
    const foreign = checked(stranger.as("admin"));
    for (const address of [at, `${at}/${added.body.id}`]) {
      expect((await foreign.get(address)).status, address).toBe(404);
    }
    expect((await foreign.delete(`${at}/${added.body.id}`)).status).toBe(404);
    expect((await foreign.post(`${at}?name=x.pdf`, PDF, AS_PDF)).status).toBe(404);
    const account = await foreign.post("/api/accounts", { account_name: "Own" });
    const own = await foreign.post("/api/contracts", {
      account_id: account.body.id,
      start_date: "2026-02-01",
      end_date: "2027-01-31",
      seat_count: 1,
      seat_price: 1,
    });
    const mine = `/api/contracts/${own.body.id}/documents`;
    expect((await foreign.get(`${mine}/${added.body.id}`)).status).toBe(404);
    expect((await foreign.get(mine)).body.data).toEqual([]);
    const other = await sign("CTR-OTHER");
    const astray = `/api/contracts/${other.id}/documents/${added.body.id}`;
    expect((await viewer.get(astray)).status).toBe(404);
  });

  test("a file that is gone, or is no longer what it was, is not handed out", async () => {
    const bytes = Buffer.from("%PDF-to be damaged");
    const added = await sales.post(`${at}?name=damaged.pdf`, bytes, AS_PDF);
    const key = `contracts/${api.tenantId}/${added.body.content_hash}`;
    await openDocumentStore(api.config).put(key, Buffer.from("%PDF-forged"), "application/pdf");
    const answer = await viewer.get(`${at}/${added.body.id}`);
    expect(answer).toMatchObject({ status: 500, body: { code: "document_damaged" } });
  });
});

describe("the change order of an amendment", () => {
  test("is queued once, made when it is asked for, and that of its contract alone", async () => {
    const signed = await sign("CTR-CHANGE");
    const amendmentId = await amend(signed);
    const address = `/api/contracts/${signed.id}/amendments/${amendmentId}/pdf`;
    const job = await sales.post(address);
    expect(job).toMatchObject({ status: 202, body: { task: "billing/render_change_order" } });
    expect((await sales.post(address)).body.id).toBe(job.body.id);
    expect((await viewer.post(address)).status).toBe(403);

    const file = await viewer.get(address);
    expect(file.status).toBe(200);
    expect(file.text).toMatch(/^%PDF-/);
    expect(file.headers.get("content-type")).toBe("application/pdf");
    expect(file.headers.get("content-disposition")).toContain("CTR-CHANGE-A1.pdf");

    const astray = `/api/contracts/${contract.id}/amendments/${amendmentId}/pdf`;
    expect((await viewer.get(astray)).status).toBe(404);
    expect((await sales.post(astray)).status).toBe(404);
    const stranger = await startTestApi({ database: api.tenancy.database });
    const foreign = checked(stranger.as("admin"));
    expect((await foreign.get(address)).status).toBe(404);
    expect((await foreign.post(address)).status).toBe(404);
  });
});
