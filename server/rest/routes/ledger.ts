import { routes } from "../route.ts";

export const ledgerRoutes = routes("Books", [
  {
    at: "GET /books/trial-balance",
    operation: "ListTrialBalance",
    role: "viewer",
    isReport: true,
    csv: true,
  },
  {
    at: "GET /books/entries",
    operation: "ListLedgerEntries",
    role: "viewer",
    isReport: true,
    csv: true,
  },
  {
    at: "GET /books/journals",
    operation: "ListJournals",
    role: "viewer",
    isReport: true,
    csv: true,
  },
  { at: "GET /books/journals/:journal", operation: "GetJournal", role: "viewer" },
  { at: "GET /books/tie-out", operation: "TieOut", role: "viewer", isReport: true, csv: true },
  { at: "GET /books/discrepancies", operation: "ListDiscrepancies", role: "viewer" },
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
