import { routes } from "../route.ts";

export const controlRoutes = routes("Controls", [
  { at: "GET /controls/access", operation: "ListAccessRights", role: "auditor" },
  { at: "GET /controls/conflicts", operation: "ListConflicts", role: "auditor" },
  { at: "GET /controls/approvals", operation: "ListApprovedActs", role: "auditor" },
  { at: "GET /controls/unapproved", operation: "ListUnapprovedActs", role: "auditor" },
  { at: "GET /controls/incompatible-acts", operation: "ListIncompatibleActs", role: "auditor" },
  { at: "GET /controls/policies", operation: "ListActPolicies", role: "auditor" },
  {
    at: "PATCH /controls/policies/:id",
    operation: "UpdateActPolicy",
    role: "admin",
    example: { mode: "second_person", amount_over: 500 },
  },
]);
