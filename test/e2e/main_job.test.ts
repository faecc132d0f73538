// The main job, as `npm run demo` does it: over HTTP, with a real worker, a real PDF, captured mail,
// and a customer's server that hears of it by a signed webhook.
import fs from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { liveTheYear } from "../../server/demo/live_the_year.ts";
import { runMainJob } from "../../server/demo/main_job.ts";
import { startApi } from "../../server/http/main.ts";
import { closeAtTheEnd } from "../support/closing.ts";
import { startTestApi } from "../support/api.ts";
import { startTestWorker } from "../support/worker.ts";

interface Heard {
  headers: Record<string, string>;
  body: string;
}

async function listen(): Promise<{ url: string; heard: Heard[] }> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      heard.push({ headers: request.headers as Record<string, string>, body });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closeAtTheEnd(async () => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, heard };
}

test("from a signed contract to a paid invoice, more seats and the renewal", async () => {
  const { url: hook, heard } = await listen();
  // The API of the test reads the same files as the worker.
  const api = await startTestApi({ env: { ALLOW_LOOPBACK_WEBHOOKS: "true" } });
  const { config } = await startTestWorker({}, { ALLOW_LOOPBACK_WEBHOOKS: "true" });
  const served = await startApi({ ...config, port: 0 });
  closeAtTheEnd(served.close);

  const told: string[] = [];
  let secret = "";
  const options = {
    config,
    url: served.url,
    slug: "northwind",
    say: (line: string) => void told.push(line),
    onTenant: async (tenantId: string) => {
      const { body } = await api
        .as("admin", { tenantId })
        .post("/api/webhooks", { url: hook, event_types: ["invoice.finalized"] });
      secret = body.secret;
    },
  };
  const job = await runMainJob(options);
  await liveTheYear(options, job);

  const story = told.join("\n");
  expect(story).toContain("INV-2026-001, total $119,880.00, due 2026-03-03");
  expect(story).toContain("for 2026-02-01 to 2027-01-31");
  expect(story).toContain("the invoice is paid, owed $0.00");
  expect(story).toContain("0 discrepancies");
  expect(story).toContain("previewed: $24,173.06");
  expect(story).toContain("credit for 100 seats from 2026-08-01: -$60,432.66");
  expect(story).toContain("charge for 140 seats from 2026-08-01: $84,605.72");
  expect(story).toContain("INV-2026-002, total $24,173.06");
  expect(story).toContain("MRR moves from $9,990.00 to $13,986.00");
  expect(story).toContain("renewal alerts given: 1");
  expect(story).toContain("contracts renewed: 1");
  expect(story).toContain("INV-2027-001 is made: total $167,832.00, for 2027-02-01 to 2028-01-31");

  const mails = fs.readdirSync(path.join(config.dataDir, "mail"));
  const invoiceMail = mails
    .map((file) => fs.readFileSync(path.join(config.dataDir, "mail", file), "utf8"))
    .find((mail) => mail.includes("INV-2026-001"));
  expect(invoiceMail).toContain("ap@acme.example");
  expect(invoiceMail).toContain("application/pdf");

  await expect.poll(() => heard.length, { timeout: 15_000 }).toBe(2);
  const [{ headers, body } = { headers: {}, body: "" }] = heard;
  expect(new Webhook(secret).verify(body, headers)).toMatchObject({
    type: "invoice.finalized",
    tenant_id: job.tenantId,
    data: { object: { invoice_number: "INV-2026-001" } },
  });
}, 90_000);
