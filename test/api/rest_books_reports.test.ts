// Journals, registers and reports of the books over REST, as pages and as files: of a history whose
// figures can be added up by hand, and which agrees with the ledger on every day.
import { beforeAll, expect, test } from "vitest";
import type { TestApi } from "../support/api.ts";
import { startTestApi } from "../support/api.ts";
import type { Http } from "../support/http.ts";
import { checked, useOpenApi } from "../support/openapi.ts";

type Row = Record<string, string | number | null>;

let api: TestApi;
let viewer: Http;
let north: string;
let paid: Row;
let voided: Row;
let lost: Row;
let note: Row;

const DAYS = ["2025-11-09", "2025-11-10", "2025-12-04", "2025-12-05", "2025-12-31"].concat([
  "2026-01-19",
  "2026-01-20",
  "2026-01-24",
  "2026-01-25",
  "2026-02-10",
]);
const LISTS = [
  "entries",
  "journals",
  "trial-balance",
  "tie-out",
  "receivables",
  "balances",
  "cash-journal",
  "invoice-journal",
  "credit-notes",
  "refunds",
  "write-offs",
];

const listed = async (path: string, base = "/api/books/"): Promise<Row[]> => {
  const answer = await viewer.get(`${base}${path}${path.includes("?") ? "&" : "?"}limit=500`);
  expect(answer.status, answer.text).toBe(200);
  expect(answer.body.next_cursor).toBeNull();
  return answer.body.data;
};
const sum = (rows: Row[], key: string) =>
  Math.round(rows.reduce((total, row) => total + Number(row[key] ?? 0), 0) * 100) / 100;
const balances = async (day: string) =>
  Object.fromEntries(
    (await listed(`trial-balance?to=${day}`)).map((it) => [it["code"], it]),
  ) as Record<string, Row>;

beforeAll(async () => {
  api = await startTestApi({ clockAt: "2025-11-10T12:00:00Z" });
  useOpenApi((await api.bearing().get("/api/openapi.json")).body);
  viewer = checked(api.as("viewer"));
  for (const list of LISTS.slice(4)) expect(await listed(list), list).toEqual([]);

  const finance = api.as("finance");
  const post = async (path: string, body: object): Promise<Row> => {
    const answer = await finance.post(`/api/${path}`, body);
    expect(answer.status, `${path} ${answer.text}`).toBeLessThan(202);
    return answer.body;
  };
  const issue = async (unit_price: number): Promise<Row> => {
    const item = { description: "Work", unit_price, tax: unit_price / 10 };
    const draft = await post("invoices", { account_id: north, items: [item] });
    return post(`invoices/${draft["id"]}/finalize`, {});
  };
  north = String((await post("accounts", { account_name: '=North, "Ltd"' }))["id"]);
  paid = await issue(1000);
  voided = await issue(200);
  await api.tenancy.clock.advance("2025-12-05T12:00:00Z");
  await post(`invoices/${voided["id"]}/void`, { reason: "-1 is what it says" });
  const reference = String(paid["invoice_number"]);
  await post("payments", { account_id: north, amount: 1150, reference });
  await api.tenancy.clock.advance("2026-01-20T12:00:00Z");
  lost = await issue(300);
  await post("payments", { invoice_id: lost["id"]!, amount: 30 });
  await post(`invoices/${lost["id"]}/write-off`, { reason: "Gone" });
  await post("payments", { invoice_id: lost["id"]!, amount: 100 });
  const [item] = paid["items"] as unknown as Row[];
  const credit = (net: number, settlement: string) => {
    const lines = [{ item_id: item!["id"], net }];
    return post("credit-notes", { invoice_id: paid["id"], reason: "Less", lines, settlement });
  };
  note = await credit(100, "refund");
  await credit(50, "balance");
  await api.tenancy.clock.advance("2026-01-25T12:00:00Z");
  await post(`credit-notes/${note["id"]}/refund`, { reference: "Wire 4711" });
  await post(`accounts/${north}/balance/refund`, { amount: 20, reason: "Asked for" });
  await api.tenancy.clock.advance("2026-02-10T12:00:00Z");
  expect(await viewer.get("/api/books/journals/2025-1")).toMatchObject({ status: 404 });
  expect((await listed("journals")).every((it) => it["journal_number"] === null)).toBe(true);
  await post("books/periods/2025-12/close", {});
});

test("on every day each report adds up to its ledger account", async () => {
  for (const day of DAYS) {
    const tried = await balances(day);
    const balance = (code: string) => tried[code]?.["balance"] ?? 0;
    const positions = await listed(`balances?as_of=${day}`);
    for (const code of ["receivable", "unapplied_cash", "customer_balance", "refunds_payable"]) {
      expect(sum(positions, code), `${code} ${day}`).toBe(balance(code));
    }
    expect(sum(await listed(`receivables?as_of=${day}`), "balance"), day).toBe(
      balance("receivable"),
    );
    const statement = await listed(
      `/statement-of-account?from=2025-01-01&to=${day}`,
      `/api/accounts/${north}`,
    );
    expect(statement.at(-1)?.["balance"] ?? 0, day).toBe(sum(positions, "owed"));
    const tied = await listed(`tie-out?on=${day}`);
    for (const line of tied) expect(line, day).toMatchObject({ difference: 0 });
    const assets = sum(Object.values(tried).filter(isDebit), "balance");
    expect(assets, day).toBe(
      sum(
        Object.values(tried).filter((it) => !isDebit(it)),
        "balance",
      ),
    );
  }
});

const isDebit = ({ kind }: Row) => kind === "asset" || kind === "expense";

test("registers of any days add up to what moved, and lead to the documents", async () => {
  const year = "from=2026-01-01&to=2026-12-31";
  const [tried, cash, refunds, writeOffs] = [
    await balances("2026-02-10"),
    await listed(`cash-journal?${year}`),
    await listed(`refunds?${year}`),
    await listed(`write-offs?${year}`),
  ];
  expect(sum(cash, "received")).toBe(tried["cash"]!["debit"]);
  expect(sum(cash, "paid")).toBe(tried["cash"]!["credit"]);
  expect(refunds).toMatchObject([
    { document_type: "credit_note", document_id: note["id"], paid: 110, reference: "Wire 4711" },
    { document_type: "balance_refund", account_id: north, paid: 20 },
  ]);
  expect(sum(writeOffs, "bad_debt")).toBe(tried["bad_debt"]!["balance"]);
  expect(sum(writeOffs, "recovered")).toBe(tried["bad_debt_recovery"]!["balance"]);
  expect(writeOffs).toMatchObject([
    { kind: "written_off", invoice_id: lost["id"], amount: 250, bad_debt: 250, recovered: 0 },
    { kind: "recovered", invoice_id: lost["id"], amount: 0, recovered: 100 },
  ]);
  expect(await listed(`credit-notes?${year}`)).toMatchObject([
    { credit_note_id: note["id"], net: 100, tax: 10, total: 110, left_to_account: 110 },
    { invoice_number: paid["invoice_number"], total: 55, applied_to_invoice: 0 },
  ]);
  expect(await listed("invoice-journal?from=2025-11-01&to=2025-12-31")).toMatchObject([
    { kind: "issued", invoice_id: paid["id"], net: 1000, tax: 100, total: 1100 },
    { kind: "issued", posted_on: "2025-11-10", total: 220, document_date: "2025-11-10" },
    { kind: "voided", posted_on: "2025-12-05", total: -220, invoice_id: voided["id"] },
  ]);
  const receivables = await listed("receivables?as_of=2025-12-04");
  expect(receivables).toMatchObject([
    { invoice_id: paid["id"], total: 1100, balance: 1100, days_overdue: 0 },
    { invoice_number: voided["invoice_number"], balance: 220 },
  ]);
});

test("revenue is told as it was booked: a void in its own month", async () => {
  const { body } = await viewer.get("/api/reports/revenue?from=2025-11-01&to=2026-01-31");
  expect(body.data).toMatchObject([
    { period: "2025-11-01", invoices: 2, net: 1200, tax: 120, collected: 0 },
    { period: "2025-12-01", invoices: 0, net: -200, tax: -20, collected: 1100 },
    { period: "2026-01-01", invoices: 1, net: 300, tax: 30, credited: 165, collected: 180 },
  ]);
});

test("a fiscal year begins with what was retained", async () => {
  const [old, now] = [await balances("2025-12-31"), await balances("2026-01-31")];
  expect(old["revenue"]).toMatchObject({ opening: 0, debit: 200, credit: 1200, balance: 1000 });
  expect(old["retained_earnings"]).toMatchObject({ balance: 0 });
  expect(now["revenue"]).toMatchObject({ opening: 0, debit: 150, credit: 300, balance: 150 });
  expect(now["retained_earnings"]).toMatchObject({ kind: "equity", opening: 1000, balance: 1000 });
  expect(now["receivable"]).toMatchObject({ opening: 0, debit: 330, credit: 330 });
  const across = await viewer.get("/api/books/trial-balance?from=2025-12-01&to=2026-01-31");
  expect(across).toMatchObject({ status: 422, body: { errors: [{ pointer: "/from" }] } });
  const later = await viewer.get("/api/books/trial-balance?from=2026-01-31&to=2026-01-30");
  expect(later).toMatchObject({ status: 422, body: { errors: [{ pointer: "/from" }] } });
  expect((await viewer.get("/api/books/periods/2025-12/proof")).body.data).toMatchObject([
    { agrees: true },
  ]);
});

test("journals have numbers without a gap in each fiscal year, and who booked them", async () => {
  const journals = await listed("journals");
  const numbers = journals.map((it) => String(it["journal_number"]));
  const of = (year: string) => numbers.filter((it) => it.startsWith(`${year}-`));
  expect(of("2025")).toEqual([1, 2, 3, 4].map((it) => `2025-${it}`));
  expect(of("2026")).toEqual(of("2026").map((_, at) => `2026-${at + 1}`));
  expect(of("2025").length + of("2026").length).toBe(journals.length);
  const { body: journal } = await viewer.get("/api/books/journals/2025-3");
  expect(journal).toMatchObject({
    kind: "finalized.reversal",
    document_number: voided["invoice_number"],
    actor: "finance",
    entries: [{ journal_number: "2025-3" }, {}, {}, {}],
  });
  expect(journal.request_id).toEqual(expect.any(String));
  expect(new Date(journal.posted_at).getFullYear()).toBe(new Date().getFullYear());
  expect((await viewer.get(`/api/books/journals/${journal.id}`)).body).toEqual(journal);
  for (const unknown of ["2025-5", "2025-0", "2024-1", "x", north, "2025-99999999999"]) {
    expect(await viewer.get(`/api/books/journals/${unknown}`)).toMatchObject({ status: 404 });
  }
  const stranger = await api.as("viewer", { tenantId: north }).get("/api/books/journals/2025-1");
  expect(stranger.status).not.toBe(200);
});

test("a statement opens, moves and closes", async () => {
  const path = `/api/accounts/${north}/statement-of-account`;
  const statement = await listed(`?from=2025-12-01&to=2026-01-20`, path);
  expect(statement.map((it) => [it["kind"], it["debit"], it["credit"], it["balance"]])).toEqual([
    ["opening", null, null, 1320],
    ["finalized.reversal", null, 220, 1100],
    ["received", null, 1150, -50],
    ["finalized", 330, null, 280],
    ["received", null, 30, 250],
    ["written_off", null, 250, 0],
    ["issued", null, 110, -110],
    ["issued", null, 55, -165],
    ["closing", null, null, -165],
  ]);
  expect(statement[6]).toMatchObject({ document_type: "credit_note", document_id: note["id"] });
  expect(await listed("?from=2024-01-01&to=2024-12-31", path)).toEqual([]);
  expect(await viewer.get(`${path}?from=2026-01-02&to=2026-01-01`)).toMatchObject({ status: 422 });
  expect(await viewer.get(path)).toMatchObject({ status: 422, body: { code: "invalid_input" } });
  const nobodys = `/api/accounts/${paid["id"]}/statement-of-account?from=2026-01-01&to=2026-01-02`;
  expect(await viewer.get(nobodys)).toMatchObject({ status: 404 });
});

test.each([...LISTS, "statement"])("%s has pages, and a file with all rows", async (list) => {
  const [path, query] =
    list === "statement"
      ? [`/api/accounts/${north}/statement-of-account`, "from=2025-01-01&to=2026-12-31&"]
      : [`/api/books/${list}`, list === "receivables" ? "as_of=2025-12-04&" : ""];
  const { body: whole } = await viewer.get(`${path}?${query}limit=500`);
  const pages: Row[] = [];
  for (let cursor = ""; ;) {
    const { body } = await viewer.get(`${path}?${query}limit=2${cursor}`);
    pages.push(...body.data);
    if (body.next_cursor === null) break;
    cursor = `&cursor=${encodeURIComponent(body.next_cursor)}`;
  }
  expect(pages).toEqual(whole.data);

  const file = await api.as("viewer").get(`${path}?${query}format=csv`);
  expect(file.status, file.text).toBe(200);
  expect(file.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(file.headers.get("content-disposition")).toMatch(/^attachment; filename=[a-z-]+\.csv$/);
  const [header, ...lines] = file.text.split("\r\n");
  expect(header!.split(",")).toEqual(Object.keys(whole.data[0]));
  expect(lines.filter((line) => line !== "")).toHaveLength(whole.data.length);
  expect(await viewer.get(`${path}?${query}format=xml`)).toMatchObject({ status: 422 });
  expect(await viewer.get(`${path}?${query}format=csv&limit=5`)).toMatchObject({ status: 422 });
  expect((await api.as("auditor").get(`${path}?${query}`)).status).toBe(200);
  expect((await api.bearing().get(`${path}?${query}format=csv`)).status).toBe(401);
});

test("a file says numbers as they are, and no text is a formula", async () => {
  const csv = async (path: string) =>
    (await api.as("viewer").get(`/api/books/${path}&format=csv`)).text.split("\r\n");
  const [, , , line] = await csv("invoice-journal?to=2025-12-31");
  expect(line).toContain(`"'=North, ""Ltd""",USD,-200.00,-20.00,-220.00,'-1 is what it says`);
  expect(await csv("invoice-journal?from=2030-01-01")).toHaveLength(2);
});

test("what cannot be meant is refused", async () => {
  for (const list of ["receivables?as_of=x", "balances?as_of=2025-13-01", "tie-out?on=today"]) {
    expect(await viewer.get(`/api/books/${list}`), list).toMatchObject({ status: 422 });
  }
  for (const list of LISTS) {
    expect(await viewer.get(`/api/books/${list}?limit=501`), list).toMatchObject({ status: 422 });
    expect(await viewer.get(`/api/books/${list}?cursor=x`), list).toMatchObject({ status: 422 });
    expect(await viewer.get(`/api/books/${list}?colour=red`), list).toMatchObject({ status: 422 });
  }
});
