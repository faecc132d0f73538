// A group that pays for its subsidiaries: one invoice in sections, and a statement for each.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { extractText } from "unpdf";
import { expect, test } from "vitest";
import { UNKNOWN, refused, startTaxApi } from "../support/tax_api.ts";

const folder = mkdtempSync(path.join(tmpdir(), "tenor-files-"));
const { api, finance, sales, viewer, stranger, account } = await startTaxApi({
  TENOR_DATA_DIR: folder,
});
await finance.post("/api/tax/registrations", { jurisdiction: "US-TX", number: "TX-77" });

interface Group {
  group: string;
  alpha: string;
  zeta: string;
}

async function openGroup(more: object = {}): Promise<Group> {
  const group = await account("Portland", "US", "OR", { account_name: "Group", ...more });
  const below = { parent_account_id: group, payer: "parent" };
  const zeta = await account("Austin", "US", "TX", { account_name: "Zeta", ...below });
  const alpha = await account("Salem", "US", "OR", {
    account_name: "Alpha",
    wants_statement: true,
    ...below,
  });
  for (const [account_id, seats] of [
    [group, 1],
    [alpha, 2],
    [zeta, 3],
  ] as const) {
    const contract = await sales.post("/api/contracts", {
      account_id,
      start_date: "2026-03-01",
      end_date: "2027-02-28",
      seat_count: seats,
      seat_price: 10,
      billing_frequency: "monthly",
    });
    expect(contract.status).toBe(201);
  }
  return { group, alpha, zeta };
}

const bill = (account_id: string, as_of?: string) =>
  finance.post("/api/billing/consolidated", { account_id, ...(as_of && { as_of }) });

async function printed(at: string): Promise<{ name: string | null; text: string }> {
  const headers = { authorization: `Bearer ${api.token("viewer")}` };
  const answer = await fetch(`${api.url}${at}`, { headers });
  expect(answer.status).toBe(200);
  const { text } = await extractText(new Uint8Array(await answer.arrayBuffer()), {
    mergePages: true,
  });
  return { name: answer.headers.get("content-disposition"), text: text.replace(/\s+/g, " ") };
}

test("one invoice holds them all, in sections; each subsidiary has its statement", async () => {
  const { group, alpha, zeta } = await openGroup();
  const { status, body } = await bill(group);
  expect(status).toBe(201);
  expect(body).toMatchObject({
    account_id: group,
    contract_id: null,
    status: "draft",
    issue_date: "2026-03-01",
    subtotal: 60,
    tax: 1.88,
    total: 61.88,
    sections: [
      { account_id: group, account_name: "Group", subtotal: 10, tax: 0, total: 10 },
      { account_id: alpha, account_name: "Alpha", subtotal: 20, discount: 0, total: 20 },
      { account_id: zeta, account_name: "Zeta", subtotal: 30, tax: 1.88, total: 31.88 },
    ],
    items: [{ account_id: group }, { account_id: alpha }, { account_id: zeta }],
  });
  expect((await bill(group)).body).toEqual(body);
  const at = `/api/invoices/${body.id}`;
  const listed = await viewer.get(`${at}/statements`);
  expect(listed.body).toEqual({ data: body.sections.slice(1) });

  const items = await viewer.get(`${at}/items?limit=2`);
  expect(items.body.data).toEqual(body.items.slice(0, 2));
  const rest = await viewer.get(`${at}/items?cursor=${items.body.next_cursor}`);
  expect(rest.body).toEqual({ data: body.items.slice(2), next_cursor: null });
  const one = await viewer.get(`${at}/items?account_id=${alpha}`);
  expect(one.body.data).toEqual([body.items[1]]);

  const invoice = await printed(`${at}/pdf`);
  expect(invoice.text).toMatch(
    /Group Seats CTR.*Subtotal \$10\.00 Alpha .*Subtotal \$20\.00 Zeta .*Subtotal Tax Total \$30\.00/,
  );
  const statement = await printed(`${at}/statements/${zeta}/pdf`);
  expect(statement.name).toContain(`${body.invoice_number}-Zeta.pdf`);
  expect(statement.text).toContain("Statement");
  expect(statement.text).toContain(
    `This is not an invoice; ${body.invoice_number} was sent to Group.`,
  );
  expect(statement.text).toMatch(
    /For Zeta Austin, TX.*Texas \(6\.25%\) on \$30\.00 \$1\.88 Total USD 31\.88/,
  );
  for (const secret of ["61.88", "Alpha", "Amount due", "How to pay"]) {
    expect(statement.text).not.toContain(secret);
  }
});

test("there is a statement for those alone who are served and do not pay", async () => {
  const { group, zeta } = await openGroup();
  const { body } = await bill(group);
  const at = `/api/invoices/${body.id}/statements`;
  const other = await account("Rome", "IT");
  for (const who of [group, other, UNKNOWN, "x"]) {
    expect((await viewer.get(`${at}/${who}/pdf`)).status).toBe(404);
  }
  expect((await viewer.get(`/api/invoices/${UNKNOWN}/statements`)).status).toBe(404);
  expect((await viewer.get(`/api/invoices/${UNKNOWN}/items`)).status).toBe(404);
  expect((await stranger.get(at)).status).toBe(404);
  expect((await stranger.get(`${at}/${zeta}/pdf`)).status).toBe(404);
  const plain = await finance.post("/api/invoices", {
    account_id: other,
    items: [{ description: "x", unit_price: 1 }],
  });
  expect(plain.body.sections).toMatchObject([{ account_id: other, total: 1 }]);
  expect((await viewer.get(`/api/invoices/${plain.body.id}/statements`)).body.data).toEqual([]);
});

test("sixteen at once make one invoice", async () => {
  const { group } = await openGroup();
  const answers = await Promise.all(Array.from({ length: 16 }, () => bill(group, "2026-04-01")));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  expect(answers[0]!.body).toMatchObject({ issue_date: "2026-04-01", subtotal: 120 });
  const all = await viewer.get(`/api/invoices?account_id=${group}`);
  expect(all.body.data).toHaveLength(1);
  const said = await api.as("viewer").graphql(
    `query ($id: UUID!) {
        events(filter: { objectId: { equalTo: $id } }) { nodes { type } }
      }`,
    { id: answers[0]!.body.id },
  );
  expect(said.body.data.events.nodes).toEqual([{ type: "invoice.created" }]);
});

test("who leaves is billed alone from then on, and keeps what was", async () => {
  const { group, zeta } = await openGroup();
  const before = await bill(group);
  await sales.patch(`/api/accounts/${zeta}`, { payer: "self" });
  const after = await bill(group, "2026-04-01");
  expect(after.body).toMatchObject({ subtotal: 30 });
  expect(after.body.sections).toMatchObject([{ account_id: group }, { account_name: "Alpha" }]);
  const own = await bill(zeta, "2026-04-01");
  expect(own.body).toMatchObject({ account_id: zeta, total: 31.88 });
  expect((await viewer.get(`/api/invoices/${before.body.id}`)).body).toEqual(before.body);

  await sales.patch(`/api/accounts/${zeta}`, { payer: "parent" });
  const joined = await bill(group, "2026-05-01");
  expect(joined.body.sections).toHaveLength(3);
});

test("holds and limits: of who pays they stop it, of a subsidiary they leave it out", async () => {
  const { group, alpha } = await openGroup();
  await finance.post(`/api/accounts/${alpha}/hold`, { reason: "Late" });
  const without = await bill(group);
  expect(without.body.sections).toMatchObject([{ account_id: group }, { account_name: "Zeta" }]);

  await finance.patch(`/api/accounts/${group}`, { credit_limit: 50 });
  expect(await bill(group, "2026-04-01")).toMatchObject(refused(409, "credit_hold", "account_id"));
  await finance.patch(`/api/accounts/${group}`, {
    credit_limit: null,
    credit_limit_reason: "Paid in advance",
  });
  await finance.post(`/api/accounts/${group}/hold`, { reason: "Late" });
  expect(await bill(group, "2026-04-01")).toMatchObject(refused(409, "credit_hold", "account_id"));
  expect((await bill(alpha)).status).toBe(422);
});

test("refused: who does not pay, what is not due, what is no day", async () => {
  const { group, zeta } = await openGroup();
  const sentence = "Zeta does not pay for itself: Group does.";
  expect(await bill(zeta)).toMatchObject({
    status: 422,
    body: { code: "invalid_input", errors: [{ pointer: "/account_id", detail: sentence }] },
  });
  expect(await bill(group, "2026-02-28")).toMatchObject(refused(409, "nothing_to_bill"));
  expect(await bill(group, "2027-03-04")).toMatchObject(refused(422, "invalid_input", "as_of"));
  expect(await bill(group, "soon")).toMatchObject(refused(422, "invalid_input", "as_of"));
  expect(await bill(UNKNOWN)).toMatchObject(refused(404, "not_found"));
  expect(await finance.post("/api/billing/consolidated", {})).toMatchObject(
    refused(422, "invalid_input", "account_id"),
  );
  const asked = { account_id: group };
  expect((await sales.post("/api/billing/consolidated", asked)).status).toBe(403);
  expect((await viewer.post("/api/billing/consolidated", asked)).status).toBe(403);
  expect((await stranger.post("/api/billing/consolidated", asked)).status).toBe(404);
});

test("whether an account wants statements is said at its creation, and changed", async () => {
  const { alpha, zeta } = await openGroup();
  expect((await viewer.get(`/api/accounts/${alpha}`)).body.wants_statement).toBe(true);
  expect((await viewer.get(`/api/accounts/${zeta}`)).body.wants_statement).toBe(false);
  const changed = await sales.patch(`/api/accounts/${zeta}`, { wants_statement: true });
  expect(changed.body.wants_statement).toBe(true);
  for (const wants_statement of ["yes", null]) {
    expect((await sales.patch(`/api/accounts/${zeta}`, { wants_statement })).status).toBe(422);
  }
  expect((await viewer.patch(`/api/accounts/${zeta}`, { wants_statement: false })).status).toBe(
    403,
  );
});
