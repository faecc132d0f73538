// The worked examples, through the front door: prices, calendars, due dates, the day in Kolkata.
import fs from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi } from "../support/api.ts";
import type { Http } from "../support/http.ts";

interface Example {
  id: string;
  given: any;
  expect: any;
}

const read = (name: string): Example[] =>
  JSON.parse(fs.readFileSync(path.join(import.meta.dirname, `../vectors/${name}.json`), "utf8"));
const calendar = Object.fromEntries(read("calendar").map((example) => [example.id, example]));

let api: TestApi;
let admin: Http;
beforeAll(async () => {
  api = await startTestApi({ clockAt: "2026-02-01T12:00:00Z" });
  admin = api.as("admin");
});

describe("Rating", () => {
  for (const { id, given, expect: expected } of read("rating")) {
    const { model, ...price } = given;
    for (const { quantity, amount, error } of expected) {
      it(`${id}: ${quantity}`, async () => {
        const answer = await admin.post("/api/prices/preview", {
          ...price,
          pricing_model: model,
          quantity,
        });
        if (error) expect(answer.body).toMatchObject({ status: 422, code: error });
        else expect(answer.text).toContain(`"amount":${amount}`);
      });
    }
  }
});

async function account(more: object = {}): Promise<string> {
  const { body } = await admin.post("/api/accounts", { account_name: "Calendar", ...more });
  return body.id;
}

async function sign(terms: object): Promise<string> {
  const answer = await admin.post("/api/contracts", { seat_count: 1, seat_price: 10, ...terms });
  expect(answer.status, answer.text).toBe(201);
  return answer.body.id;
}

async function starts(contractId: string): Promise<string[]> {
  const { body } = await admin.get(`/api/contracts/${contractId}/schedule`);
  return body.data.map((entry: { period_start: string }) => entry.period_start);
}

describe("Calendar", () => {
  it("a month's end never drifts", async () => {
    const { given, expect: expected } = calendar["calendar-month-end"]!;
    const id = await sign({
      account_id: await account(),
      start_date: given.anchor,
      end_date: "2024-04-29",
      billing_frequency: "monthly",
    });
    expect(await starts(id)).toEqual([given.anchor, ...expected]);
  });

  it("a leap day comes back in leap years alone", async () => {
    const { given, expect: expected } = calendar["calendar-leap-year"]!;
    const id = await sign({
      account_id: await account(),
      start_date: given.anchor,
      end_date: "2025-02-27",
      billing_frequency: "annual",
    });
    expect(await starts(id)).toEqual([given.anchor, ...expected]);
  });

  it("due dates are the issue date plus the terms", async () => {
    const { given, expect: expected } = calendar["calendar-due-dates"]!;
    for (const [payment_terms, due] of Object.entries(expected)) {
      const contract_id = await sign({
        account_id: await account(),
        start_date: given.issue_date,
        end_date: "2027-01-31",
        payment_terms,
      });
      const { body } = await admin.post("/api/billing/generate", { contract_id });
      expect(body).toMatchObject({ issue_date: given.issue_date, due_date: due });
    }
  });

  it("an invoice is overdue from the day after, where the account is", async () => {
    const { expect: expected } = calendar["calendar-overdue"]!;
    const own = await startTestApi({ clockAt: "2026-01-15T12:00:00Z" });
    const here = own.as("admin");
    const { body: tokyo } = await here.post("/api/accounts", {
      account_name: "Tokyo",
      time_zone: "Asia/Tokyo",
    });
    const { body: draft } = await here.post("/api/invoices", {
      account_id: tokyo.id,
      due_date: calendar["calendar-overdue"]!.given.due_date,
      items: [{ description: "Service", unit_price: 10 }],
    });
    await here.post(`/api/invoices/${draft.id}/finalize`);
    const statusAt = async (to: string) => {
      await here.post("/api/clock/advance", { to });
      return (await here.get(`/api/invoices/${draft.id}`)).body.status;
    };
    expect(await statusAt(`${expected.not_yet}T14:59:59Z`)).toBe("open");
    expect(await statusAt(`${expected.not_yet}T15:00:00Z`)).toBe("overdue");
  });

  it("the seller's local day decides, and is billed once", async () => {
    const { given, expect: expected } = calendar["calendar-kolkata"]!;
    const own = await startTestApi({
      clockAt: "2026-02-20T12:00:00Z",
      timeZone: given.time_zone,
    });
    const here = own.as("admin");
    const { body: customer } = await here.post("/api/accounts", {
      account_name: "New York",
      time_zone: "America/New_York",
    });
    await here.post("/api/contracts", {
      account_id: customer.id,
      start_date: given.billing_day,
      end_date: "2027-03-01",
      billing_frequency: "monthly",
      seat_count: 1,
      seat_price: 10,
    });
    const made: number[] = [];
    for (const to of given.runs_at) {
      const { body } = await here.post("/api/clock/advance", { to });
      made.push(body.invoices_created);
    }
    expect(made).toEqual(expected.new_invoices);
  });
});
