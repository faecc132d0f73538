// Rates of places, over REST. Every answer is checked against the API document.
import { describe, expect, test } from "vitest";
import { refused, startTaxApi } from "../support/tax_api.ts";

const { finance, viewer, stranger, account, quoted } = await startTaxApi();

describe("rates", () => {
  test("the law's are listed by place and day", async () => {
    const { body } = await viewer.get("/api/tax/rates?jurisdiction=FI&on_date=2024-08-31");
    expect(body.data).toMatchObject([
      { category: "reduced", rate: 10 },
      { category: "reduced_2", rate: 14 },
      { id: null, category: "standard", kind: "vat", rate: 24, valid_to: "2024-08-31" },
    ]);
    const later = await viewer.get(
      "/api/tax/rates?jurisdiction=FI&category=standard&on_date=2024-09-01",
    );
    expect(later.body.data).toMatchObject([{ rate: 25.5, valid_from: "2024-09-01" }]);
  });

  test("come page by page", async () => {
    const first = await viewer.get("/api/tax/rates?jurisdiction=CA&limit=2");
    expect(first.body.data).toMatchObject([{ jurisdiction: "CA" }, { jurisdiction: "CA-BC" }]);
    const next = await viewer.get(
      `/api/tax/rates?jurisdiction=CA&limit=2&cursor=${first.body.next_cursor}`,
    );
    expect(next.body.data).toMatchObject([{ jurisdiction: "CA-MB" }, { jurisdiction: "CA-NB" }]);
  });

  test("an own rate goes before the law's, gives way to the next, and ends", async () => {
    const rate = await finance.post("/api/tax/rates", { jurisdiction: "US-NY", rate: 8.875 });
    expect(rate).toMatchObject({
      status: 201,
      body: { kind: "sales", authority: "US-NY", valid_from: "2026-03-01", valid_to: null },
    });
    expect(rate.text).toContain('"rate":8.875');
    const next = await finance.post("/api/tax/rates", {
      jurisdiction: "US-NY",
      rate: 9,
      valid_from: "2026-07-01",
    });
    const at = `/api/tax/rates/${rate.body.id}`;
    expect((await viewer.get(at)).body).toMatchObject({ valid_to: "2026-06-30" });
    const both = await viewer.get("/api/tax/rates?jurisdiction=US-NY&on_date=2026-03-01");
    expect(both.body.data).toMatchObject([{ id: rate.body.id }, { id: null, rate: 4 }]);

    const withdrawn = await finance.post(`/api/tax/rates/${next.body.id}/end`);
    expect(withdrawn.status).toBe(201);
    expect(await viewer.get(`/api/tax/rates/${next.body.id}`)).toMatchObject(
      refused(404, "not_found"),
    );
    const ended = await finance.post(`${at}/end`, { valid_to: "2026-05-31" });
    expect(ended.body).toMatchObject({ valid_to: "2026-05-31" });
  });

  test.each([
    ["an unknown place", { jurisdiction: "US-XX", rate: 1 }, 404, "not_found", "jurisdiction"],
    [
      "an unknown authority",
      { jurisdiction: "DE", rate: 1, authority: "QQ" },
      404,
      "not_found",
      "authority",
    ],
    ["more than the whole", { jurisdiction: "DE", rate: 101 }, 422, "invalid_input", undefined],
    ["no number", { jurisdiction: "DE", rate: "much" }, 422, "invalid_input", "rate"],
    [
      "no such day",
      { jurisdiction: "DE", rate: 1, valid_from: "2026-02-30" },
      422,
      "invalid_input",
    ],
    [
      "an end before its start",
      { jurisdiction: "DE", rate: 1, valid_from: "2026-04-01", valid_to: "2026-03-01" },
      422,
      "invalid_input",
    ],
    ["no rate", { jurisdiction: "DE" }, 422, "invalid_input", "rate"],
    ["what is exempt at a rate", { jurisdiction: "DE", rate: 1, treatment: "exempt" }, 422],
  ])("refused: %s", async (_, body, status, code = "invalid_input", pointer = undefined) => {
    const answer = await finance.post("/api/tax/rates", body);
    expect(answer).toMatchObject(refused(status, code, pointer));
  });

  test("two are never valid at once", async () => {
    const place = { jurisdiction: "US-TX", category: "saas" };
    await finance.post("/api/tax/rates", { ...place, rate: 5, valid_from: "2026-06-01" });
    const answer = await finance.post("/api/tax/rates", { ...place, rate: 6 });
    expect(answer).toMatchObject(refused(409, "conflict"));
    expect(answer.body.detail).toBe(
      "Another rate of this jurisdiction and category is valid at that time.",
    );
    const closed = { ...place, rate: 6, valid_from: "2026-04-01", valid_to: "2026-05-31" };
    expect((await finance.post("/api/tax/rates", closed)).status).toBe(201);
  });

  test("the past of one never changes", async () => {
    const { body } = await finance.post("/api/tax/rates", {
      jurisdiction: "US-WA",
      rate: 10,
      valid_from: "2026-01-01",
    });
    const answer = await finance.post(`/api/tax/rates/${body.id}/end`, { valid_to: "2026-01-31" });
    expect(answer).toMatchObject(refused(409, "illegal_transition", "valid_to"));
  });
});

describe("places", () => {
  test("countries and their states are the same for everybody", async () => {
    const states = await stranger.get("/api/tax/jurisdictions?parent_code=CA&limit=500");
    expect(states.body.data.length).toBe(13);
    expect((await viewer.get("/api/tax/jurisdictions/CA-ON")).body).toMatchObject({
      name: "Ontario",
      tax_kind: "hst",
    });
    expect(await viewer.get("/api/tax/jurisdictions/QQ")).toMatchObject(refused(404, "not_found"));
  });

  test("a county taxes what lies in it", async () => {
    const county = await finance.post("/api/tax/localities", {
      parent: "US-CA",
      level: "county",
      name: "Los Angeles County",
      places: ["90210", "los  angeles"],
    });
    expect(county).toMatchObject({ status: 201, body: { code: "US-CA/los-angeles-county" } });
    expect(county.body.places).toEqual([{ place: "90210" }, { place: "LOS ANGELES" }]);
    await finance.post("/api/tax/registrations", { jurisdiction: "US-CA", number: "1" });
    await finance.post("/api/tax/rates", { jurisdiction: county.body.code, rate: 2.25 });
    const buyer = await account("Los Angeles", "US", "CA");
    expect(await quoted(buyer)).toMatchObject([
      { jurisdiction: "US-CA", amount: 7.25 },
      { name: "Los Angeles County", rate: 2.25, amount: 2.25 },
    ]);

    const at = `/api/tax/localities/${county.body.id}`;
    await finance.put(`${at}/places`, { places: ["90210-1234"] });
    await finance.patch(at, { name: "County of Los Angeles" });
    expect((await viewer.get(at)).body).toMatchObject({
      name: "County of Los Angeles",
      places: [{ place: "90210" }],
    });
    expect(await quoted(buyer)).toMatchObject([{ jurisdiction: "US-CA" }]);
    const listed = await viewer.get("/api/tax/localities?region=US-CA");
    expect(listed.body.data).toMatchObject([{ id: county.body.id }]);
  });

  test.each([
    ["an unknown parent", { parent: "US-QQ", level: "county", name: "x" }, 404, "not_found"],
    ["a state", { parent: "US-CA", level: "state", name: "x" }, 422, "invalid_input"],
    [
      "a name without a letter",
      { parent: "US-CA", level: "city", name: "--" },
      422,
      "invalid_input",
    ],
  ])("refused: %s", async (_, body, status, code) => {
    expect(await finance.post("/api/tax/localities", body)).toMatchObject(refused(status, code));
  });
});
