// A finalised invoice on its way: rendered, mailed, each once, however often its jobs run.
import fs from "node:fs";
import path from "node:path";
import { pino } from "pino";
import { describe, expect, test } from "vitest";
import type { DocumentStore } from "../../server/files/document_store.ts";
import type { Mail, Mailer } from "../../server/mail/mailer.ts";
import { openTenant, type Tenancy } from "../support/tenants.ts";
import { until, withWorker } from "../support/worker.ts";

async function finalised(tenancy: Tenancy, email: string | null = "ap@acme.example") {
  const { as } = tenancy;
  await as("sales").rows("select customers.create_account('Acme', billing_contact_email => $1)", [
    email,
  ]);
  const contract = await as("sales").value<string>(
    `select (sales.create_contract((select id from customers.accounts), '2026-02-01', '2027-01-31',
      contract_number => 'CTR-2026-001', seat_count => 100, seat_price => 99.90,
      payment_terms => 'net_30')).id`,
  );
  const invoice = await as("finance").value<string>(
    "select (billing.generate_invoice($1, '2026-02-01', '2027-01-31')).id",
    [contract],
  );
  await as("finance").rows("select billing.finalize_invoice($1)", [invoice]);
  return invoice;
}

const jobsDone = ({ as }: Tenancy) =>
  until(async () => {
    const jobs = await as("viewer").rows<{ status: string; error: string | null }>(
      "select task, status, error from events.jobs",
    );
    const open = jobs.some(({ status }) => status === "queued" || status === "running");
    return jobs.length > 0 && !open && jobs;
  });

// Remembers what it was asked to send, by the mail's id.
function rememberingMailer(): Mailer & { calls: Mail[] } {
  const calls: Mail[] = [];
  return {
    calls,
    async send(mail) {
      calls.push(mail);
      return { status: "sent", provider_message_id: `pm-${mail.id}`, file_key: null };
    },
  };
}

const again = ({ root }: Tenancy, task: string, payload: object) =>
  root.rows("select events.enqueue($1, $2)", [task, payload]);

// Keeps nothing the first times it is asked to.
function fullDisk(times: number): DocumentStore {
  let left = times;
  return {
    get: async () => null,
    size: async () => null,
    put: async () => {
      left -= 1;
      if (left >= 0) throw new Error("The disk is full.");
    },
  };
}

describe("a finalised invoice", () => {
  test("is rendered and captured as mail where no mail service is set", async () => {
    const tenancy = await openTenant({ clockAt: "2026-02-01T12:00:00Z" });
    await tenancy.as("admin").rows("update tenancy.brands set footer = 'ขอบคุณ'");
    const invoice = await finalised(tenancy);
    const { dataDir, jobs } = await withWorker({}, async (config) => ({
      dataDir: config.dataDir,
      jobs: await jobsDone(tenancy),
    }));
    expect(jobs.map(({ error }) => error)).toEqual(jobs.map(() => null));

    const viewer = tenancy.as("viewer");
    const document = await viewer.one("select file_key, bytes from billing.documents");
    const file = path.join(dataDir, "files", String(document?.["file_key"]));
    expect(fs.readFileSync(file).subarray(0, 5).toString()).toBe("%PDF-");
    expect(fs.statSync(file).size).toBe(document?.["bytes"]);

    const email = await viewer.one("select status, subject, file_key, sent_at from events.emails");
    expect(email).toMatchObject({
      status: "captured",
      subject: expect.stringMatching(/^Invoice INV-2026-001 from /),
    });
    const eml = fs.readFileSync(path.join(dataDir, String(email?.["file_key"])), "utf8");
    expect(eml).toMatch(/^To: ap@acme\.example$/m);
    expect(eml).toContain("INV-2026-001.pdf");
    expect(
      await viewer.one(
        `select i.sent_at is not null as is_sent, i.delivery,
          billing.invoices_unprintable_characters(i) as not_printed
        from billing.invoices as i join events.events as e on e.object_id = i.id
        where i.id = $1 and e.type = 'invoice.unprintable'`,
        [invoice],
      ),
    ).toEqual({ is_sent: true, delivery: "sent", not_printed: "ขอบคุณ" });
  });

  test("is mailed once and rendered once, when its jobs run again", async () => {
    const tenancy = await openTenant({ clockAt: "2026-02-01T12:00:00Z" });
    const invoice = await finalised(tenancy);
    const mailer = rememberingMailer();
    const email_id = await tenancy.as("viewer").value<string>("select id from events.emails");
    await withWorker({ services: { mailer } }, async () => {
      await jobsDone(tenancy);
      for (let times = 0; times < 2; times += 1) {
        await again(tenancy, "billing/mail_document", { email_id });
        await again(tenancy, "billing/render_invoice", { invoice_id: invoice });
      }
      await jobsDone(tenancy);
    });

    expect(mailer.calls).toHaveLength(1);
    expect(mailer.calls[0]).toMatchObject({ to: ["ap@acme.example"] });
    const viewer = tenancy.as("viewer");
    expect(await viewer.rows("select id from billing.documents")).toHaveLength(1);
    expect(await viewer.rows("select status, provider_message_id from events.emails")).toEqual([
      { status: "sent", provider_message_id: `pm-${mailer.calls[0]?.id}` },
    ]);
    const sent = await viewer.rows("select id from events.events where type = 'invoice.sent'");
    expect(sent).toHaveLength(1);
  });

  test("is rendered although another one of its job cannot be", async () => {
    const tenancy = await openTenant({ clockAt: "2026-02-01T12:00:00Z" });
    const { as, root } = tenancy;
    const first = await finalised(tenancy, null);
    const second = await as("finance").value<string>(
      `select (billing.create_invoice((select id from customers.accounts), items => array[
        (null, null, 'Setup', 1, 100, null, null, null, null, null)::billing.invoice_item_input])).id`,
    );
    await as("finance").rows("select billing.finalize_invoice($1)", [second]);
    await withWorker({}, () => jobsDone(tenancy));
    await root.transaction(async (client) => {
      await client.query("set local session_replication_role to replica");
      await client.query("delete from billing.documents");
    });

    await root.rows(
      `select events.enqueue('billing/render_invoices',
        jsonb_build_object('invoice_ids', $1::uuid[]), max_attempts => 1)`,
      [[first, second]],
    );
    await withWorker({ services: { files: fullDisk(1) } }, () => jobsDone(tenancy));
    expect(
      await as("viewer").rows(
        "select status, error from events.jobs where task = 'billing/render_invoices'",
      ),
    ).toEqual([{ status: "failed", error: "The disk is full." }]);
    expect(await as("viewer").rows("select invoice_id from billing.documents")).toEqual([
      { invoice_id: second },
    ]);
  });

  test("keeps its message id when the mail service was down the first time", async () => {
    const tenancy = await openTenant({ clockAt: "2026-02-01T12:00:00Z" });
    await finalised(tenancy);
    const ids: string[] = [];
    const repeats: boolean[] = [];
    const mailer: Mailer = {
      async send(mail, { isRepeat }) {
        ids.push(mail.id);
        repeats.push(isRepeat);
        if (ids.length === 1) throw new Error("503");
        return { status: "sent", provider_message_id: "pm-1", file_key: null };
      },
    };
    await withWorker({ services: { mailer } }, () => jobsDone(tenancy));
    expect(new Set(ids).size).toBe(1);
    expect(repeats).toEqual([false, true]);
  });

  test("leaves no address, amount or password in the log", async () => {
    const tenancy = await openTenant({ clockAt: "2026-02-01T12:00:00Z" });
    await finalised(tenancy);
    const written: string[] = [];
    const log = pino({ level: "trace" }, { write: (line) => void written.push(line) });
    await withWorker({ log }, () => jobsDone(tenancy));
    expect(written.join("")).toContain('"task":"billing/mail_document"');
    expect(written.join("")).not.toMatch(/@acme|119,?880|postgres:|Acme|INV-2026/);
  });

  test("without an address to mail it to is rendered all the same", async () => {
    const tenancy = await openTenant({ clockAt: "2026-02-01T12:00:00Z" });
    await finalised(tenancy, null);
    const mailer = rememberingMailer();
    await withWorker({ services: { mailer } }, () => jobsDone(tenancy));
    expect(mailer.calls).toEqual([]);
    expect(await tenancy.as("viewer").rows("select id from billing.documents")).toHaveLength(1);
  });
});

describe("the clock's tasks", () => {
  test("seal every tenant's audit and do the day's work, and may run again", async () => {
    const tenancy = await openTenant();
    const left = () =>
      tenancy.root.value<string>(
        "select count(*) from graphile_worker.jobs where attempts < max_attempts",
      );
    const seals = () =>
      tenancy.root.value<string>("select count(*) from audit.seals where tenant_id = $1", [
        tenancy.tenantId,
      ]);
    const old = await tenancy.root.value<string>(
      `insert into events.events (id, type, object_type, object_id, data)
       values (uuidv7(interval '-3 years'), 'account.created', 'account', uuidv7(), '{}')
       returning id`,
    );
    await withWorker({}, async () => {
      const tasks = [
        "audit/schedule_seals",
        "ledger/schedule_numbers",
        "tenancy/schedule_days",
        "audit/keep_partitions",
        "events/schedule_forgetting",
      ];
      for (const task of [...tasks, ...tasks]) {
        await tenancy.root.rows("select graphile_worker.add_job($1)", [task]);
        await until(async () => Number(await left()) === 0);
      }
      // Entries wait as long as a transaction runs that began before them, in any database: those of
      // tests beside this one take up to a minute.
      await until(async () => {
        if (Number(await seals()) > 0) return true;
        await tenancy.root.rows("select graphile_worker.add_job('audit/schedule_seals')");
        return await until(async () => Number(await left()) === 0).then(() => false);
      }, 90_000);
    });
    expect(Number(await seals())).toBe(1);
    expect(
      await tenancy.root.value("select count(*)::int from events.events where id = $1", [old]),
    ).toBe(0);
  }, 120_000);
});
