// What tax is made of, over REST: registrations, exemptions, settings, evidence. Every answer is
// checked against the API document.
import { describe, expect, test } from "vitest";
import { UNKNOWN, refused, startTaxApi } from "../support/tax_api.ts";

const { api, finance, viewer, stranger, account, quoted } = await startTaxApi();

describe("registrations", () => {
  test("where the seller is registered tax is charged, until that ends", async () => {
    const buyer = await account("Wien", "AT");
    expect(await quoted(buyer)).toMatchObject([{ treatment: "not_registered", amount: 0 }]);
    const { status, body } = await finance.post("/api/tax/registrations", {
      jurisdiction: "AT",
      number: "ATU1",
    });
    expect(status).toBe(201);
    expect(await quoted(buyer)).toMatchObject([
      { jurisdiction: "AT", kind: "vat", rate: 20, taxable: 100, amount: 20 },
    ]);
    const gross = await quoted(buyer, { is_inclusive: true });
    expect(gross).toMatchObject([{ taxable: 83.33, amount: 16.67, currency: "USD" }]);

    const at = `/api/tax/registrations/${body.id}`;
    expect((await finance.patch(at, { number: "ATU11111111" })).status).toBe(200);
    expect((await viewer.get(at)).body).toMatchObject({ number: "ATU11111111" });
    expect((await finance.patch(at, { valid_to: "2026-01-01" })).status).toBe(422);
    const listed = await viewer.get("/api/tax/registrations?jurisdiction=AT&scheme=standard");
    expect(listed.body.data).toMatchObject([{ id: body.id }]);
    await finance.post(`${at}/end`, { valid_to: "2026-03-31" });
    expect(await quoted(buyer, { on_date: "2026-04-01" })).toMatchObject([
      { treatment: "not_registered" },
    ]);
  });

  test.each([
    ["an unknown place", { jurisdiction: "QQ", number: "1" }, 404, "not_found"],
    [
      "a One Stop Shop outside the Union",
      { jurisdiction: "US", number: "1", scheme: "oss" },
      422,
      "invalid_input",
    ],
    ["no number", { jurisdiction: "SE", number: " " }, 422, "invalid_input"],
    [
      "wrong days",
      { jurisdiction: "SE", number: "1", valid_from: "2026-02-01", valid_to: "2026-01-01" },
      422,
      "invalid_input",
    ],
  ])("refused: %s", async (_, body, status, code) => {
    expect(await finance.post("/api/tax/registrations", body)).toMatchObject(refused(status, code));
  });

  test("there is one at a time in a place", async () => {
    const place = { jurisdiction: "PT", number: "PT1" };
    expect((await finance.post("/api/tax/registrations", place)).status).toBe(201);
    const again = await finance.post("/api/tax/registrations", { ...place, number: "PT2" });
    expect(again).toMatchObject(refused(409, "conflict"));
  });
});

describe("exemptions", () => {
  test("an account with a certificate is not charged while it lasts", async () => {
    const buyer = await account("Sydney", "AU");
    await finance.post("/api/tax/registrations", { jurisdiction: "AU", number: "ABN 1" });
    expect(await quoted(buyer)).toMatchObject([{ rate: 10, amount: 10 }]);
    const { status, body } = await finance.post("/api/tax/exemptions", {
      account_id: buyer,
      reason: "charity",
      certificate_number: "C-1",
      jurisdiction: "AU",
      valid_to: "2026-12-31",
    });
    expect(status).toBe(201);
    expect(await quoted(buyer)).toMatchObject([
      { treatment: "exempt", amount: 0, note: "Exempt: charity, certificate C-1." },
    ]);
    expect(await quoted(buyer, { on_date: "2027-01-01" })).toMatchObject([{ amount: 10 }]);
    const listed = await viewer.get(`/api/tax/exemptions?account_id=${buyer}`);
    expect(listed.body.data).toMatchObject([{ id: body.id, covers_subsidiaries: false }]);
    await finance.post(`/api/tax/exemptions/${body.id}/end`, { valid_to: "2026-06-30" });
    const kept = await viewer.get(`/api/tax/exemptions/${body.id}`);
    expect(kept.body).toMatchObject({ valid_from: "2026-03-01", valid_to: "2026-06-30" });
    expect(await quoted(buyer, { on_date: "2026-07-01" })).toMatchObject([{ amount: 10 }]);
  });

  test.each([
    ["an unknown account", { account_id: UNKNOWN, reason: "x" }, 404, "not_found", "account_id"],
    ["a foreign way of writing ids", { account_id: "1", reason: "x" }, 422, "invalid_input"],
    ["no reason", { account_id: UNKNOWN }, 422, "invalid_input", "reason"],
  ])("refused: %s", async (_, body, status, code, pointer = undefined) => {
    const answer = await finance.post("/api/tax/exemptions", body);
    expect(answer).toMatchObject(refused(status, code, pointer));
  });

  test("refused: an unknown place, wrong days", async () => {
    const account_id = await account("Perth", "AU");
    const place = { account_id, reason: "x", jurisdiction: "QQ" };
    expect(await finance.post("/api/tax/exemptions", place)).toMatchObject(
      refused(404, "not_found", "jurisdiction"),
    );
    const days = { account_id, reason: "x", valid_to: "2026-02-28" };
    expect(await finance.post("/api/tax/exemptions", days)).toMatchObject(
      refused(422, "invalid_input"),
    );
  });
});

describe("settings", () => {
  test("what is given changes, what is not stays", async () => {
    const before = await viewer.get("/api/tax/settings");
    expect(before.body).toMatchObject({
      rounding_mode: "invoice",
      prices_include_tax: false,
      default_category: "standard",
      needs_tax_id_check: false,
      provider: "builtin",
    });
    const changed = await finance.patch("/api/tax/settings", { rounding_mode: "line" });
    expect(changed).toMatchObject({ status: 200, body: { rounding_mode: "line" } });
    await finance.patch("/api/tax/settings", {
      rounding_mode: "invoice",
      default_category: "saas",
    });
    expect((await viewer.get("/api/tax/settings")).body).toMatchObject({
      rounding_mode: "invoice",
      default_category: "saas",
    });
    await finance.patch("/api/tax/settings", { default_category: "standard" });
    expect((await stranger.get("/api/tax/settings")).body).toMatchObject({
      default_category: "standard",
    });
  });

  test.each([
    [{ rounding_mode: "sometimes" }],
    [{ provider: "abacus" }],
    [{ default_category: "" }],
    [{ prices_include_tax: "yes" }],
    [{ tenant_id: UNKNOWN }],
  ])("refused: %j", async (body) => {
    const answer = await finance.patch("/api/tax/settings", body);
    expect(answer).toMatchObject(refused(422, "invalid_input"));
  });
});

describe("checks of tax ids", () => {
  test("what a person found out counts, and stays as evidence", async () => {
    const account_id = await account("Lyon", "FR", undefined, { tax_id: "FR 40 303 265 045" });
    await finance.post("/api/tax/registrations", { jurisdiction: "DE", number: "DE1" });
    expect(await quoted(account_id)).toMatchObject([{ treatment: "reverse_charge" }]);
    const check = { account_id, number: "fr 40303265045", is_valid: false };
    expect(await finance.post("/api/tax/id-checks", { ...check, reference: "W1" })).toMatchObject({
      status: 201,
      body: { number: "FR40303265045", method: "manual", is_valid: false },
    });
    // Not known to be a business, it is charged by the law of where the seller is established.
    expect(await quoted(account_id)).toMatchObject([
      { jurisdiction: "AT", treatment: "standard", amount: 20 },
    ]);
    const seen = await viewer.get(`/api/accounts/${account_id}`);
    expect(seen.body.tax_id_status).toEqual({
      number: "FR40303265045",
      country: "FR",
      status: "invalid",
    });
    const kept = await viewer.get(`/api/tax/id-checks?account_id=${account_id}`);
    expect(kept.body.data).toMatchObject([{ reference: "W1" }]);
    expect(
      await finance.post("/api/tax/id-checks", { ...check, account_id: UNKNOWN }),
    ).toMatchObject(refused(404, "not_found"));
  });

  test("nobody passes his own finding off as the register's", async () => {
    const account_id = await account("Nancy", "FR");
    for (const role of ["finance", "admin"] as const) {
      const { body } = await api.as(role).graphql(
        `mutation ($accountId: UUID!) { recordTaxIdCheck(input: {
          accountId: $accountId, number: "FR40303265045", isValid: true, method: "vies"
        }) { taxIdCheck { id } } }`,
        { accountId: account_id },
      );
      expect(body.errors, role).toMatchObject([{ extensions: { code: "forbidden" } }]);
    }
  });
});

describe("quotes", () => {
  test.each([
    ["an unknown account", { account_id: UNKNOWN }, 404, "not_found"],
    ["an unknown product", { product_id: UNKNOWN }, 404, "not_found"],
    ["no amount", { amount: null }, 422, "invalid_input"],
    ["what is no number", { amount: "NaN" }, 422, "invalid_input"],
  ])("refused: %s", async (_, body, status, code) => {
    const given = { account_id: await account("Rome", "IT"), amount: 1, ...body };
    expect(await viewer.post("/api/tax/quote", given)).toMatchObject(refused(status, code));
  });
});
