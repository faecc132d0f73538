import { routes } from "../route.ts";

export const analyticsRoutes = routes("Reports", [
  { at: "GET /reports/revenue", operation: "ReportRevenue", role: "viewer", isReport: true },
  { at: "GET /reports/customers", operation: "ReportCustomers", role: "viewer", isReport: true },
  { at: "GET /reports/aging", operation: "ReportAging", role: "viewer", isReport: true },
  { at: "GET /reports/rollup", operation: "ReportRollup", role: "viewer", isReport: true },
]);
