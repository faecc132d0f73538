import { routes } from "../route.ts";

export const ledgerRoutes = routes("Books", [
  {
    at: "GET /books/trial-balance",
    operation: "ListTrialBalance",
    role: "viewer",
    isReport: true,
  },
  { at: "GET /books/entries", operation: "ListLedgerEntries", role: "viewer", isReport: true },
  {
    at: "GET /books/unbilled",
    operation: "ListUnbilledReceivables",
    role: "viewer",
    isReport: true,
  },
  { at: "GET /books/allowances", operation: "ListAllowances", role: "viewer", isReport: true },
  { at: "GET /books/allowance-matrices", operation: "ListAllowanceMatrices", role: "viewer" },
  {
    at: "POST /books/allowance-matrices",
    operation: "SetAllowanceMatrix",
    role: "finance",
    status: 200,
    example: { not_due: 1, days_1_30: 5, days_31_60: 10, days_61_90: 25, days_over_90: 50 },
  },
  { at: "GET /books/discrepancies", operation: "ListDiscrepancies", role: "viewer" },
  { at: "GET /books/sequences", operation: "ListNumberSequences", role: "viewer", isReport: true },
  { at: "GET /books/periods", operation: "ListPeriods", role: "viewer" },
  {
    at: "GET /books/periods/:period/hindrances",
    operation: "ListPeriodHindrances",
    role: "viewer",
  },
  { at: "GET /books/periods/:period/proof", operation: "ProvePeriod", role: "viewer" },
  {
    at: "POST /books/periods/:period/close",
    operation: "ClosePeriod",
    role: "finance",
    status: 200,
    example: { scope: "all" },
  },
  {
    at: "POST /books/periods/:period/reopen",
    operation: "ReopenPeriod",
    role: "finance",
    status: 200,
    example: { reason: "An invoice of the month came late" },
  },
]);
