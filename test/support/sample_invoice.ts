// An invoice's document as the database tells it, to be changed by the test.
import { InvoiceDocument } from "../../server/pdf/invoice_document.ts";

export function sampleInvoice(changes: Record<string, unknown> = {}): InvoiceDocument {
  return InvoiceDocument.parse({
    locale: "en-US",
    seller: {
      name: "Northwind Software",
      address: {
        line1: "1200 Harbor Street",
        city: "New York",
        state: "NY",
        postal_code: "10004",
        country: "US",
      },
      email: "billing@northwind.example",
      colours: { primary: "#1f3a5f", accent: "#2f6fde" },
      payment_instructions: "Wire transfer\nAccount 4400 1234",
      footer: "Northwind Software, Delaware",
    },
    bill_to: { name: "Acme Corporation", address: { line1: "77 Industrial Way" } },
    invoice: {
      number: "INV-2026-001",
      currency: "USD",
      minor_unit: 2,
      issued_on: "2026-02-01",
      due_on: "2026-03-03",
      period_start: "2026-02-01",
      period_end: "2027-01-31",
    },
    sections: [{ items: [sampleItem()] }],
    totals: {
      subtotal: "119880.00",
      discount: "0.00",
      tax_lines: [{ name: "New York State", rate: "4", amount: "4795.20" }],
      tax: "4795.20",
      total: "124675.20",
      paid: "0.00",
      balance: "124675.20",
    },
    ...changes,
  });
}

export function sampleItem(changes: Record<string, unknown> = {}) {
  return {
    description: "CRM Enterprise",
    basis: { quantity: "100", intervals: "12", interval: "month" },
    period_start: "2026-02-01",
    period_end: "2027-01-31",
    quantity: "100",
    unit_price: "99.90",
    amount: "119880.00",
    ...changes,
  };
}
