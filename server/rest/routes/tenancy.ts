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
  { at: "GET /clock", operation: "GetClock", role: "viewer" },
  {
    at: "POST /clock/advance",
    operation: "AdvanceClock",
    role: "admin",
    spread: "work",
    slow: { seconds: 10, operation: "QueueClockAdvance" },
    example: { to: "2026-02-01T14:00:00Z" },
  },
]);
