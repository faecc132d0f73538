import { routes } from "../route.ts";

const ACCOUNT_ID = "0198a000-0000-7000-8000-000000000001";

export const taxRoutes = routes("Tax", [
  { at: "GET /tax/settings", operation: "GetTaxSettings", role: "viewer" },
  {
    at: "PATCH /tax/settings",
    operation: "ChangeTaxSettings",
    role: "tax",
    example: { rounding_mode: "line", prices_include_tax: false },
  },
  {
    at: "POST /tax/quote",
    operation: "QuoteTax",
    role: "viewer",
    status: 200,
    example: { account_id: ACCOUNT_ID, amount: 100, currency: "USD", on_date: "2026-02-01" },
  },
  { at: "GET /tax/rates", operation: "ListTaxRates", role: "viewer" },
  {
    at: "POST /tax/rates",
    operation: "AddTaxRate",
    role: "tax",
    example: {
      jurisdiction: "US-CA/los-angeles-county",
      rate: 2.25,
      valid_from: "2026-01-01",
    },
  },
  { at: "GET /tax/rates/:id", operation: "GetTaxRate", role: "viewer" },
  {
    at: "POST /tax/rates/:id/end",
    operation: "EndTaxRate",
    role: "tax",
    example: { valid_to: "2026-12-31" },
  },
  { at: "GET /tax/registrations", operation: "ListTaxRegistrations", role: "viewer" },
  {
    at: "POST /tax/registrations",
    operation: "AddTaxRegistration",
    role: "tax",
    example: { jurisdiction: "DE", number: "DE136695976", valid_from: "2026-01-01" },
  },
  { at: "GET /tax/registrations/:id", operation: "GetTaxRegistration", role: "viewer" },
  {
    at: "PATCH /tax/registrations/:id",
    operation: "UpdateTaxRegistration",
    role: "tax",
    example: { number: "DE136695976" },
  },
  {
    at: "POST /tax/registrations/:id/end",
    operation: "EndTaxRegistration",
    role: "tax",
    example: { valid_to: "2026-12-31" },
  },
  { at: "GET /tax/exemptions", operation: "ListTaxExemptions", role: "viewer" },
  {
    at: "POST /tax/exemptions",
    operation: "AddTaxExemption",
    role: "tax",
    example: {
      account_id: ACCOUNT_ID,
      reason: "resale",
      certificate_number: "CA-RESALE-4711",
      jurisdiction: "US-CA",
      valid_from: "2026-01-01",
      valid_to: "2028-12-31",
    },
  },
  { at: "GET /tax/exemptions/:id", operation: "GetTaxExemption", role: "viewer" },
  {
    at: "POST /tax/exemptions/:id/end",
    operation: "EndTaxExemption",
    role: "tax",
    example: { valid_to: "2026-12-31" },
  },
  { at: "GET /tax/jurisdictions", operation: "ListTaxJurisdictions", role: "viewer" },
  { at: "GET /tax/jurisdictions/:code", operation: "GetTaxJurisdiction", role: "viewer" },
  { at: "GET /tax/localities", operation: "ListTaxLocalities", role: "viewer" },
  {
    at: "POST /tax/localities",
    operation: "AddTaxLocality",
    role: "tax",
    example: {
      parent: "US-CA",
      level: "county",
      name: "Los Angeles County",
      places: ["90001", "90210", "Los Angeles"],
    },
  },
  { at: "GET /tax/localities/:id", operation: "GetTaxLocality", role: "viewer" },
  {
    at: "PATCH /tax/localities/:id",
    operation: "UpdateTaxLocality",
    role: "tax",
    example: { name: "County of Los Angeles" },
  },
  {
    at: "PUT /tax/localities/:id/places",
    operation: "SetTaxLocalityPlaces",
    role: "tax",
    example: { places: ["90001", "90210"] },
  },
  { at: "GET /tax/id-checks", operation: "ListTaxIdChecks", role: "viewer" },
  {
    at: "POST /tax/id-checks",
    operation: "RecordTaxIdCheck",
    role: "tax",
    example: { account_id: ACCOUNT_ID, number: "FR40303265045", is_valid: true },
  },
]);
