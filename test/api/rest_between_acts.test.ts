// What comes between one act and the next: a discount and a change, a note and a cancellation, a
// run and what a person undid. Small inputs, each with the sum that is right.
import { beforeAll, expect, test } from "vitest";
import { startTestApi, type TestApi } from "../support/api.ts";
import type { Http } from "../support/http.ts";
import { checked, useOpenApi } from "../support/openapi.ts";
import { openTenant } from "../support/tenants.ts";

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi();
  useOpenApi((await api.bearing().get("/api/openapi.json")).body);
});

type Body = Record<string, any>;

interface Desk {
  http: Http;
  account(name: string, more?: Body): Promise<string>;
  sign(more: Body): Promise<Body>;
  /** Bills what is due until a day, by default today, and issues it. */
  bill(contractId: string, more?: Body): Promise<Body>;
  amend(contract: Body, day: string, changes: Body[], invoiceNow?: boolean): Promise<Body>;
  seats(contract: Body, day: string, quantity: number): Promise<Body>;
  note(invoice: Body, lines?: { item_id: string; net: number }[]): Promise<Body>;
  pay(invoice: Body): Promise<void>;
  cancel(contract: Body, day: string): Promise<Body>;
  until(day: string): Promise<void>;
  invoices(): Promise<Body[]>;
  /** Of what is not void, with what amendments gave back, before notes. */
  billed(): Promise<number>;
  sql<T extends Body>(text: string, values?: unknown[]): Promise<T[]>;
}

/** In a tenant of its own, on a day of 2026. */
async function at(day: string, work: (desk: Desk) => Promise<void>): Promise<void> {
  const tenancy = await openTenant({
    database: api.tenancy.database,
    clockAt: `${day}T12:00:00Z`,
  });
  const http = checked(api.as("admin", { tenantId: tenancy.tenantId }));
  const done = async (asked: Promise<{ status: number; text: string; body: Body }>) => {
    const answer = await asked;
    expect(answer.status, answer.text).toBeLessThan(300);
    return answer.body;
  };
  let customer: string | undefined;
  const desk: Desk = {
    http,
    account: async (account_name, more) =>
      (await done(http.post("/api/accounts", { account_name, ...more }))).id,
    sign: async (more) => {
      const account_id = more.account_id ?? (customer ??= await desk.account("Acme"));
      return await done(
        http.post("/api/contracts", {
          start_date: "2026-01-01",
          end_date: "2026-12-31",
          billing_frequency: "annual",
          ...more,
          account_id,
        }),
      );
    },
    bill: async (contract_id, more) => {
      const { id } = await done(http.post("/api/billing/generate", { contract_id, ...more }));
      return await done(http.post(`/api/invoices/${id}/finalize`));
    },
    amend: (contract, effective_date, changes, invoice_now = true) =>
      done(
        http.post(`/api/contracts/${contract.id}/amendments`, {
          effective_date,
          changes,
          invoice_now,
        }),
      ),
    seats: (contract, day, quantity) =>
      desk.amend(contract, day, [{ line_id: contract.lines[0].id, quantity }]),
    note: (invoice, lines) =>
      done(http.post("/api/credit-notes", { invoice_id: invoice.id, reason: "Agreed", lines })),
    pay: async (invoice) => {
      await done(
        http.post("/api/payments", {
          account_id: invoice.account_id,
          amount: invoice.total,
          reference: invoice.invoice_number,
        }),
      );
    },
    cancel: (contract, effective_date) =>
      done(
        http.post(`/api/contracts/${contract.id}/cancel`, {
          effective_date,
          reason: "Leaves",
          with_credit: true,
        }),
      ),
    until: async (to) => {
      const answer = await http.post("/api/clock/advance", { to: `${to}T12:00:00Z` });
      expect(answer.status, answer.text).toBe(201);
    },
    invoices: async () => {
      const { data } = await done(http.get("/api/invoices?limit=100&order_by=id"));
      return await Promise.all(
        data.map((it: Body) => done(http.get(`/api/invoices/${it.id}`))) as Promise<Body>[],
      );
    },
    billed: async () => {
      const cents = (await desk.invoices())
        .filter(({ status }) => status !== "void")
        .reduce((sum, { subtotal, discount }) => sum + Math.round((subtotal - discount) * 100), 0);
      return cents / 100;
    },
    sql: (text, values) => tenancy.root.rows(text, values),
  };
  await work(desk);
}

const TEN_SEATS = {
  lines: [{ description: "Seats", quantity: 10, unit_price: 10, price_interval: "month" }],
};
const loyal = { reason: "Loyal" };

test.each([
  ["half once", [{ percent: 50, duration: "once", ...loyal }], 600],
  [
    "half for three months",
    [{ percent: 50, duration: "repeating", duration_months: 3, ...loyal }],
    600,
  ],
  ["600 once", [{ amount: 600, duration: "once", ...loyal }], 600],
  ["more than there is, once", [{ amount: 1500, duration: "once", ...loyal }], 0],
  [
    "a tenth for ever and 100 once",
    [
      { percent: 10, duration: "forever", ...loyal },
      { amount: 100, duration: "once", ...loyal },
    ],
    980,
  ],
  ["300 for ever", [{ amount: 300, duration: "forever", ...loyal }], 900],
  ["300 for a year", [{ amount: 300, duration: "repeating", duration_months: 12, ...loyal }], 900],
])("a seat less and a seat more leave the sum: %s", (_, discounts, sum) =>
  at("2026-07-02", async (desk) => {
    const contract = await desk.sign({ ...TEN_SEATS, discounts });
    await desk.bill(contract.id);
    expect(await desk.billed()).toBe(sum);
    await desk.seats(contract, "2026-07-02", 9);
    await desk.seats(contract, "2026-07-02", 10);
    expect(await desk.billed()).toBe(sum);
    expect(await desk.billed()).toBe(sum);
  }),
);

test("a discount agreed or ended in the middle of a billed period counts from the next one on", async () => {
  await at("2026-07-02", async (desk) => {
    const contract = await desk.sign(TEN_SEATS);
    await desk.bill(contract.id);
    const given = await desk.http.post(`/api/contracts/${contract.id}/discounts`, {
      percent: 10,
      duration: "forever",
      ...loyal,
    });
    expect(given.status, given.text).toBe(201);
    await desk.seats(contract, "2026-07-02", 9);
    await desk.seats(contract, "2026-07-02", 10);
    expect(await desk.billed()).toBe(1200);
    // Two seats more than the period had ask for what holds now.
    await desk.seats(contract, "2026-07-02", 12);
    expect(await desk.billed()).toBeCloseTo(1200 + 120.33 - 12.03, 6);
  });
  await at("2026-07-02", async (desk) => {
    const contract = await desk.sign({
      ...TEN_SEATS,
      discounts: [{ percent: 10, duration: "forever", ...loyal }],
    });
    await desk.bill(contract.id);
    const [discount] = (await desk.http.get(`/api/contracts/${contract.id}`)).body.discounts;
    const ended = await desk.http.delete(`/api/contracts/${contract.id}/discounts/${discount.id}`);
    expect(ended.status, ended.text).toBeLessThan(300);
    await desk.seats(contract, "2026-07-02", 9);
    await desk.seats(contract, "2026-07-02", 10);
    expect(await desk.billed()).toBe(1080);
    await desk.seats(contract, "2026-07-02", 12);
    expect(await desk.billed()).toBe(1080 + 120.33);
  });
});

test("a charge that takes the place of days has their discount", () =>
  at("2026-07-02", async (desk) => {
    const contract = await desk.sign({
      ...TEN_SEATS,
      discounts: [{ percent: 50, duration: "once", ...loyal }],
    });
    await desk.bill(contract.id);
    const amended = await desk.seats(contract, "2026-07-02", 9);
    expect(amended.lines).toMatchObject([
      { kind: "credit", amount: -601.64, discount: -300.82 },
      { kind: "charge", amount: 541.48, discount: 270.74 },
    ]);
    expect(amended.total).toBe(-30.08);
  }));

test("an amount for each month is taken once a month, whatever changes in it", async () => {
  const april = {
    start_date: "2026-04-01",
    billing_frequency: "monthly",
    lines: [{ description: "Seats", quantity: 2, unit_price: 100, price_interval: "month" }],
    discounts: [{ amount: 60, duration: "forever", ...loyal }],
  };
  await at("2026-04-01", async (desk) => {
    const contract = await desk.sign(april);
    await desk.bill(contract.id);
    expect(await desk.billed()).toBe(140);
    await desk.until("2026-04-16");
    await desk.seats(contract, "2026-04-16", 3);
    expect(await desk.billed()).toBe(190);
    for (const seats of [2, 3, 2, 3, 2]) await desk.seats(contract, "2026-04-16", seats);
    expect(await desk.billed()).toBe(140);
  });
  await at("2026-04-01", async (desk) => {
    const contract = await desk.sign(april);
    await desk.bill(contract.id);
    await desk.until("2026-04-16");
    await desk.amend(contract, "2026-04-16", [
      { add: { description: "More", quantity: 1, unit_price: 100, price_interval: "month" } },
    ]);
    expect(await desk.billed()).toBe(190);
  });
});

const GERMANY = { street: "Allee 1", city: "Berlin", postal_code: "10115", country: "DE" };
async function inclusive(desk: Desk): Promise<{ contract: Body; invoice: Body }> {
  await desk.sql("select tax.add_tax_registration('DE', 'DE136695976', '2020-01-01')");
  await desk.sql("select tax.change_tax_settings(prices_include_tax => true)");
  const account_id = await desk.account("Acme");
  await desk.sql("select customers.set_address($1, 'billing', ($2, null, $3, null, $4, 'DE'))", [
    account_id,
    GERMANY.street,
    GERMANY.city,
    GERMANY.postal_code,
  ]);
  const contract = await desk.sign({
    account_id,
    start_date: "2026-04-01",
    billing_frequency: "monthly",
    lines: [{ description: "Seat", quantity: 1, unit_price: 119, price_interval: "month" }],
  });
  const invoice = await desk.bill(contract.id);
  expect(invoice).toMatchObject({ subtotal: 100, tax: 19, total: 119 });
  return { contract, invoice };
}
const sums = async (desk: Desk) =>
  (await desk.invoices())
    .filter(({ status }) => status !== "void")
    .map(({ total }) => total as number);

test.each([
  [99, "2026-04-02", -1.19],
  [80, "2026-04-16", -23.8],
])("prices with tax: noted %d net, cancelled on %s", (net, day, total) =>
  at("2026-04-01", async (desk) => {
    const { contract, invoice } = await inclusive(desk);
    await desk.pay(invoice);
    await desk.note(invoice, [{ item_id: invoice.items[0].id, net }]);
    await desk.cancel(contract, day);
    await desk.until("2026-04-20");
    expect(await sums(desk)).toEqual([119, total]);
  }),
);

test("prices with tax: what an amendment left can be noted, net and tax", async () => {
  await at("2026-04-01", async (desk) => {
    const { contract, invoice } = await inclusive(desk);
    await desk.pay(invoice);
    await desk.until("2026-04-16");
    await desk.cancel(contract, "2026-04-16");
    const note = await desk.note(invoice);
    expect(note).toMatchObject({ net: 50, tax: 9.5 });
  });
  await at("2026-04-01", async (desk) => {
    const { contract, invoice } = await inclusive(desk);
    await desk.until("2026-04-16");
    await desk.amend(contract, "2026-04-16", [{ line_id: contract.lines[0].id, unit_price: 59.5 }]);
    const note = await desk.note(invoice);
    expect(note).toMatchObject({ net: 50, tax: 9.5 });
  });
});

async function shared(desk: Desk, seats?: number[]) {
  const payer = await desk.account("Z");
  const names = ["A", "B", "C"];
  const ids: string[] = [];
  for (const name of names)
    ids.push(await desk.account(name, { parent_account_id: payer, payer: "parent" }));
  const contract = await desk.sign({
    account_id: payer,
    start_date: "2026-04-01",
    billing_frequency: "monthly",
    lines: [
      {
        description: "Seats",
        quantity: seats ? 10 : 1,
        unit_price: seats ? 10 : 100,
        price_interval: "month",
      },
    ],
    covered_accounts: ids.map((account_id, i) =>
      seats ? { account_id, seats: seats[i] } : { account_id, share: 1 },
    ),
  });
  const invoice = await desk.bill(contract.id);
  await desk.pay(invoice);
  const of = (name: string) =>
    invoice.items.find((it: Body) => it.account_id === ids[names.indexOf(name)]);
  const given = async (): Promise<Record<string, number>> => {
    const [, credit] = (await desk.invoices()).filter(({ status }) => status !== "void");
    return Object.fromEntries(
      (credit?.items ?? []).map((it: Body) => [names[ids.indexOf(it.account_id)], it.amount]),
    );
  };
  return { contract, invoice, of, given };
}

test.each([
  [["A"], { B: -16.66, C: -16.67 }],
  [["A", "B"], { C: -16.67 }],
])("shared alike, noted for %j, cancelled in the middle", (noted, expected) =>
  at("2026-04-01", async (desk) => {
    const { contract, invoice, of, given } = await shared(desk);
    for (const name of noted) {
      const item = of(name);
      await desk.note(invoice, [{ item_id: item.id, net: item.amount }]);
    }
    await desk.cancel(contract, "2026-04-16");
    await desk.until("2026-04-17");
    expect(await given()).toEqual(expected);
    const left = await desk.http.post("/api/credit-notes", {
      invoice_id: invoice.id,
      reason: "Rest",
    });
    const back = Object.values(expected).reduce((sum, it) => sum - it, 0);
    const before = noted.reduce((sum, name) => sum + of(name).amount, 0);
    expect(left.body.net).toBeCloseTo(100 - before - back, 6);
  }),
);

test("shared by seats, noted for the largest part, cancelled in the middle", () =>
  at("2026-04-01", async (desk) => {
    const { contract, invoice, of, given } = await shared(desk, [8, 1, 1]);
    await desk.note(invoice, [{ item_id: of("A").id, net: 80 }]);
    await desk.cancel(contract, "2026-04-16");
    await desk.until("2026-04-17");
    expect(await given()).toEqual({ B: -5, C: -5 });
  }));

const MONTHLY = {
  start_date: "2026-04-01",
  billing_frequency: "monthly",
  lines: [{ description: "Service", quantity: 1, unit_price: 100, price_interval: "month" }],
};

test("what a credit note took back no run makes again; what a person voids waits again", async () => {
  for (const paid of [false, true])
    await at("2026-04-01", async (desk) => {
      const contract = await desk.sign(MONTHLY);
      await desk.pay(await desk.bill(contract.id));
      await desk.until("2026-04-16");
      const { invoice_id } = await desk.amend(contract, "2026-04-16", [
        { line_id: contract.lines[0].id, unit_price: 160 },
      ]);
      const issued = (await desk.http.post(`/api/invoices/${invoice_id}/finalize`)).body;
      expect(issued.total).toBe(30);
      if (paid) await desk.pay(issued);
      await desk.note(issued);
      await desk.until("2026-04-25");
      expect((await desk.invoices()).length).toBe(2);
      await desk.until("2026-05-01");
      const [, , may] = await desk.invoices();
      expect(may).toMatchObject({ total: 160 });
    });
  await at("2026-04-01", async (desk) => {
    const contract = await desk.sign(MONTHLY);
    await desk.bill(contract.id);
    await desk.until("2026-04-16");
    const { invoice_id } = await desk.amend(contract, "2026-04-16", [
      { line_id: contract.lines[0].id, unit_price: 160 },
    ]);
    await desk.http.post(`/api/invoices/${invoice_id}/void`, { reason: "Wrong" });
    await desk.until("2026-04-17");
    expect(await sums(desk)).toEqual([100, 30]);
  });
});

test("what a person undid is billed again only by a person, whoever had made it", async () => {
  for (const undo of ["void", "note"])
    for (const by of ["generate", "run"])
      await at("2026-03-31", async (desk) => {
        const contract = await desk.sign(MONTHLY);
        await desk.until("2026-04-01");
        let [april] = await desk.invoices();
        if (by === "generate" && !april) april = await desk.bill(contract.id);
        if (april!.status === "draft")
          april = (await desk.http.post(`/api/invoices/${april!.id}/finalize`)).body;
        if (undo === "void")
          await desk.http.post(`/api/invoices/${april!.id}/void`, { reason: "Wrong" });
        else await desk.note(april!);
        await desk.until("2026-05-01");
        const made = (await desk.invoices()).filter(({ status }) => status !== "void");
        expect(made.map((it) => it.period_start)).toEqual(["2026-05-01"]);
        const again = await desk.http.post("/api/billing/generate", {
          contract_id: contract.id,
          billing_period_start: "2026-04-01",
          billing_period_end: "2026-04-30",
        });
        expect(again.body).toMatchObject({ period_start: "2026-04-01", total: 100 });
      });
});

test("an invoice of nothing can be voided and made anew, and gives its coupon back", () =>
  at("2026-04-01", async (desk) => {
    const coupon = await desk.http.post("/api/discounts", {
      code: "FREE",
      name: "First month free",
      percent: 100,
      duration: "once",
      max_redemptions: 1,
    });
    expect(coupon.status, coupon.text).toBe(201);
    const contract = await desk.sign({ ...MONTHLY, coupon_codes: ["FREE"] });
    const invoice = await desk.bill(contract.id);
    expect(invoice).toMatchObject({ total: 0, status: "paid" });
    const voided = await desk.http.post(`/api/invoices/${invoice.id}/void`, { reason: "Wrong" });
    expect(voided.body).toMatchObject({ status: "void" });
    const again = await desk.bill(contract.id, {
      billing_period_start: "2026-04-01",
      billing_period_end: "2026-04-30",
    });
    expect(again).toMatchObject({ total: 0, discount: 100, status: "paid" });
    const reissued = await desk.http.post(`/api/invoices/${again.id}/reissue`, { reason: "Again" });
    expect(reissued.body).toMatchObject({ total: 0, discount: 100, status: "draft" });
  }));

test("an invoice below zero can be voided while its credit is there", () =>
  at("2026-04-01", async (desk) => {
    const contract = await desk.sign(MONTHLY);
    await desk.pay(await desk.bill(contract.id));
    await desk.until("2026-04-16");
    const { invoice_id } = await desk.amend(contract, "2026-04-16", [
      { line_id: contract.lines[0].id, unit_price: 40 },
    ]);
    const issued = await desk.http.post(`/api/invoices/${invoice_id}/finalize`);
    expect(issued.body).toMatchObject({ total: -30, status: "paid" });
    const voided = await desk.http.post(`/api/invoices/${invoice_id}/void`, { reason: "Wrong" });
    expect(voided.body, voided.text).toMatchObject({ status: "void" });
    expect(
      await desk.sql(
        `select balance::text from billing.account_balances
        where tenant_id = tenancy.current_tenant_id()`,
      ),
    ).toEqual([{ balance: "0.00" }]);
    // It waits again, and the next run has it.
    await desk.until("2026-04-17");
    expect(await sums(desk)).toEqual([100, -30]);
  }));

test("credits go to whom the piece was billed, charges to who pays now", () =>
  at("2026-07-02", async (desk) => {
    const parent = await desk.account("Parent");
    const child = await desk.account("Child", { parent_account_id: parent, payer: "parent" });
    const contract = await desk.sign({
      account_id: child,
      lines: [{ description: "Service", quantity: 1, unit_price: 100, price_interval: "month" }],
    });
    const invoice = await desk.bill(contract.id);
    expect(invoice).toMatchObject({ account_id: parent, total: 1200 });
    await desk.pay(invoice);
    const moved = await desk.http.patch(`/api/accounts/${child}`, { payer: "self" });
    expect(moved.status, moved.text).toBe(200);
    await desk.amend(contract, "2026-07-02", [{ line_id: contract.lines[0].id, quantity: 2 }]);
    const made = (await desk.invoices()).filter((it) => it.id !== invoice.id);
    expect(made.map((it) => [it.account_id, it.total]).sort((a, b) => a[1] - b[1])).toEqual([
      [parent, -601.64],
      [child, 1203.29],
    ]);
  }));

test("after a note, the charge of the same days is lowered by what it took", () =>
  at("2026-07-02", async (desk) => {
    const contract = await desk.sign(TEN_SEATS);
    const invoice = await desk.bill(contract.id);
    await desk.note(invoice, [{ item_id: invoice.items[0].id, net: 960 }]);
    await desk.seats(contract, "2026-07-02", 9);
    await desk.seats(contract, "2026-07-02", 10);
    expect((await desk.billed()) - 960).toBe(240);
  }));

test("a price for a year that is billed by the month adds up to it", () =>
  at("2026-01-01", async (desk) => {
    const contract = await desk.sign({
      billing_frequency: "monthly",
      lines: [
        { description: "Flat", pricing_model: "flat", unit_price: 1000, price_interval: "year" },
      ],
    });
    const { data } = (await desk.http.get(`/api/contracts/${contract.id}/schedule`)).body;
    const amounts = data.map((it: Body) => it.amount);
    expect(amounts).toEqual([...Array(4).fill(83.34), ...Array(8).fill(83.33)]);
  }));

test("in arrears an added line is charged after its service, and ended before it, not at all", async () => {
  const arrears = {
    start_date: "2028-01-26",
    end_date: "2029-04-25",
    billing_frequency: "semi_annual",
    billing_in_advance: false,
    lines: [
      { description: "Flat", pricing_model: "flat", unit_price: 10, price_interval: "month" },
    ],
  };
  const added = {
    add: {
      description: "More",
      quantity: 10,
      unit_price: 100,
      price_interval: "month",
      end_date: "2028-07-05",
    },
  };
  for (const change of [{ end: true }, { quantity: 20 }] as Body[])
    await at("2028-01-10", async (desk) => {
      const contract = await desk.sign(arrears);
      const amended = await desk.amend(contract, "2028-01-26", [added]);
      expect(amended).toMatchObject({ lines: [], total: 0, invoice_id: null });
      const { lines } = (await desk.http.get(`/api/contracts/${contract.id}`)).body;
      const line_id = lines.find((it: Body) => it.description === "More").id;
      await desk.amend(contract, "2028-01-26", [{ line_id, ...change }]);
      expect(await desk.invoices()).toEqual([]);
      await desk.until("2028-07-06");
      expect(await sums(desk)).toEqual(change.end ? [] : [10681.32]);
    });
});

test("an added line waits for its days, whatever other lines do and in whichever order", async () => {
  const year = { billing_frequency: "monthly", lines: MONTHLY.lines };
  const add = {
    add: { description: "New", quantity: 1, unit_price: 100, price_interval: "month" },
  };
  for (const order of ["end first", "add first", "together"])
    await at("2026-01-15", async (desk) => {
      const contract = await desk.sign({ ...year, start_date: "2026-01-01" });
      await desk.bill(contract.id);
      const end = { line_id: contract.lines[0].id, end: true };
      const steps =
        order === "together"
          ? [[end, add]]
          : order === "end first"
            ? [[end], [add]]
            : [[add], [end]];
      for (const changes of steps) await desk.amend(contract, "2026-02-01", changes);
      expect(await sums(desk)).toEqual([100]);
      await desk.until("2026-03-01");
      expect(await sums(desk)).toEqual([100, 100, 100]);
    });
  await at("2026-01-15", async (desk) => {
    const contract = await desk.sign({
      ...year,
      lines: [{ ...MONTHLY.lines[0], start_date: "2026-07-01" }],
    });
    await desk.amend(contract, "2026-01-15", [add]);
    expect(await sums(desk)).toEqual([54.84]);
  });
  await at("2026-01-15", async (desk) => {
    const contract = await desk.sign({
      ...year,
      lines: [{ description: "Setup", quantity: 1, unit_price: 50, price_interval: "one_time" }],
    });
    await desk.bill(contract.id);
    await desk.amend(contract, "2026-02-01", [add]);
    expect(await sums(desk)).toEqual([50]);
    await desk.until("2026-02-01");
    expect(await sums(desk)).toEqual([50, 100]);
  });
});

test("the discount of a line does not drift over sixty changes", () =>
  at("2026-01-01", async (desk) => {
    const contract = await desk.sign({
      lines: [
        {
          description: "Seats",
          quantity: 365,
          unit_price: 3.34,
          price_interval: "year",
          discount_percent: 10,
        },
      ],
    });
    await desk.bill(contract.id);
    for (let day = 0; day < 60; day++) {
      const date = new Date(Date.UTC(2026, 9, 31) - day * 86_400_000).toISOString().slice(0, 10);
      await desk.amend(
        contract,
        date,
        [{ line_id: contract.lines[0].id, quantity: 366 + day }],
        false,
      );
    }
    const [piece] = await desk.sql<{ amount: string; discount: string }>(
      `select amount::text, discount::text from billing.billed_periods
      where tenant_id = tenancy.current_tenant_id() and lower(period) = '2026-01-01'`,
    );
    expect(Number(piece!.discount)).toBeCloseTo(Number(piece!.amount) / 10, 2);
  }));

test.each([
  ["annual", true, 3, 600],
  ["annual", false, 3, 600],
  ["quarterly", true, 2, 150],
  ["quarterly", false, 2, 150],
])(
  "half for some months: %s, in advance %s",
  (billing_frequency, billing_in_advance, months, off) =>
    at("2026-12-31", async (desk) => {
      const contract = await desk.sign({
        billing_frequency,
        billing_in_advance,
        lines: MONTHLY.lines,
        discounts: [{ percent: 50, duration: "repeating", duration_months: months, ...loyal }],
      });
      const { data } = (await desk.http.get(`/api/contracts/${contract.id}/schedule`)).body;
      expect(data.reduce((sum: number, it: Body) => sum + it.discount, 0)).toBe(off);
      // All that is due since the contract began.
      await desk.until("2027-01-01");
      const made = (await desk.invoices()).filter((it) => it.contract_id === contract.id);
      expect(made.reduce((sum, it) => sum + it.discount, 0)).toBe(off);
    }),
);

test("what counts towards a minimum is what falls on its days", () =>
  at("2026-01-01", async (desk) => {
    const contract = await desk.sign({
      billing_frequency: "monthly",
      billing_day: 15,
      lines: MONTHLY.lines,
      minimum_commitment: { amount: 200, interval: "month" },
    });
    await desk.until("2026-02-01");
    const trueUp = async () =>
      (await desk.invoices())
        .flatMap((it) => it.items as Body[])
        .filter((it) => it.kind === "true_up")
        .map((it) => [it.period_start, it.amount]);
    // 45.16 for the first fourteen days, 54.84 of the month that follows.
    expect(await trueUp()).toEqual([["2026-01-01", 100]]);
    await desk.until("2026-02-03");
    await desk.cancel(contract, "2026-02-03");
    const [january] = await desk.sql<{ spent: string }>(
      `select round(sum(b.amount * (upper(b.period * m) - lower(b.period * m))
          / (upper(b.period) - lower(b.period))), 2)::text as spent
      from billing.billed_periods as b
      join sales.contract_lines as l on l.id = b.line_id and l.pricing_model <> 'minimum'
      cross join (values ('[2026-01-01,2026-02-01)'::daterange)) as january (m)
      where b.tenant_id = tenancy.current_tenant_id() and b.period && m`,
    );
    expect(january!.spent).toBe("100.00");
  }));

test("the schedule shows discounts of what was billed and of what is to come", () =>
  at("2026-01-01", async (desk) => {
    const contract = await desk.sign({
      billing_frequency: "monthly",
      lines: MONTHLY.lines,
      discounts: [
        { percent: 10, duration: "forever", ...loyal },
        { amount: 100, duration: "once", ...loyal },
      ],
    });
    await desk.bill(contract.id);
    const { data } = (await desk.http.get(`/api/contracts/${contract.id}/schedule`)).body;
    expect(data.slice(0, 3).map((it: Body) => [it.amount, it.discount])).toEqual([
      [100, 100],
      [100, 20],
      [100, 10],
    ]);
  }));

test("prices that rise keep eight decimals, fees of tiers too", () =>
  at("2026-01-01", async (desk) => {
    const account_id = await desk.account("Tokyo", { currency: "JPY" });
    const contract = await desk.sign({
      account_id,
      currency: "JPY",
      end_date: "2026-01-31",
      billing_frequency: "monthly",
      auto_renew: true,
      renewal_notice_days: 0,
      renewal_uplift_percent: 5.5,
      lines: [
        {
          description: "Tiers",
          pricing_model: "graduated",
          quantity: 1,
          price_interval: "month",
          tiers: [{ up_to: null, unit_price: 0, flat_fee: 8 }],
        },
      ],
    });
    await desk.until("2026-02-01");
    const [terms] = await desk.sql<{ fee: string }>(
      `select (t.tiers)[1].flat_fee::text as fee from sales.contract_line_terms as t
      join sales.contract_lines as l on l.id = t.line_id
      where t.tenant_id = tenancy.current_tenant_id() and l.contract_id <> $1`,
      [contract.id],
    );
    expect(terms!.fee).toBe("8.44");
  }));
