import { routes } from "../route.ts";

const register = { role: "viewer", isReport: true, csv: true } as const;

export const bookRoutes = routes("Books", [
  { at: "GET /books/invoice-journal", operation: "ListInvoiceJournal", ...register },
  { at: "GET /books/credit-notes", operation: "ListCreditNoteJournal", ...register },
  { at: "GET /books/cash-journal", operation: "ListCashJournal", ...register },
  { at: "GET /books/refunds", operation: "ListRefundJournal", ...register },
  { at: "GET /books/write-offs", operation: "ListWriteOffJournal", ...register },
  { at: "GET /books/receivables", operation: "ListOpenReceivables", ...register },
  { at: "GET /books/balances", operation: "ListAccountPositions", ...register },
  {
    at: "GET /accounts/:id/statement-of-account",
    operation: "GetStatementOfAccount",
    ...register,
  },
]);
