import { contractFile, contractFileReceiver } from "../contract_file.ts";
import { documentFile } from "../document_file.ts";
import { routes } from "../route.ts";

const AMENDMENT = {
  effective_date: "2026-08-01",
  changes: [{ line_id: "0198a000-0000-7000-8000-000000000003", quantity: 140 }],
  reason: "40 more seats",
  invoice_now: true,
};

const contractRoutes = routes("Contracts", [
  {
    at: "POST /contracts",
    operation: "CreateContract",
    role: "sales",
    example: {
      account_id: "0198a000-0000-7000-8000-000000000001",
      contract_number: "CTR-2026-001",
      start_date: "2026-02-01",
      end_date: "2027-01-31",
      contract_value: 119880,
      billing_frequency: "annual",
      seat_count: 100,
      committed_seats: 100,
      seat_price: 99.9,
      payment_terms: "net_30",
      billing_in_advance: true,
      auto_renew: true,
      renewal_notice_days: 90,
      notes: "Enterprise annual contract with 100 seats",
    },
  },
  { at: "GET /contracts", operation: "ListContracts", role: "viewer" },
  { at: "GET /contracts/:id", operation: "GetContract", role: "viewer" },
  { at: "PUT /contracts/:id", operation: "UpdateContract", role: "sales" },
  { at: "PATCH /contracts/:id", operation: "UpdateContract", role: "sales" },
  {
    at: "PUT /contracts/:id/covered-accounts",
    operation: "SetCoveredAccounts",
    role: "sales",
    example: {
      covered_accounts: [
        { account_id: "0198a000-0000-7000-8000-000000000004", seats: 30 },
        { account_id: "0198a000-0000-7000-8000-000000000005", seats: 20 },
      ],
    },
  },
  { at: "POST /contracts/:id/activate", operation: "ActivateContract", role: "sales" },
  { at: "GET /contracts/:id/schedule", operation: "GetContractSchedule", role: "viewer" },
  {
    at: "POST /contracts/:id/amendments",
    operation: "AmendContract",
    role: "sales",
    example: AMENDMENT,
  },
  {
    at: "POST /contracts/:id/amendments/preview",
    operation: "PreviewAmendment",
    role: "sales",
    status: 200,
    example: AMENDMENT,
  },
  { at: "GET /contracts/:id/amendments", operation: "ListAmendments", role: "viewer" },
  {
    at: "POST /contracts/:id/amendments/:amendment_id/pdf",
    operation: "RenderChangeOrder",
    role: "sales",
    status: 202,
  },
  {
    at: "GET /contracts/:id/amendments/:amendment_id/pdf",
    operation: "GetChangeOrderFile",
    role: "viewer",
    respond: documentFile,
  },
  {
    at: "POST /contracts/:id/documents",
    operation: "AddContractDocument",
    role: "sales",
    receive: contractFileReceiver,
  },
  { at: "GET /contracts/:id/documents", operation: "ListContractDocuments", role: "viewer" },
  {
    at: "GET /contracts/:id/documents/:document_id",
    operation: "GetContractDocumentFile",
    role: "viewer",
    respond: contractFile,
  },
  {
    at: "DELETE /contracts/:id/documents/:document_id",
    operation: "RemoveContractDocument",
    role: "finance",
  },
  {
    at: "POST /contracts/:id/discounts",
    operation: "ApplyDiscount",
    role: "sales",
    example: { code: "LAUNCH-20" },
  },
  {
    at: "DELETE /contracts/:id/discounts/:discount_id",
    operation: "EndDiscount",
    role: "sales",
    status: 200,
  },
  {
    at: "POST /contracts/:id/renew",
    operation: "RenewContract",
    role: "sales",
    example: { uplift_percent: 3 },
  },
  {
    at: "POST /contracts/:id/cancel",
    operation: "CancelContract",
    role: "sales",
    example: {
      reason: "Moves to another product",
      effective_date: "2026-10-01",
      with_credit: true,
    },
  },
]);

const billingCycleRoutes = routes("Billing cycles", [
  {
    at: "POST /billing-cycles",
    operation: "CreateBillingCycle",
    role: "sales",
    example: {
      name: "Calendar thirds",
      interval_months: 4,
      alignment: "calendar",
      in_advance: true,
      bill_day: 15,
      description: "January, May and September, from the 15th",
    },
  },
  { at: "GET /billing-cycles", operation: "ListBillingCycles", role: "viewer" },
  { at: "GET /billing-cycles/:id", operation: "GetBillingCycle", role: "viewer" },
  { at: "PATCH /billing-cycles/:id", operation: "UpdateBillingCycle", role: "sales" },
  { at: "DELETE /billing-cycles/:id", operation: "DeleteBillingCycle", role: "sales" },
]);

export const salesRoutes = [...contractRoutes, ...billingCycleRoutes];
