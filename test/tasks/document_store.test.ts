// Files are kept whole or not at all, here or in a bucket.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { openDocumentStore, type DocumentStore } from "../../server/files/document_store.ts";
import { closeAtTheEnd } from "../support/closing.ts";
import { startLocalServer } from "../support/local_server.ts";

const bytes = Buffer.from([0, 1, 2, 250, 251, 255]);

function folder(): string {
  const made = fs.mkdtempSync(path.join(os.tmpdir(), "tenor-files-"));
  closeAtTheEnd(async () => fs.rmSync(made, { recursive: true, force: true }));
  return made;
}

const local = (dataDir = folder()) =>
  openDocumentStore({ dataDir, s3Region: "us-east-1" } as never);

// Enough of S3 for the real client: put, get, head.
async function bucket(): Promise<{ store: DocumentStore; paths: () => string[] }> {
  const objects = new Map<string, Buffer>();
  const server = await startLocalServer(({ method, path: given, body }, response) => {
    const key = given.split("?")[0] ?? "";
    if (method === "PUT") {
      objects.set(key, Buffer.from(body, "utf8"));
      response.writeHead(200, { etag: '"x"' }).end();
      return;
    }
    const found = objects.get(key);
    if (!found) {
      const xml = "<Error><Code>NoSuchKey</Code><Message>No such key</Message></Error>";
      response.writeHead(404, { "content-type": "application/xml" });
      response.end(method === "HEAD" ? undefined : xml);
      return;
    }
    response.writeHead(200, { "content-length": found.length });
    response.end(method === "HEAD" ? undefined : found);
  });
  const store = openDocumentStore({
    dataDir: folder(),
    s3Bucket: "invoices",
    s3Region: "eu-central-1",
    s3Endpoint: server.url,
    s3AccessKeyId: "AKIATEST",
    s3SecretAccessKey: "secret",
  });
  return { store, paths: () => server.requests.map((request) => request.path.split("?")[0] ?? "") };
}

describe("a folder", () => {
  test("gives back what was put, and null for what was not", async () => {
    const store = local();
    await store.put("pdf/ab/abc.pdf", bytes, "application/pdf");
    expect(await store.get("pdf/ab/abc.pdf")).toEqual(bytes);
    expect(await store.size("pdf/ab/abc.pdf")).toBe(6);
    expect(await store.get("pdf/ab/other.pdf")).toBeNull();
    expect(await store.size("pdf/ab/other.pdf")).toBeNull();
  });

  test("holds whole files only, when many write the same", async () => {
    const dataDir = folder();
    const store = local(dataDir);
    const large = (fill: number) => Buffer.alloc(300_000, fill);
    await Promise.all([1, 2, 3, 4].map((n) => store.put("pdf/x.pdf", large(n), "x")));
    const kept = await store.get("pdf/x.pdf");
    expect(kept?.length).toBe(300_000);
    expect(new Set(kept).size).toBe(1);
    expect(fs.readdirSync(path.join(dataDir, "files/pdf"))).toEqual(["x.pdf"]);
  });

  test.for(["../secrets/owner", "/etc/passwd", "a/../../b", "a//b", "A.pdf", "a\\b", ""])(
    "does not let the key %j out",
    async (key) => {
      await expect(async () => local().get(key)).rejects.toThrow(/file key/);
    },
  );
});

describe("a bucket", () => {
  test("gives back what was put, and null for what was not", async () => {
    const { store, paths } = await bucket();
    const text = Buffer.from("%PDF-1.7 and so on");
    await store.put("pdf/ab/abc.pdf", text, "application/pdf");
    expect(await store.get("pdf/ab/abc.pdf")).toEqual(text);
    expect(await store.size("pdf/ab/abc.pdf")).toBe(text.length);
    expect(await store.get("pdf/none.pdf")).toBeNull();
    expect(await store.size("pdf/none.pdf")).toBeNull();
    expect(paths()[0]).toBe("/invoices/pdf/ab/abc.pdf");
  });
});
