// Statements and credit notes on their way: rendered and mailed once, however often their jobs run.
import { extractText } from "unpdf";
import { expect, test } from "vitest";
import type { Mail, Mailer } from "../../server/mail/mailer.ts";
import { inTenant, openTenant, type Tenancy } from "../support/tenants.ts";
import { until, withWorker } from "../support/worker.ts";

const CLOCK = { clockAt: "2026-01-15T12:00:00Z" };

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

const jobsDone = ({ as }: Tenancy) =>
  until(async () => {
    const jobs = await as("viewer").rows<{ status: string; error: string | null }>(
      "select status, error from events.jobs",
    );
    const open = jobs.some(({ status }) => status === "queued" || status === "running");
    return jobs.length > 0 && !open && jobs;
  });

async function textOf({ attachments: [pdf] }: Mail): Promise<string> {
  const { text } = await extractText(new Uint8Array(pdf!.content), { mergePages: true });
  return text.replace(/\s+/g, " ");
}

const CREATE = `select id from customers.create_account($1, parent_account_id => $2,
  payer => $3, billing_contact_email => $4, wants_statement => $5, locale => $6)`;

// Who pays, one with an address that wants a statement, one without, one that wants none.
async function openGroup({ as }: Tenancy): Promise<{ invoice: string; group: string }> {
  const sales = as("sales");
  const create = (...given: unknown[]) => sales.value<string>(CREATE, given);
  const group = await create("Group", null, "self", "ap@group.example", true, null);
  const wants = await create("Alpha", group, "parent", "ap@alpha.example", true, "de-DE");
  const team = await create("Team", wants, "parent", null, true, null);
  const quiet = await create("Quiet", group, "parent", "ap@quiet.example", false, null);
  for (const account of [group, wants, team, quiet]) {
    await sales.rows(
      `select sales.create_contract($1, '2026-01-01', '2026-12-31', seat_count => 3,
        seat_price => 11.11, billing_frequency => 'monthly')`,
      [account],
    );
  }
  const invoice = await as("finance").value<string>("select (billing.bill_consolidated($1)).id", [
    group,
  ]);
  await as("finance").rows("select billing.finalize_invoice($1)", [invoice]);
  return { invoice, group };
}

test("statements go to those who want them, when the invoice is issued, once", async () => {
  const tenancy = await openTenant(CLOCK);
  await openGroup(tenancy);
  const mailer = rememberingMailer();
  await withWorker({ services: { mailer } }, async () => {
    const jobs = await jobsDone(tenancy);
    expect(jobs.map(({ error }) => error)).toEqual(jobs.map(() => null));
    for (const { id } of await tenancy.as("viewer").rows("select id from events.emails")) {
      await tenancy.root.rows(
        "select events.enqueue('billing/mail_document', jsonb_build_object('email_id', $1::uuid))",
        [id],
      );
    }
    await jobsDone(tenancy);
  });

  const sent = mailer.calls.map(({ to, subject }) => [to[0], subject.replace(/t-\w+/, "us")]);
  expect(sent.sort()).toEqual([
    ["ap@alpha.example", "Aufstellung für Alpha von us"],
    // Without a contact of its own a team is reached above.
    ["ap@alpha.example", "Aufstellung für Team von us"],
    ["ap@group.example", "Invoice INV-2026-001 from us"],
  ]);
  const statement = mailer.calls.find(({ subject }) => subject.includes("Alpha"))!;
  expect(statement.text).toContain("INV-2026-001 ging an Group");
  expect(statement.text).not.toContain("133,32");
  expect(statement.attachments[0]).toMatchObject({ name: "INV-2026-001-Alpha.pdf" });
  const text = await textOf(statement);
  expect(text).toContain("Dies ist keine Rechnung; INV-2026-001 ging an Group.");
  expect(text).toContain("33,33 $");
  const kept = await tenancy
    .as("viewer")
    .rows("select kind, status, count(*)::int from events.emails group by 1, 2 order by 1");
  expect(kept).toEqual([
    { kind: "invoice", status: "sent", count: 1 },
    { kind: "statement", status: "sent", count: 2 },
  ]);
});

test("no statement of an invoice that is void by now, and none when it is mailed again", async () => {
  await inTenant(async (tenancy) => {
    const { invoice } = await openGroup(tenancy);
    const finance = tenancy.as("finance");
    await finance.rows("select billing.send_invoice($1)", [invoice]);
    const statements = "select id from events.emails where kind = 'statement'";
    const emails = await finance.rows<{ id: string }>(statements);
    expect(emails).toHaveLength(2);
    const begin = "select (billing.begin_document_mail($1)).message_id";
    const worker = tenancy.as("worker");
    expect(await worker.value(begin, [emails[0]!.id])).toBe(emails[0]!.id);
    await finance.rows("select billing.void_invoice($1, 'Wrong')", [invoice]);
    expect(await worker.value(begin, [emails[0]!.id])).toBeFalsy();
    expect(await finance.refusal(begin, [emails[0]!.id])).toBe("42501");
  }, CLOCK);
});

test("a statement of subsidiaries that pay for themselves is mailed once", async () => {
  const tenancy = await openTenant(CLOCK);
  const group = await tenancy
    .as("sales")
    .value<string>(CREATE, ["Group", null, "self", "ap@group.example", true, "de-DE"]);
  for (const name of ["Alpha", "Beta"]) {
    const id = await tenancy
      .as("sales")
      .value<string>(CREATE, [name, group, "self", null, false, null]);
    await tenancy.as("finance").rows(
      `select billing.finalize_invoice((billing.create_invoice($1, items => array[row(null, null,
        'Work', 1, 12.5, 0, null, null, null, null)::billing.invoice_item_input])).id)`,
      [id],
    );
  }
  const nextDay = (hour: number) =>
    tenancy.as("admin").rows("select tenancy.advance_clock($1)", [`2026-01-16T${hour}:00:00Z`]);
  await nextDay(10);
  await nextDay(11);
  const mailer = rememberingMailer();
  await withWorker({ services: { mailer } }, async () => {
    const jobs = await jobsDone(tenancy);
    expect(jobs.map(({ error }) => error)).toEqual(jobs.map(() => null));
  });
  const sent = mailer.calls.filter(({ subject }) => subject.includes("Tochter"));
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({ to: ["ap@group.example"] });
  const text = await textOf(sent[0]!);
  expect(text).toMatch(/INV-2026-001 .*INV-2026-002 .*25,00 \$/);
  expect(text).toContain("Von Ihnen wird keine Zahlung erbeten.");
});

test("a credit note is rendered and mailed with its file, once", async () => {
  const tenancy = await openTenant(CLOCK);
  const { invoice } = await openGroup(tenancy);
  const finance = tenancy.as("finance");
  const note = await finance.value<string>(
    "select (billing.create_credit_note($1, 'Two seats too many')).id",
    [invoice],
  );
  const mailer = rememberingMailer();
  await withWorker({ services: { mailer } }, async () => {
    const jobs = await jobsDone(tenancy);
    expect(jobs.map(({ error }) => error)).toEqual(jobs.map(() => null));
    await tenancy.root.rows(
      `select events.enqueue('billing/render_credit_note',
        jsonb_build_object('credit_note_id', $1::uuid))`,
      [note],
    );
    await jobsDone(tenancy);
  });

  const notes = mailer.calls.filter(({ subject }) => subject.startsWith("Credit note"));
  expect(notes).toHaveLength(1);
  expect(notes[0]).toMatchObject({ to: ["ap@group.example"] });
  expect(notes[0]!.subject).toContain("CN-2026-001");
  expect(notes[0]!.text).toContain("$133.32 credited");
  const text = await textOf(notes[0]!);
  for (const said of [
    "Credit note",
    "CN-2026-001",
    "Corrects invoice INV-2026-001",
    "Alpha",
    "Amount credited USD 133.32",
    "Taken off invoice INV-2026-001 $133.32",
    "Two seats too many",
  ]) {
    expect(text).toContain(said);
  }
  const files = await tenancy
    .as("viewer")
    .rows("select kind, bytes > 0 as is_there from billing.documents where credit_note_id = $1", [
      note,
    ]);
  expect(files).toEqual([{ kind: "pdf", is_there: true }]);
});

test("what gives back more than it charges is mailed as the credit note that it is", async () => {
  const tenancy = await openTenant(CLOCK);
  const sales = tenancy.as("sales");
  const account = await sales.value<string>(CREATE, [
    "Weniger GmbH",
    null,
    "self",
    "ap@weniger.example",
    false,
    "de-DE",
  ]);
  const contract = await sales.value<string>(
    `select id from sales.create_contract($1, '2026-01-01', '2026-12-31', seat_count => 10,
      seat_price => 10, billing_frequency => 'annual')`,
    [account],
  );
  const finance = tenancy.as("finance");
  const first = (await finance.one("select * from billing.generate_invoice($1)", [contract]))!;
  await finance.rows("select billing.finalize_invoice($1)", [first["id"]]);
  await sales.rows(
    `select billing.amend_contract($1, '2026-01-15', array[jsonb_populate_record(
        null::sales.contract_change_input, jsonb_build_object('line_id', l.id, 'quantity', 5))],
      invoice_now => true)
    from sales.contract_lines as l where l.contract_id = $1`,
    [contract],
  );
  const less = (await finance.one(
    `select issued.* from billing.invoices as i, billing.finalize_invoice(i.id) as issued
    where i.status = 'draft'`,
  ))!;
  expect(less).toMatchObject({ document_type: "credit_note", status: "paid" });
  expect(less["invoice_number"]).toMatch(/^CN-/);
  expect(less["due_date"]).toEqual(less["issue_date"]);
  const mailer = rememberingMailer();
  await withWorker({ services: { mailer } }, () => jobsDone(tenancy));
  const mail = mailer.calls.find(({ subject }) => subject.includes("Gutschrift"))!;
  const text = await textOf(mail);
  // 120.00 and 60.00 x 351/365 days: 1,153.97 less 576.99.
  for (const words of [
    `Gutschrift ${less["invoice_number"]}`,
    `${first["invoice_number"]} (15.01.2026)`,
    "Grund Vertragsänderung",
    "1.153,97",
    "-576,99",
    "576,98",
  ]) {
    expect(text).toContain(words);
  }
  expect(text).not.toContain("Fällig");
  const sequences = await finance.rows(
    "select kind, documents, gaps, out_of_order from billing.number_sequences()",
  );
  expect(sequences.map((it) => [it["kind"], it["gaps"], it["out_of_order"]])).toEqual([
    ["invoice", [], []],
    ["credit_note", [], []],
  ]);
});
