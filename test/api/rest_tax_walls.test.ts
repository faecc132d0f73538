// Whose taxes are whose, over REST.
import { expect, test } from "vitest";
import type { Answer } from "../support/http.ts";
import { UNKNOWN, refused, startTaxApi } from "../support/tax_api.ts";

const { finance, sales, viewer, stranger } = await startTaxApi();

const commands: [string, Record<string, unknown>][] = [
  ["/api/tax/rates", { jurisdiction: "DE", rate: 1 }],
  ["/api/tax/registrations", { jurisdiction: "DE", number: "1" }],
  ["/api/tax/exemptions", { account_id: UNKNOWN, reason: "x" }],
  ["/api/tax/localities", { parent: "US-CA", level: "city", name: "x" }],
  ["/api/tax/id-checks", { account_id: UNKNOWN, number: "x", is_valid: true }],
  [`/api/tax/rates/${UNKNOWN}/end`, {}],
  [`/api/tax/registrations/${UNKNOWN}/end`, {}],
  [`/api/tax/exemptions/${UNKNOWN}/end`, {}],
];

test.each(commands)("POST %s is finance's", async (path, body) => {
  for (const person of [viewer, sales]) {
    expect(await person.post(path, body)).toMatchObject(refused(403, "forbidden"));
  }
});

test("so are the settings and the places", async () => {
  const settings = await sales.patch("/api/tax/settings", { rounding_mode: "line" });
  expect(settings).toMatchObject(refused(403, "forbidden"));
  const places = await viewer.put(`/api/tax/localities/${UNKNOWN}/places`, { places: [] });
  expect(places).toMatchObject(refused(403, "forbidden"));
});

test("another tenant sees and ends nothing of it", async () => {
  const mine: Answer[] = [
    await finance.post("/api/tax/rates", { jurisdiction: "NZ", rate: 15 }),
    await finance.post("/api/tax/registrations", { jurisdiction: "NZ", number: "1" }),
  ];
  const kinds = ["rates", "registrations"];
  for (const [i, { body }] of mine.entries()) {
    const at = `/api/tax/${kinds[i]}/${body.id}`;
    expect(await stranger.get(at)).toMatchObject(refused(404, "not_found"));
    expect(await stranger.post(`${at}/end`)).toMatchObject(refused(404, "not_found"));
  }
  for (const kind of ["registrations", "exemptions", "localities", "id-checks"]) {
    expect((await stranger.get(`/api/tax/${kind}`)).body.data).toEqual([]);
  }
  const rates = await stranger.get("/api/tax/rates?jurisdiction=NZ");
  expect(rates.body.data).toMatchObject([{ id: null }]);
  const foreign = await stranger.post("/api/tax/rates", {
    jurisdiction: "US-CA/los-angeles-county",
    rate: 1,
  });
  expect(foreign).toMatchObject(refused(404, "not_found"));
});
