import { documentFile, statementFile } from "../document_file.ts";
import { routes } from "../route.ts";

const CUSTOMER = { customer_id: "account_id" };
const CONTRACT_ID = "0198a000-0000-7000-8000-000000000002";

export const billingRoutes = [
  ...routes("Billing", [
    {
      at: "POST /billing/generate",
      operation: "GenerateInvoice",
      role: "finance",
      example: {
        contract_id: CONTRACT_ID,
        billing_period_start: "2026-02-01",
        billing_period_end: "2027-01-31",
        purchase_order_number: "PO-ACME-2026-045",
      },
    },
    {
      at: "POST /billing/preview",
      operation: "PreviewInvoice",
      role: "sales",
      status: 200,
      example: { contract_id: CONTRACT_ID, as_of: "2026-12-31" },
    },
    {
      at: "POST /billing/consolidated",
      operation: "BillConsolidated",
      role: "finance",
      example: { account_id: "0198a000-0000-7000-8000-000000000001", as_of: "2026-02-01" },
    },
    {
      at: "POST /billing/runs",
      operation: "StartBillingRun",
      role: "finance",
      example: { as_of: "2026-02-01" },
    },
    { at: "GET /billing/runs", operation: "ListBillingRuns", role: "viewer" },
    { at: "GET /billing/runs/:id", operation: "GetBillingRun", role: "viewer" },
    { at: "POST /billing/runs/:id/cancel", operation: "CancelBillingRun", role: "finance" },
    { at: "POST /billing/runs/:id/retry", operation: "RetryBillingRun", role: "finance" },
  ]),
  ...routes("Invoices", [
    {
      at: "POST /invoices",
      operation: "CreateInvoice",
      role: "finance",
      alsoCalled: CUSTOMER,
      example: {
        account_id: "0198a000-0000-7000-8000-000000000001",
        issue_date: "2026-01-11",
        due_date: "2026-02-10",
        items: [{ description: "Setup fee", quantity: 1, unit_price: 199 }],
        notes: "Thank you for your business!",
      },
    },
    { at: "GET /invoices", operation: "ListInvoices", role: "viewer", alsoCalled: CUSTOMER },
    { at: "GET /invoices/:id/preflight", operation: "GetInvoicePreflight", role: "viewer" },
    {
      at: "POST /invoices/tax",
      operation: "RequestRetax",
      role: "tax",
      status: 202,
      example: { invoice_ids: ["0198a000-0000-7000-8000-000000000003"] },
    },
    { at: "GET /invoices/:id", operation: "GetInvoice", role: "viewer" },
    { at: "PUT /invoices/:id", operation: "UpdateInvoice", role: "finance" },
    { at: "PATCH /invoices/:id", operation: "UpdateInvoice", role: "finance" },
    { at: "GET /invoices/:id/items", operation: "ListInvoiceItems", role: "viewer" },
    {
      at: "POST /invoices/:id/items",
      operation: "AddInvoiceItem",
      role: "finance",
      example: { description: "Training", quantity: 2, unit_price: 450 },
    },
    {
      at: "DELETE /invoices/:id/items/:item_id",
      operation: "RemoveInvoiceItem",
      role: "finance",
      status: 200,
    },
    {
      at: "POST /invoices/:id/items/:item_id/tax-registration",
      operation: "NameGivenTax",
      role: "finance",
      status: 200,
      example: { registration_id: "0198a000-0000-7000-8000-000000000004" },
    },
    {
      at: "GET /invoices/:id/items/:item_id/explain",
      operation: "ExplainInvoiceItem",
      role: "viewer",
    },
    {
      at: "POST /invoices/:id/discounts",
      operation: "DiscountInvoice",
      role: "finance",
      example: { amount: 10 },
    },
    { at: "POST /invoices/:id/finalize", operation: "FinalizeInvoice", role: "finance" },
    {
      at: "POST /invoices/:id/pdf",
      operation: "RenderInvoice",
      role: "sales",
      status: 202,
    },
    {
      at: "GET /invoices/:id/pdf",
      operation: "GetInvoiceFile",
      role: "viewer",
      respond: documentFile,
    },
    { at: "GET /invoices/:id/statements", operation: "ListInvoiceStatements", role: "viewer" },
    {
      at: "GET /invoices/:id/statements/:account_id/pdf",
      operation: "GetInvoiceStatementFile",
      role: "viewer",
      respond: statementFile,
    },
    { at: "POST /invoices/:id/send", operation: "SendInvoice", role: "finance" },
    {
      at: "POST /invoices/:id/void",
      operation: "VoidInvoice",
      role: "finance",
      example: { reason: "Entered twice" },
    },
    {
      at: "POST /invoices/:id/write-off",
      operation: "WriteOffInvoice",
      role: "finance",
      example: { reason: "The customer is insolvent", tax_relief: "auto" },
    },
    { at: "GET /invoices/:id/write-offs", operation: "ListWriteOffs", role: "viewer" },
    {
      at: "POST /invoices/:id/reissue",
      operation: "ReissueInvoice",
      role: "finance",
      example: { reason: "Wrong purchase order" },
    },
    {
      at: "POST /invoices/:id/apply-balance",
      operation: "ApplyAccountBalance",
      role: "finance",
    },
  ]),
  ...routes("Balances", [
    { at: "GET /accounts/:id/balance", operation: "ListAccountBalances", role: "viewer" },
    {
      at: "POST /accounts/:id/balance/refund",
      operation: "RefundBalance",
      role: "finance",
      example: { amount: 100, reason: "The customer has left", reference: "Wire 4712" },
    },
    { at: "GET /balance-refunds", operation: "ListBalanceRefunds", role: "viewer" },
    { at: "GET /balance-refunds/:id", operation: "GetBalanceRefund", role: "viewer" },
  ]),
  ...routes("Credit notes", [
    {
      at: "POST /credit-notes",
      operation: "CreateCreditNote",
      role: "finance",
      example: {
        invoice_id: "0198a000-0000-7000-8000-000000000003",
        reason: "Two seats too many",
        lines: [{ item_id: "0198a000-0000-7000-8000-000000000004", net: 199.8 }],
        settlement: "balance",
      },
    },
    {
      at: "POST /credit-notes/tax-only",
      operation: "CreateTaxNote",
      role: "finance",
      example: {
        invoice_id: "0198a000-0000-7000-8000-000000000003",
        reason: "The reduced rate holds",
        lines: [{ item_id: "0198a000-0000-7000-8000-000000000004", tax: 24.5 }],
      },
    },
    { at: "GET /credit-notes", operation: "ListCreditNotes", role: "viewer" },
    { at: "GET /credit-notes/:id", operation: "GetCreditNote", role: "viewer" },
    {
      at: "GET /credit-notes/:id/pdf",
      operation: "GetCreditNoteFile",
      role: "viewer",
      respond: documentFile,
    },
    { at: "POST /credit-notes/:id/send", operation: "SendCreditNote", role: "finance" },
    {
      at: "POST /credit-notes/:id/refund",
      operation: "RefundCreditNote",
      role: "finance",
      example: { refunded_on: "2026-02-01", reference: "Wire 4711" },
    },
  ]),
];
