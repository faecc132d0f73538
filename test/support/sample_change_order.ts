// A change order's document as the database tells it, to be changed by the test.
import { ChangeOrderDocument } from "../../server/pdf/change_order_document.ts";
import { sampleInvoice } from "./sample_invoice.ts";

export function sampleChangeOrder(changes: Record<string, unknown> = {}): ChangeOrderDocument {
  const period = { start_date: "2026-08-01", end_date: "2027-01-31" };
  return ChangeOrderDocument.parse({
    kind: "change_order",
    locale: "en-US",
    seller: sampleInvoice().seller,
    customer: {
      name: "Acme Corporation",
      address: {
        line1: "77 Industrial Way",
        line2: null,
        city: "Chicago",
        state: "IL",
        postal_code: "60601",
        country: "US",
      },
      email: "ap@acme.example",
    },
    change: {
      number: "CTR-2026-001-A1",
      contract_number: "CTR-2026-001",
      currency: "USD",
      minor_unit: 2,
      issued_on: "2026-07-20",
      effective_on: "2026-08-01",
      term_start: "2026-02-01",
      term_end: "2027-01-31",
      renews: true,
      notice_days: 90,
      reason: "Forty more seats for the new office",
    },
    lines: [
      {
        description: "CRM Enterprise",
        price_interval: "month",
        before: [{ ...period, quantity: "100", committed_quantity: "100", unit_price: "99.90" }],
        after: [{ ...period, quantity: "140", committed_quantity: "100", unit_price: "99.90" }],
      },
      {
        description: "Support",
        account: "Acme Berlin",
        price_interval: "month",
        before: [{ ...period, quantity: "1", unit_price: "50", discount_percent: "10" }],
        after: null,
        last_day: "2026-07-31",
      },
      {
        description: "Training",
        price_interval: "one_time",
        before: null,
        after: [
          { start_date: "2026-08-01", end_date: "2026-10-31", quantity: "2", unit_price: "450" },
          { start_date: "2026-11-01", end_date: "2027-01-31", quantity: "3", unit_price: null },
        ],
      },
    ],
    charges: [
      {
        kind: "credit",
        description: "CRM Enterprise",
        period_start: "2026-08-01",
        period_end: "2027-01-31",
        quantity: "100",
        unit_price: "99.90",
        discount: "0.00",
        amount: "-60432.66",
      },
      {
        kind: "charge",
        description: "CRM Enterprise",
        period_start: "2026-08-01",
        period_end: "2027-01-31",
        quantity: "140",
        unit_price: "99.90",
        discount: "100.00",
        amount: "84605.72",
      },
    ],
    totals: {
      subtotal: "24173.06",
      discount: "100.00",
      tax: "1925.84",
      total: "25998.90",
      invoice_number: "INV-2026-009",
    },
    ...changes,
  });
}
