// One contract over several subsidiaries, over REST.
import { beforeAll, expect, test } from "vitest";
import { refused, startContractsApi, type ContractsApi } from "../support/contracts_api.ts";

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
