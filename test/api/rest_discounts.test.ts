// Discounts and coupons over REST, as integrations use them. Every answer is checked against the
// API document.
import { beforeAll, expect, test } from "vitest";
import { startTestApi, type TestApi } from "../support/api.ts";
import type { Http } from "../support/http.ts";
import { checked, useOpenApi } from "../support/openapi.ts";

let api: TestApi;
let finance: Http;
let sales: Http;
let viewer: Http;
let account_id: string;

beforeAll(async () => {
  api = await startTestApi({ clockAt: "2026-01-15T12:00:00Z" });
  useOpenApi((await api.bearing().get("/api/openapi.json")).body);
  finance = checked(api.as("finance"));
  sales = checked(api.as("sales"));
  viewer = checked(api.as("viewer"));
  account_id = (await sales.post("/api/accounts", { account_name: "Acme" })).body.id;
});

const NOBODY = "0198a000-0000-7000-8000-00000000000f";
const TERM = { start_date: "2026-02-01", end_date: "2027-01-31", billing_frequency: "monthly" };

const create = (body: object) => sales.post("/api/discounts", { name: "Offer", ...body });
const sign = (more: object = {}) =>
  sales.post("/api/contracts", { account_id, ...TERM, seat_count: 10, seat_price: 10, ...more });
const draft = (unit_price: number) =>
  finance.post("/api/invoices", { account_id, items: [{ description: "Work", unit_price }] });

test("a coupon is created, found, changed and archived", async () => {
  const product = await sales.post("/api/products", { name: "CRM" });
  const coupon = await create({
    code: "launch-20",
    percent: 12.5,
    duration_months: 3,
    max_redemptions: 100,
    max_redemptions_per_account: 1,
    product_ids: [product.body.id],
  });
  expect(coupon).toMatchObject({
    status: 201,
    body: {
      code: "LAUNCH-20",
      percent: 12.5,
      amount: null,
      duration: "repeating",
      redemptions_count: 0,
      product_ids: [product.body.id],
      active: true,
    },
  });
  const at = `/api/discounts/${coupon.body.id}`;
  expect((await viewer.get(at)).body).toEqual(coupon.body);
  expect((await viewer.get("/api/discounts?code=LAUNCH-20")).body.data).toEqual([coupon.body]);
  const changed = await sales.patch(at, {
    percent: null,
    amount: 9,
    currency: "USD",
    valid_to: null,
  });
  expect(changed.text).toContain('"amount":9.00');
  expect((await sales.put(at, { percent: 5 })).body).toMatchObject({ code: "invalid_input" });

  expect((await sales.delete(at)).status).toBe(204);
  expect((await sales.delete(at)).status).toBe(204);
  expect((await viewer.get(at)).body).toMatchObject({ active: false });
  expect((await viewer.get("/api/discounts?active=true")).body.data).toEqual([]);
  expect((await sales.patch(at, { active: true })).body).toMatchObject({ active: true });
});

test("what is wrong with one is said", async () => {
  await create({ code: "TAKEN", percent: 1 });
  expect(await create({ code: "taken", percent: 1 })).toMatchObject({
    status: 409,
    body: { code: "conflict", detail: "A coupon with this code exists." },
  });
  for (const body of [
    {},
    { percent: 5, amount: 5 },
    { percent: 101 },
    { percent: 0 },
    { amount: -5 },
    { amount: 1.001 },
    { percent: 5, duration: "repeating" },
    { percent: 5, duration: "often" },
    { percent: 5, code: "with space" },
    { percent: 5, product_ids: [] },
    { percent: 5, product_ids: ["x"] },
    { percent: 5, max_redemptions: 0 },
    { percent: 5, valid_from: "2026-02-01", valid_to: "2026-01-31" },
  ]) {
    const answer = await create(body);
    expect(answer.body, JSON.stringify(body)).toMatchObject({ status: 422, code: "invalid_input" });
  }
  expect((await create({ percent: 5, product_ids: [NOBODY] })).body).toMatchObject({
    code: "not_found",
  });
  expect((await viewer.get(`/api/discounts/${NOBODY}`)).status).toBe(404);
  expect((await sales.patch(`/api/discounts/${NOBODY}`, { name: "x" })).status).toBe(404);
  const gone = await sales.delete(`/api/discounts/${NOBODY}`);
  expect(gone).toMatchObject({ status: 404, body: { code: "discount_not_found" } });
  expect((await viewer.post("/api/discounts", { name: "x", percent: 5 })).status).toBe(403);
});

test("a contract is signed with discounts and coupons, gets more, and loses them", async () => {
  await create({ name: "Ten off", code: "TEN", amount: 10 });
  const partner = await create({ name: "Partner", percent: 20, duration: "forever" });
  const contract = await sign({
    coupon_codes: ["ten"],
    discounts: [
      { discount_id: partner.body.id },
      { percent: 5, duration: "repeating", duration_months: 6, reason: "Loyal" },
    ],
  });
  expect(contract).toMatchObject({
    status: 201,
    body: {
      discounts: [
        { position: 1, name: "Partner", percent: 20, discount_id: partner.body.id, code: null },
        { position: 2, name: "Discount", percent: 5, duration_months: 6, reason: "Loyal" },
        {
          position: 3,
          name: "Ten off",
          code: "TEN",
          remaining_amount: 10,
          starts_on: "2026-02-01",
        },
      ],
    },
  });
  const at = `/api/contracts/${contract.body.id}`;
  const more = await sales.post(`${at}/discounts`, { amount: 30, reason: "Sorry" });
  expect(more).toMatchObject({
    status: 201,
    body: { position: 3, amount: 30, currency: "USD", duration: "once", is_used: false },
  });
  expect(await sales.post(`${at}/discounts`, { code: "TEN" })).toMatchObject({
    status: 409,
    body: { code: "conflict", detail: "The contract has this discount already." },
  });
  const ended = await sales.delete(`${at}/discounts/${more.body.id}`);
  expect(ended).toMatchObject({ status: 200, body: { ended_on: "2026-01-15" } });
  expect(await sales.delete(`${at}/discounts/${more.body.id}`)).toMatchObject({
    status: 409,
    body: { code: "illegal_transition" },
  });
  const later = await sales.delete(
    `${at}/discounts/${contract.body.discounts[0].id}?ended_on=2026-06-01`,
  );
  expect(later.body).toMatchObject({ ended_on: "2026-06-01" });
  expect((await viewer.get(at)).body.discounts).toHaveLength(4);
});

test("what a contract cannot have is refused with its own word", async () => {
  const mail = await sales.post("/api/products", { name: "Mail" });
  await create({ code: "EURO", amount: 5, currency: "EUR" });
  await create({ code: "MAIL", percent: 5, product_ids: [mail.body.id] });
  await create({ code: "OVER", percent: 5, valid_to: "2026-01-14" });
  await create({ code: "ONE", percent: 5, max_redemptions: 1 });
  await sign({ coupon_codes: ["ONE"] });
  const contract = await sign();
  const apply = (body: object) => sales.post(`/api/contracts/${contract.body.id}/discounts`, body);
  const words: [object, number, string][] = [
    [{ code: "NONE" }, 404, "discount_not_found"],
    [{ discount_id: NOBODY }, 404, "discount_not_found"],
    [{ code: "OVER" }, 409, "discount_expired"],
    [{ code: "ONE" }, 409, "discount_exhausted"],
    [{ code: "EURO" }, 422, "discount_wrong_currency"],
    [{ code: "MAIL" }, 422, "discount_wrong_product"],
    [{}, 422, "invalid_input"],
    [{ percent: 5 }, 422, "invalid_input"],
    [{ percent: 5, code: "ONE" }, 422, "invalid_input"],
    [{ percent: 200, reason: "x" }, 422, "invalid_input"],
    [{ percent: 5, reason: "x", starts_on: "2026-01-01" }, 422, "invalid_input"],
  ];
  for (const [body, status, code] of words) {
    expect((await apply(body)).body, JSON.stringify(body)).toMatchObject({ status, code });
  }
  const none = await sales.post(`/api/contracts/${NOBODY}/discounts`, { code: "MAIL" });
  expect(none.body).toMatchObject({ status: 404, code: "not_found" });
  const wrong = await sign({ coupon_codes: ["TAKEN", "NONE"] });
  expect(wrong.body).toMatchObject({
    code: "discount_not_found",
    errors: [{ pointer: "/coupon_codes/1" }],
  });
  const own = await sign({ discounts: [{ percent: 5, reason: "x" }, { amount: 5 }] });
  expect(own.body).toMatchObject({
    code: "invalid_input",
    errors: [{ pointer: "/discounts/1/reason" }],
  });
  expect((await viewer.post(`/api/contracts/${contract.body.id}/discounts`, {})).status).toBe(403);
});

test("a draft is discounted by hand, tax follows", async () => {
  const lines = [
    { amount: 100, tax: 10 },
    { amount: 50, tax: 0 },
    { amount: 30, tax: 6 },
    { amount: 20, tax: 4 },
  ];
  const { body } = await finance.post("/api/invoices", {
    account_id,
    items: lines.map(({ amount, tax }) => ({ description: "Work", unit_price: amount, tax })),
  });
  const at = `/api/invoices/${body.id}/discounts`;
  const answer = await finance.post(at, { amount: 10 });
  expect(answer).toMatchObject({
    status: 201,
    body: { subtotal: 200, discount: 10, tax: 19, total: 209 },
  });
  expect(answer.body.items).toMatchObject([
    { discount: 5, tax: 9.5, discounts: [{ name: "Discount", amount: 5 }] },
    { discount: 2.5, tax: 0 },
    { discount: 1.5, tax: 5.7 },
    { discount: 1, tax: 3.8 },
  ]);
  await create({ name: "Hand", code: "HAND", percent: 50, max_redemptions_per_account: 1 });
  expect((await finance.post(at, { code: "hand" })).body).toMatchObject({ discount: 105 });
  expect((await finance.post(at, { code: "hand" })).body).toMatchObject({ code: "conflict" });
  const other = await draft(10);
  expect(
    (await finance.post(`/api/invoices/${other.body.id}/discounts`, { code: "hand" })).body,
  ).toMatchObject({ status: 409, code: "discount_exhausted" });
  for (const wrong of [{}, { amount: 0 }, { percent: 101 }, { amount: 5, percent: 5 }]) {
    expect((await finance.post(at, wrong)).body).toMatchObject({ code: "invalid_input" });
  }
  expect((await finance.post(at, { code: "NONE" })).body).toMatchObject({
    code: "discount_not_found",
  });
  expect((await sales.post(at, { amount: 1 })).status).toBe(403);
  await finance.post(`/api/invoices/${body.id}/finalize`);
  expect((await finance.post(at, { amount: 1 })).body).toMatchObject({
    code: "illegal_transition",
  });
  const none = await finance.post(`/api/invoices/${NOBODY}/discounts`, { amount: 1 });
  expect(none.body).toMatchObject({ status: 404, code: "not_found" });
});

test("another tenant knows nothing of it", async () => {
  const own = await create({ code: "SECRET", percent: 5 });
  const there = await startTestApi({ clockAt: "2026-01-15T12:00:00Z" });
  const stranger = there.as("admin");
  expect((await stranger.get(`/api/discounts/${own.body.id}`)).status).toBe(404);
  expect((await stranger.delete(`/api/discounts/${own.body.id}`)).status).toBe(404);
  expect((await stranger.get("/api/discounts")).body.data).toEqual([]);
});
