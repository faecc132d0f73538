// Every context whose grants are the API. Kernel has only words.
export const API_SCHEMAS = [
  "tenancy",
  "audit",
  "events",
  "controls",
  "ledger",
  "customers",
  "catalog",
  "currencies",
  "sales",
  "usage",
  "tax",
  "billing",
  "payments",
  "webhooks",
  "search",
  "analytics",
];

// Holds the grants of everybody who calls the API, and not those of the worker.
export const API_ROLE = "tenor_api";
