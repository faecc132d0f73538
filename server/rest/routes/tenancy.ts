import { routes } from "../route.ts";

export const tenancyRoutes = routes("Tenancy", [
  {
    at: "POST /tenants",
    operation: "ProvisionTenant",
    role: "operator",
    example: {
      name: "Northwind Software",
      slug: "northwind",
      currency: "USD",
      time_zone: "America/New_York",
      sandbox: true,
      clock_at: "2026-01-15T14:00:00Z",
      invoice_number_format: "INV-{YYYY}-{SEQ:3}",
    },
  },
  { at: "GET /tenants", operation: "ListTenants", role: "operator" },
  { at: "GET /tenants/:id", operation: "GetTenant", role: "viewer" },
  {
    at: "PATCH /tenants/:id",
    operation: "UpdateTenant",
    role: "admin",
    example: { finalize_after_days: 2, payment_terms_days: 14 },
  },
  {
    at: "POST /tenants/:id/suspend",
    operation: "SuspendTenant",
    role: "operator",
    example: { reason: "The subscription is unpaid" },
  },
  { at: "POST /tenants/:id/reactivate", operation: "ReactivateTenant", role: "operator" },
  {
    at: "POST /tenants/:id/close",
    operation: "CloseTenant",
    role: "operator",
    example: { reason: "The contract ended" },
  },
  {
    at: "POST /members/:subject/withdraw-tokens",
    operation: "WithdrawTokens",
    role: "admin",
    status: 200,
  },
  { at: "GET /clock", operation: "GetClock", role: "viewer" },
  {
    at: "POST /clock/advance",
    operation: "AdvanceClock",
    role: "admin",
    spread: "work",
    slow: { seconds: 10, operation: "QueueClockAdvance" },
    example: { to: "2026-02-01T14:00:00Z" },
  },
  { at: "GET /duty-failures", operation: "ListDutyFailures", role: "viewer" },
  { at: "GET /duty-failures/:id", operation: "GetDutyFailure", role: "viewer" },
  { at: "POST /duty-failures/:id/retry", operation: "RetryDutyFailure", role: "finance" },
]);
