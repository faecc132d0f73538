import { routes } from "../route.ts";

const INVOICE_ID = "0198a000-0000-7000-8000-000000000003";

export const paymentRoutes = routes("Payments", [
  {
    at: "POST /payments",
    operation: "RecordPayment",
    role: "cashier",
    example: {
      account_id: "0198a000-0000-7000-8000-000000000001",
      amount: 119880,
      method: "wire",
      reference: "INV-2026-001",
    },
  },
  { at: "GET /payments", operation: "ListPayments", role: "viewer" },
  { at: "GET /payments/:id", operation: "GetPayment", role: "viewer" },
  {
    at: "POST /payments/:id/apply",
    operation: "ApplyPayment",
    role: "cashier",
    example: { applications: [{ invoice_id: INVOICE_ID, amount: 100 }] },
  },
  {
    at: "POST /payments/:id/refund",
    operation: "RefundPayment",
    role: "finance",
    example: { reason: "Paid twice", amount: 100 },
  },
  {
    at: "POST /payments/:id/unapply",
    operation: "UnapplyPayment",
    role: "cashier",
    example: { invoice_id: INVOICE_ID },
  },
  {
    at: "POST /payments/:id/reverse",
    operation: "ReversePayment",
    role: "cashier",
    example: { reason: "The check bounced", on: "2026-02-10" },
  },
]);
