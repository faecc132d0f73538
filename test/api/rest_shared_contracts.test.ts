// One contract over several subsidiaries, over REST.
import { beforeAll, expect, test } from "vitest";
import { refused, startContractsApi, type ContractsApi } from "../support/contracts_api.ts";
import type { Answer } from "../support/http.ts";
import { checked } from "../support/openapi.ts";

let on: ContractsApi;
beforeAll(async () => {
  on = await startContractsApi();
});

const SEATS = { seat_count: 100, seat_price: 10 };

test("a contract covers accounts by seats, by shares, or alike", async () => {
  const { group, north, south } = on.accounts;
  const contract = await on.sign({
    ...SEATS,
    covered_accounts: [{ account_id: north, seats: 30 }],
  });
  expect(contract).toMatchObject({
    status: 201,
    body: {
      covered_accounts: [
        { account_id: group, seats: 70, share: null },
        { account_id: north, seats: 30, share: null },
      ],
    },
  });
  const at = `/api/contracts/${contract.body.id}/covered-accounts`;
  const put = (covered_accounts: unknown) => on.sales.put(at, { covered_accounts });
  expect((await put([north, south])).body.covered_accounts).toEqual([
    { account_id: north, seats: null, share: 1 },
    { account_id: south, seats: null, share: 1 },
  ]);
  const shares = [
    { account_id: group, seats: null, share: 0.6 },
    { account_id: south, seats: null, share: 0.4 },
  ];
  expect((await put(shares)).body.covered_accounts).toEqual(shares);
  expect((await put([])).body.covered_accounts).toEqual([]);
  expect((await on.sign({ ...SEATS, covered_accounts: [south, north] })).body).toMatchObject({
    covered_accounts: [{ account_id: south }, { account_id: north }],
  });

  const seen = await on.api.as("viewer").post("/graphql", {
    query: `query ($id: UUID!) { contract(id: $id) {
      coveredAccounts { accountId share }
      shares { nodes { account { accountName } basis weight position } } } }`,
    variables: { id: (await on.sign({ ...SEATS, covered_accounts: [north] })).body.id },
  });
  expect(seen.body.data.contract).toEqual({
    coveredAccounts: [{ accountId: north, share: "1" }],
    shares: {
      nodes: [{ account: { accountName: "North" }, basis: "share", weight: "1", position: 1 }],
    },
  });
});

test("wrong covers are refused", async () => {
  const { north, stranger } = on.accounts;
  const ask = (covered_accounts: unknown) => on.sign({ ...SEATS, covered_accounts });
  await refused(ask([stranger]), 422, "/covered_accounts/0/account_id");
  await refused(ask([on.api.tenantId]), 404, "/covered_accounts/0/account_id");
  await refused(ask(["nobody"]), 422, "/covered_accounts/0");
  await refused(ask([north, north]), 422, "/covered_accounts/0/account_id");
  await refused(ask([{ account_id: north, seats: 101 }]), 422, "/covered_accounts");
  await refused(ask([{ account_id: north, seats: 1, share: 1 }]), 422, "/covered_accounts/0/share");
  await refused(ask(north), 422, "/covered_accounts");
  const { body } = await on.sign(SEATS);
  const at = `/api/contracts/${body.id}/covered-accounts`;
  await refused(on.sales.put(at, {}), 422, "/covered_accounts");
  await refused(on.finance.put(at, { covered_accounts: [north] }), 403);
  await refused(
    on.sales.put(`/api/contracts/${north}/covered-accounts`, { covered_accounts: [north] }),
    404,
  );
});

test("three payers of one contract: billed, amended, noted, voided, issued anew and given back", async () => {
  const { group, north, south } = on.accounts;
  const names = { [group]: "Group", [north]: "North", [south]: "South" };
  const admin = checked(on.api.as("admin"));
  const done = async (asked: Promise<Answer>) => {
    const answer = await asked;
    expect(answer.status, answer.text).toBeLessThan(300);
    return answer.body;
  };
  const contract = await done(
    on.sign({
      lines: [{ description: "X", pricing_model: "flat", quantity: 1, unit_price: 100 }],
      covered_accounts: [group, north, south],
    }),
  );
  const invoices = async () => {
    const { data } = await done(
      admin.get(`/api/invoices?contract_id=${contract.id}&limit=100&order_by=id`),
    );
    return data.filter((it: Invoice) => it.status !== "void") as Invoice[];
  };
  const told = (of: Invoice[]) => of.map((it) => [names[it.account_id], it.total]);
  const act = (it: Invoice, what: string) =>
    done(
      admin.post(
        `/api/invoices/${it.id}/${what}`,
        what === "finalize" ? undefined : { reason: "Wrong" },
      ),
    );
  const last = async (account: string) =>
    (await invoices()).findLast((it) => it.account_id === account)!;

  const preview = await done(admin.post("/api/billing/preview", { contract_id: contract.id }));
  expect(preview.total).toBe(100);
  expect(told(preview.invoices)).toEqual([
    ["Group", 33.34],
    ["North", 33.33],
    ["South", 33.33],
  ]);
  const first = await done(admin.post("/api/billing/generate", { contract_id: contract.id }));
  expect(first.account_id).toBe(group);
  const again = await done(admin.post("/api/billing/generate", { contract_id: contract.id }));
  expect(again.id).toBe(first.id);
  expect(told(await invoices())).toEqual(told(preview.invoices));
  for (const it of await invoices()) await done(admin.post(`/api/invoices/${it.id}/finalize`));

  // 14 of 28 days at 60.00 more.
  const amended = await done(
    admin.post(`/api/contracts/${contract.id}/amendments`, {
      effective_date: "2026-02-15",
      changes: [{ line_id: contract.lines[0].id, unit_price: 160 }],
      invoice_now: true,
    }),
  );
  expect(amended).toMatchObject({
    total: 30,
    lines: [
      { kind: "credit", amount: -50 },
      { kind: "charge", amount: 80 },
    ],
  });
  const changes = (await invoices()).slice(3);
  expect(told(changes)).toEqual([
    ["Group", 10],
    ["North", 10.01],
    ["South", 9.99],
  ]);
  expect(changes[0]!.id).toBe(amended.invoice_id);
  for (const it of await invoices()) {
    const { items } = await done(admin.get(`/api/invoices/${it.id}`));
    for (const item of items) {
      const why = await done(admin.get(`/api/invoices/${it.id}/items/${item.id}/explain`));
      expect(why, JSON.stringify(why)).toMatchObject({ agrees: true });
    }
  }

  // A note of North's takes what its own change has left.
  const [, norths] = await invoices();
  const note = await done(
    admin.post("/api/credit-notes", { invoice_id: norths!.id, reason: "Agreed" }),
  );
  expect(note.net).toBe(16.67);

  await done(on.api.as("admin").post("/api/clock/advance", { to: "2026-03-01T12:00:00Z" }));
  const march = async () => (await invoices()).filter((it) => it.issue_date >= "2026-03-01");
  expect(told(await march())).toEqual([
    ["Group", 53.34],
    ["North", 53.33],
    ["South", 53.33],
  ]);
  for (const it of await march()) if (it.status === "draft") await act(it, "finalize");
  await act(await last(south), "void");
  expect(told(await march())).toEqual([
    ["Group", 53.34],
    ["North", 53.33],
  ]);
  const anew = await done(
    admin.post("/api/billing/generate", {
      contract_id: contract.id,
      billing_period_start: "2026-03-01",
      billing_period_end: "2026-03-31",
    }),
  );
  expect([anew.account_id, anew.total]).toEqual([south, 53.33]);
  await act(anew, "finalize");
  const reissued = await act(anew, "reissue");
  expect([reissued.account_id, reissued.total]).toEqual([south, 53.33]);
  await act(reissued, "finalize");
  expect(told(await march())).toEqual([
    ["Group", 53.34],
    ["North", 53.33],
    ["South", 53.33],
  ]);

  // 15 of 31 days were used: each has back what it was billed beyond that.
  await done(
    admin.post(`/api/contracts/${contract.id}/cancel`, {
      effective_date: "2026-03-16",
      reason: "Leaves",
      with_credit: true,
    }),
  );
  await done(on.api.as("admin").post("/api/clock/advance", { to: "2026-03-17T12:00:00Z" }));
  expect(told((await march()).slice(3))).toEqual([
    ["Group", -27.53],
    ["North", -27.52],
    ["South", -27.53],
  ]);
});

interface Invoice {
  id: string;
  account_id: string;
  total: number;
  status: string;
  issue_date: string;
}
