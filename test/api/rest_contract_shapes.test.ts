// Milestones, minimum commitments and co-termed contracts over REST.
import { beforeAll, describe, expect, test } from "vitest";
import { refused, startContractsApi, type ContractsApi } from "../support/contracts_api.ts";

let on: ContractsApi;
beforeAll(async () => {
  on = await startContractsApi();
});

const SEATS = { seat_count: 100, seat_price: 10 };

describe("milestones", () => {
  const line = (milestones: object[]) => ({
    lines: [{ description: "Implementation", unit_price: 10000, quantity: 3, milestones }],
  });

  test("bill a price in parts, each on its day", async () => {
    const contract = await on.sign(
      line([
        { date: "2026-03-01", percent: 33.33, description: "Kick-off" },
        { date: "2026-06-30", percent: 66.67, description: "Go-live" },
      ]),
    );
    expect(contract).toMatchObject({ status: 201, body: { contract_value: 30000 } });
    expect(contract.body.lines).toMatchObject([
      { description: "Implementation: Kick-off", price_interval: "one_time" },
      { description: "Implementation: Go-live", price_interval: "one_time" },
    ]);
    expect(await on.schedule(contract.body.id)).toEqual([
      ["2026-03-01", "2026-03-01", 9999],
      ["2026-06-30", "2026-06-30", 20001],
    ]);
  });

  test("refuse what does not add up", async () => {
    await refused(on.sign(line([{ date: "2026-03-01", percent: 99 }])), 422, "/lines/0/milestones");
    await refused(
      on.sign(line([{ date: "2026-03-01", amount: 29999 }])),
      422,
      "/lines/0/milestones",
    );
    await refused(
      on.sign(line([{ date: "2027-02-01", percent: 100 }])),
      422,
      "/lines/0/milestones/0/date",
    );
    await refused(
      on.sign(line([{ date: "2026-02-30", percent: 100 }])),
      422,
      "/lines/0/milestones/0/date",
    );
    await refused(on.sign(line([])), 422, "/lines/0/milestones");
  });
});

describe("a minimum commitment", () => {
  test("is an amount, or an amount and its interval", async () => {
    const plain = await on.sign({ ...SEATS, minimum_commitment: 12500.5 });
    expect(plain).toMatchObject({
      status: 201,
      body: { contract_value: 12000, minimum_commitment: { amount: 12500.5, interval: "term" } },
    });
    expect((await on.schedule(plain.body.id)).at(1)).toEqual(["2026-02-01", "2027-02-01", 500.5]);
    const listed = await on.viewer.get(
      `/api/contracts?contract_number=${plain.body.contract_number}`,
    );
    expect(listed.body.data[0].minimum_commitment).toEqual({ amount: 12500.5, interval: "term" });

    const quarterly = await on.sign({
      ...SEATS,
      minimum_commitment: { amount: 3100, interval: "quarter" },
    });
    const trueUp = await on.finance.post("/api/billing/preview", {
      contract_id: quarterly.body.id,
      as_of: "2026-05-01",
    });
    const items = trueUp.body.invoices.at(-1).items as object[];
    expect(items).toMatchObject([{ amount: 1000 }, { amount: 100 }]);
    expect((await on.sign(SEATS)).body.minimum_commitment).toBeNull();
  });

  test("changes by amendment", async () => {
    const { body } = await on.sign({ ...SEATS, minimum_commitment: "13000" });
    const minimum = body.lines.find(
      (line: { pricing_model: string }) => line.pricing_model === "minimum",
    );
    const amend = (change: object) =>
      on.sales.post(`/api/contracts/${body.id}/amendments`, {
        effective_date: "2026-08-01",
        changes: [{ line_id: minimum.id, ...change }],
      });
    expect(await amend({ unit_price: 14000 })).toMatchObject({ status: 201, body: { lines: [] } });
    expect((await on.schedule(body.id)).at(1)).toEqual(["2026-02-01", "2027-02-01", 1504.11]);
    await refused(amend({ quantity: 2 }), 422, "/changes/0/quantity");
    await refused(amend({ unit_price: 0 }), 422, "/changes/0/unit_price");
    expect((await amend({ end: true })).status).toBe(201);
    expect((await on.schedule(body.id)).at(1)).toEqual(["2026-02-01", "2026-08-01", 446.58]);
  });

  test("refuses what is wrong", async () => {
    const ask = (minimum_commitment: unknown) => on.sign({ ...SEATS, minimum_commitment });
    await refused(ask(0), 422, "/minimum_commitment/amount");
    await refused(ask(-5), 422, "/minimum_commitment/amount");
    await refused(ask("much"), 422, "/minimum_commitment");
    await refused(ask([5]), 422, "/minimum_commitment");
    await refused(ask({ interval: "year" }), 422, "/minimum_commitment/amount");
    await refused(ask({ amount: 5, interval: "week" }), 422, "/minimum_commitment/interval");
    await refused(ask({ amount: 5, currency: "EUR" }), 422, "/minimum_commitment/currency");
    await refused(
      on.sign({
        ...SEATS,
        billing_frequency: "annual",
        minimum_commitment: { amount: 5, interval: "month" },
      }),
      422,
      "/minimum_commitment/interval",
    );
  });
});

describe("co-term", () => {
  test("a contract ends with another of its family", async () => {
    const { group, north, stranger } = on.accounts;
    const first = await on.sign(SEATS);
    const second = await on.sign({
      ...SEATS,
      account_id: north,
      start_date: "2026-06-01",
      end_date: undefined,
      coterm_with_contract_id: first.body.id,
    });
    expect(second).toMatchObject({
      status: 201,
      body: { end_date: "2027-01-31", coterm_with_contract_id: first.body.id },
    });
    expect((await on.sales.post(`/api/contracts/${second.body.id}/renew`)).body).toMatchObject({
      start_date: "2027-02-01",
      end_date: "2028-01-31",
      coterm_with_contract_id: first.body.id,
    });
    const beside = (more: object) =>
      on.sign({ ...SEATS, end_date: undefined, coterm_with_contract_id: first.body.id, ...more });
    await refused(beside({ start_date: "2027-02-01" }), 422, "/coterm_with_contract_id");
    await refused(beside({ account_id: stranger }), 422, "/coterm_with_contract_id");
    await refused(beside({ coterm_with_contract_id: group }), 404, "/coterm_with_contract_id");
    await refused(beside({ end_date: "2027-02-28" }), 422, "/end_date");
    await refused(on.sign({ ...SEATS, end_date: undefined }), 422, "/end_date");
  });
});

test("what is wrong with seats is named as it was said", async () => {
  const { group } = on.accounts;
  await refused(on.sign({ ...SEATS, seat_count: -1 }), 422, "/seat_count");
  await refused(on.sign({ ...SEATS, seat_price: -1 }), 422, "/seat_price");
  await refused(on.sign({ ...SEATS, product_id: group }), 404, "/product_id");
});
