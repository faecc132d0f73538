// Schedules that a tenant names, and contracts that follow them, over REST.
import fs from "node:fs";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { refused, startContractsApi, type ContractsApi } from "../support/contracts_api.ts";

let on: ContractsApi;
beforeAll(async () => {
  on = await startContractsApi();
});

const SEATS = { seat_count: 100, seat_price: 10 };

const THIRDS = {
  name: "Thirds",
  interval_months: 4,
  alignment: "calendar",
  in_advance: false,
  bill_day: 15,
  description: "Three times a year",
};

test("cycles are named, read, changed, followed, archived", async () => {
  const made = await on.finance.post("/api/billing-cycles", THIRDS);
  expect(made).toMatchObject({ status: 201, body: { ...THIRDS, active: true } });
  const at = `/api/billing-cycles/${made.body.id}`;
  expect((await on.viewer.get(at)).body).toEqual(made.body);
  expect((await on.viewer.get("/api/billing-cycles?active=true")).body).toEqual({
    data: [made.body],
    next_cursor: null,
  });

  const contract = await on.sign({
    ...SEATS,
    billing_frequency: "custom",
    billing_cycle_id: made.body.id,
    end_date: "2026-09-14",
  });
  expect(contract).toMatchObject({
    status: 201,
    body: {
      billing_frequency: "custom",
      billing_cycle_id: made.body.id,
      billing_months: 4,
      billing_alignment: "calendar",
      billing_in_advance: false,
      billing_day: 15,
    },
  });
  expect(await on.schedule(contract.body.id)).toEqual([
    ["2026-02-01", "2026-05-15", 3433.33],
    ["2026-05-15", "2026-09-15", 4000],
  ]);
  const changed = await on.sales.patch(at, { interval_months: 6, description: null });
  expect(changed.body).toMatchObject({ interval_months: 6, description: null });
  expect((await on.schedule(contract.body.id)).length).toBe(2);

  const follow = (more: object) => on.sign({ ...SEATS, billing_cycle_id: made.body.id, ...more });
  await refused(follow({ billing_frequency: "annual" }), 422, "/billing_frequency");
  expect((await on.sales.delete(at)).status).toBe(204);
  expect((await on.viewer.get(at)).body.active).toBe(false);
  await refused(follow({}), 422, "/billing_cycle_id");
  const unused = await on.sales.post("/api/billing-cycles", { name: "Unused", interval_months: 1 });
  expect((await on.sales.delete(`/api/billing-cycles/${unused.body.id}`)).status).toBe(204);
  expect((await on.viewer.get(`/api/billing-cycles/${unused.body.id}`)).status).toBe(404);
});

test("wrong ones are refused", async () => {
  const name = (more: object) => on.sales.post("/api/billing-cycles", { ...THIRDS, ...more });
  await refused(name({ name: "Thirds" }), 409);
  await refused(name({ name: "A", interval_months: 37 }), 422);
  await refused(name({ name: "A", interval_months: 1.5 }), 422, "/interval_months");
  await refused(name({ name: "A", bill_day: 32 }), 422);
  await refused(name({ name: "A", alignment: "lunar" }), 422);
  await refused(name({ name: "A", tenant_id: on.accounts.group }), 422, "/tenant_id");
  await refused(on.sales.post("/api/billing-cycles", { name: "A" }), 422, "/interval_months");
  await refused(on.viewer.post("/api/billing-cycles", THIRDS), 403);
  await refused(on.sign({ ...SEATS, billing_frequency: "custom" }), 422, "/billing_cycle_id");
  await refused(on.sign({ ...SEATS, billing_frequency: "weekly" }), 422, "/billing_frequency");
  await refused(on.sign({ ...SEATS, billing_cycle_id: on.accounts.group }), 404);
  await refused(on.sign({ ...SEATS, billing_day: 32 }), 422, "/billing_day");
  await refused(on.sales.patch(`/api/billing-cycles/${on.accounts.group}`, { name: "B" }), 404);
  await refused(on.sales.delete(`/api/billing-cycles/${on.accounts.group}`), 404);
});

// The worked examples, by every rhythm whose periods they hold.
const examples = JSON.parse(
  fs.readFileSync(path.join(import.meta.dirname, "../vectors/calendar.json"), "utf8"),
) as { id: string; given: { anchor: string }; expect: string[] }[];
const monthEnd = examples.find(({ id }) => id === "calendar-month-end")!;
const leapYear = examples.find(({ id }) => id === "calendar-leap-year")!;

test.each([
  { rhythm: "every month", months: 1, example: monthEnd, of: 1 },
  { rhythm: "every two months", months: 2, example: monthEnd, of: 2 },
  { rhythm: "quarterly", months: 3, frequency: "quarterly", example: monthEnd, of: 3 },
  { rhythm: "every five months", months: 5, example: monthEnd, of: 5 },
  { rhythm: "semi-annual", months: 6, frequency: "semi_annual", example: monthEnd, of: 6 },
  { rhythm: "every year", months: 12, example: leapYear, of: 1 },
  { rhythm: "every two years", months: 24, example: leapYear, of: 2 },
])("periods $rhythm never drift", async ({ rhythm, months, frequency, example, of }) => {
  const { anchor } = example.given;
  const starts = [anchor, ...example.expect.filter((_, index) => (index + 1) % of === 0)];
  const cycle = { name: rhythm, interval_months: months };
  const contract = await on.sign({
    ...SEATS,
    start_date: anchor,
    end_date: starts.at(-1),
    ...(frequency
      ? { billing_frequency: frequency }
      : {
          billing_frequency: "custom",
          billing_cycle_id: (await on.sales.post("/api/billing-cycles", cycle)).body.id,
        }),
  });
  expect(contract.body.billing_months).toBe(months);
  const periods = await on.schedule(contract.body.id);
  expect(periods.map(([start]) => start)).toEqual(starts);
});
