import { routes } from "../route.ts";

export const auditRoutes = routes("Audit", [
  { at: "GET /audit", operation: "ListAuditEntries", role: "auditor" },
  { at: "GET /audit/verify", operation: "VerifyAudit", role: "auditor", isReport: true },
  { at: "GET /audit/verifications", operation: "ListAuditVerifications", role: "auditor" },
  { at: "GET /security-events", operation: "ListSecurityEvents", role: "auditor" },
]);
