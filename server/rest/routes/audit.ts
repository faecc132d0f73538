import { routes } from "../route.ts";

export const auditRoutes = routes("Audit", [
  { at: "GET /audit", operation: "ListAuditEntries", role: "admin" },
  { at: "GET /audit/verifications", operation: "ListAuditVerifications", role: "admin" },
  { at: "GET /security-events", operation: "ListSecurityEvents", role: "admin" },
]);
