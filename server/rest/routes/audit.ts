import { routes } from "../route.ts";

export const auditRoutes = routes("Audit", [
  { at: "GET /audit", operation: "ListAuditEntries", role: "admin" },
]);
