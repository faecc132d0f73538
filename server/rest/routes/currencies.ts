import { routes } from "../route.ts";

export const currencyRoutes = routes("Currencies", [
  {
    at: "POST /exchange-rates",
    operation: "SetExchangeRate",
    role: "finance",
    example: { base: "EUR", quote: "USD", rate: 1.0874, rate_date: "2026-02-01" },
  },
  { at: "GET /exchange-rates", operation: "ListExchangeRates", role: "viewer" },
]);
