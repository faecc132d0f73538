// A group whose subsidiaries pay for themselves: an invoice for each, and one statement for the top.
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

async function openGroup(): Promise<{ group: string; alpha: string; zeta: string }> {
  const group = await account("Portland", "US", "OR", { account_name: "Group" });
  const below = { parent_account_id: group };
  const zeta = await account("Austin", "US", "TX", { account_name: "Zeta", ...below });
  const alpha = await account("Salem", "US", "OR", { account_name: "Alpha", ...below });
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
    const invoice = await finance.post("/api/billing/generate", {
      contract_id: contract.body.id,
    });
    const issued = await finance.post(`/api/invoices/${invoice.body.id}/finalize`);
    expect(issued.body.account_id).toBe(account_id);
  }
  return { group, alpha, zeta };
}

test("each subsidiary has its invoice, who stands above a statement of them", async () => {
  const { group, alpha, zeta } = await openGroup();
  const at = `/api/accounts/${group}/subsidiary-statement`;
  const { status, body } = await viewer.get(`${at}?from=2026-03-01&to=2026-03-31`);
  expect(status).toBe(200);
  const day = { issue_date: "2026-03-01", due_date: "2026-03-31", currency: "USD" };
  expect(body).toMatchObject({
    account_id: group,
    account_name: "Group",
    from_date: "2026-03-01",
    to_date: "2026-03-31",
    totals: [{ currency: "USD", invoices: 2, net: 50, tax: 1.88, total: 51.88, balance: 51.88 }],
    invoices: [
      { account_id: alpha, account_name: "Alpha", net: 20, tax: 0, total: 20, ...day },
      { account_id: zeta, account_name: "Zeta", net: 30, tax: 1.88, total: 31.88, ...day },
    ],
  });

  const paid = { account_id: alpha, amount: 5, reference: body.invoices[0].invoice_number };
  expect((await finance.post("/api/payments", paid)).status).toBe(201);
  const after = await viewer.get(at);
  expect(after.body.totals).toMatchObject([{ total: 51.88, balance: 46.88 }]);
  expect(after.body.invoices[0]).toMatchObject({ status: "partially_paid", balance: 15 });
  const customers = await viewer.get(`/api/customers/${group}/subsidiary-statement`);
  expect(customers.body).toEqual(after.body);

  const headers = { authorization: `Bearer ${api.token("viewer")}` };
  const file = await fetch(`${api.url}${at}/pdf?from=2026-03-01&to=2026-03-31`, { headers });
  expect(file.status).toBe(200);
  expect(file.headers.get("content-disposition")).toContain("Group-2026-03-01-2026-03-31.pdf");
  const { text } = await extractText(new Uint8Array(await file.arrayBuffer()), {
    mergePages: true,
  });
  const read = text.replace(/\s+/g, " ");
  expect(read).toContain("This is not an invoice: each account pays its own.");
  expect(read).toMatch(/Alpha .*Mar 31, 2026 \$20\.00 \$0\.00 \$20\.00 \$15\.00/);
  expect(read).toMatch(/Total USD \$50\.00 \$1\.88 \$51\.88 \$46\.88/);
  expect(read).not.toContain("How to pay");
});

test("refused: who is not there, days out of order, too many of them", async () => {
  const { group } = await openGroup();
  for (const file of ["", "/pdf"]) {
    const of = (id: string, days = "") =>
      viewer.get(`/api/accounts/${id}/subsidiary-statement${file}${days}`);
    expect(await of(UNKNOWN)).toMatchObject(refused(404, "not_found"));
    expect(await of(group, "?from=2026-04-02&to=2026-04-01")).toMatchObject(
      refused(422, "invalid_input", "from"),
    );
    expect(await of(group, "?from=2025-01-01&to=2026-04-01")).toMatchObject(
      refused(422, "invalid_input", "from"),
    );
    expect(await of(group, "?from=soon")).toMatchObject(refused(422, "invalid_input", "from"));
    const theirs = await stranger.get(`/api/accounts/${group}/subsidiary-statement${file}`);
    expect(theirs.status).toBe(404);
  }
});
