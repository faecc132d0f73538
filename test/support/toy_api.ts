// The REST engine over a small schema of its own: a schema text, resolvers and no database.
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { randomUUID } from "node:crypto";
import express, { type RequestHandler } from "express";
import { GraphQLError, buildSchema, execute } from "graphql";
import { pino } from "pino";
import type { DocumentStore } from "../../server/files/document_store.ts";
import { answerErrors, refuseUnknown } from "../../server/http/refusals.ts";
import type { Claims } from "../../server/graphql/session.ts";
import type { PdfRenderer } from "../../server/pdf/render_invoice_pdf.ts";
import { parseDocuments } from "../../server/rest/documents.ts";
import type { Execution, Handler } from "../../server/rest/handler.ts";
import { createRouter } from "../../server/rest/router.ts";
import { routes } from "../../server/rest/route.ts";
import type { OpenApi } from "../../server/rest/openapi.ts";
import { openVault } from "../../server/vault.ts";
import { ToyPool } from "./toy_pool.ts";

const SCHEMA = `
  scalar UUID
  scalar Amount
  scalar Quantity
  scalar BigInt
  scalar Date
  scalar Datetime
  scalar JSON
  scalar Cursor
  enum InvoiceOrderBy { NATURAL PRIMARY_KEY_ASC DUE_DATE_ASC DUE_DATE_DESC }
  enum Kind { PER_UNIT FLAT }
  input StringFilter { equalTo: String in: [String!] }
  input DateFilter { greaterThanOrEqualTo: Date }
  input UUIDFilter { equalTo: UUID }
  input InvoiceFilter { id: UUIDFilter status: StringFilter dueDate: DateFilter }
  input LineInput { description: String! quantity: Quantity kind: Kind tiers: [TierInput!] }
  input TierInput { upTo: Quantity unitPrice: Amount! }
  "What is owed."
  type Invoice {
    id: UUID!
    "The sum of all lines."
    total: Amount!
    counter: BigInt
    dueDate: Date
    kind: Kind
    metadata: JSON
    createdAt: Datetime!
    items: ItemConnection!
  }
  type Item { description: String! quantity: Quantity! }
  type ItemConnection { nodes: [Item]! }
  type PageInfo { hasNextPage: Boolean! endCursor: Cursor }
  type InvoiceConnection { nodes: [Invoice]! pageInfo: PageInfo! totalCount: Int! }
  input InvoicePatch { dueDate: Date notes: String }
  type Run { day: Date! work: JSON! }
  type Job { id: UUID! status: String! }
  type JobPayload { job: Job }
  type RunPayload { run: Run }
  type Period { day: Date! }
  type InvoicePayload { invoice: Invoice }
  type Query {
    invoice(id: UUID!): Invoice
    schedule(id: UUID!): [Period!]
    invoices(
      first: Int
      after: Cursor
      orderBy: [InvoiceOrderBy!]
      filter: InvoiceFilter
    ): InvoiceConnection
  }
  type Mutation {
    createInvoice(
      accountId: UUID!
      lines: [LineInput!]!
      dueDate: Date
      isUrgent: Boolean
      metadata: JSON
    ): InvoicePayload
    voidInvoice(id: UUID!, reason: String): InvoicePayload
    updateInvoice(id: UUID!, patch: InvoicePatch!): InvoicePayload
    runBilling(asOf: Date!): RunPayload
    queueBilling(asOf: Date!): JobPayload
    deleteInvoice(id: UUID!): InvoicePayload
  }`;

const OPERATIONS = `
  fragment InvoiceFields on Invoice {
    id total counter due_date: dueDate kind metadata created_at: createdAt
    items { nodes { description quantity } }
  }
  """Create an invoice."""
  mutation CreateInvoice(
    """Who pays."""
    $accountId: UUID!
    $lines: [LineInput!]!
    $dueDate: Date
    $isUrgent: Boolean = false
    $metadata: JSON
  ) {
    payload: createInvoice(
      accountId: $accountId, lines: $lines, dueDate: $dueDate, isUrgent: $isUrgent,
      metadata: $metadata
    ) { data: invoice { ...InvoiceFields } }
  }
  """List invoices."""
  query ListInvoices(
    $first: Int, $after: Cursor, $orderBy: [InvoiceOrderBy!], $status: String,
    $statusIn: [String!], $dueFrom: Date
  ) {
    data: invoices(first: $first, after: $after, orderBy: $orderBy, filter: {
      status: { equalTo: $status, in: $statusIn }, dueDate: { greaterThanOrEqualTo: $dueFrom }
    }) {
      data: nodes { ...InvoiceFields }
      total_count: totalCount
      pageInfo { hasNextPage endCursor }
    }
  }
  """Get an invoice."""
  query GetInvoice($id: UUID!) { data: invoice(id: $id) { ...InvoiceFields } }
  """List what was sent."""
  query ListSent($id: UUID!, $first: Int) {
    found: invoice(id: $id) { id }
    data: invoices(first: $first, filter: { id: { equalTo: $id } }) {
      nodes { id }
      pageInfo { hasNextPage endCursor }
    }
  }
  """What falls due, and when."""
  query GetSchedule($id: UUID!) {
    found: invoice(id: $id) { id }
    data: schedule(id: $id) { day }
  }
  """Void an invoice."""
  mutation VoidInvoice($id: UUID!, $reason: String!) {
    voidInvoice(id: $id, reason: $reason) { data: invoice { ...InvoiceFields } }
  }
  """Change an invoice."""
  mutation UpdateInvoice($id: UUID!, $body: InvoicePatch!) {
    updateInvoice(id: $id, patch: $body) { data: invoice { ...InvoiceFields } }
  }
  """Queue the billing."""
  mutation QueueBilling($asOf: Date!) { queueBilling(asOf: $asOf) { data: job { id status } } }
  """Bill what is due."""
  mutation RunBilling($asOf: Date!) { runBilling(asOf: $asOf) { data: run { day work } } }
  """Delete an invoice."""
  mutation DeleteInvoice($id: UUID!) { deleteInvoice(id: $id) { data: invoice { id } } }
`;

const TABLE = routes("Invoices", [
  { at: "POST /invoices", operation: "CreateInvoice", role: "finance" },
  { at: "GET /invoices", operation: "ListInvoices", role: "viewer" },
  { at: "GET /invoices/:id", operation: "GetInvoice", role: "viewer" },
  { at: "PATCH /invoices/:id", operation: "UpdateInvoice", role: "finance" },
  {
    at: "POST /billing",
    operation: "RunBilling",
    role: "finance",
    spread: "work",
    slow: { seconds: 10, operation: "QueueBilling" },
  },
  { at: "DELETE /invoices/:id", operation: "DeleteInvoice", role: "finance" },
  { at: "GET /invoices/:id/sent", operation: "ListSent", role: "viewer", isReport: true },
  { at: "GET /invoices/:id/schedule", operation: "GetSchedule", role: "viewer" },
  { at: "POST /invoices/:id/void", operation: "VoidInvoice", role: "finance", status: 200 },
]);

/** What the operations of the toy were called with, last first. */
export interface Call {
  field: string;
  args: Record<string, unknown>;
}

export interface Toy {
  url: string;
  calls: Call[];
  pool: ToyPool;
  replica: ToyPool;
  openApi: OpenApi;
  stop(): void;
}

export const INVOICE_ID = "0198a000-0000-7000-8000-000000000001";

const INVOICE = {
  id: INVOICE_ID,
  total: "119880.00",
  counter: "9007199254740993",
  dueDate: "2026-03-03",
  kind: "PER_UNIT",
  metadata: { note: "x" },
  createdAt: "2026-02-01T08:00:00.000000+00:00",
  items: { nodes: [{ description: "Seats", quantity: "100.000000" }] },
};

const NO_FILES: DocumentStore = {
  put: async () => {},
  get: async () => null,
  size: async () => null,
};

const NO_PDF: PdfRenderer = {
  render: async () => Buffer.alloc(0),
  unprintable: async () => [],
  close: async () => {},
};

function toyRoot(calls: Call[], pool: ToyPool) {
  const called = (field: string, args: Record<string, unknown>) =>
    void calls.unshift({ field, args });
  return {
    invoice: ({ id }: { id: string }) => (id === INVOICE_ID ? INVOICE : null),
    schedule: () => [{ day: "2026-02-01" }],
    invoices(args: { after?: string }) {
      called("invoices", args);
      if (args.after === "bad") throw new Error("Invalid cursor, please enter a cursor.");
      const pageInfo = { hasNextPage: args.after !== "last", endCursor: "next" };
      return { nodes: [INVOICE], totalCount: 1, pageInfo };
    },
    createInvoice(args: Record<string, unknown>) {
      called("createInvoice", args);
      pool.failIfAsked();
      return { invoice: { ...INVOICE, id: randomUUID() } };
    },
    voidInvoice(args: { reason: string }) {
      called("voidInvoice", args);
      if (args.reason !== "held") return { invoice: INVOICE };
      const extensions = { code: "credit_hold", status: 409, pointer: "reason" };
      throw new GraphQLError("The account is on hold.", { extensions });
    },
    updateInvoice(args: Record<string, unknown>) {
      called("updateInvoice", args);
      return { invoice: INVOICE };
    },
    runBilling() {
      pool.failIfAsked();
      return { run: { day: "2026-02-01", work: { invoices_created: 3 } } };
    },
    queueBilling: () => ({ job: { id: INVOICE_ID, status: "queued" } }),
    deleteInvoice: ({ id }: { id: string }) => ({ invoice: id === INVOICE_ID ? INVOICE : null }),
  };
}

const knownAlready: RequestHandler = (_request, _response, next) => next();

export async function startToy(claims?: Claims): Promise<Toy> {
  const schema = buildSchema(SCHEMA);
  const calls: Call[] = [];
  const pool = new ToyPool();
  const replica = new ToyPool();
  const rootValue = toyRoot(calls, pool);
  const app = express();
  app.use((request, _response, next) => {
    Object.assign(request, { id: "request-1", claims });
    next();
  });
  const executeInTransaction = async ({ document, variables }: Execution) =>
    execute({ schema, document, rootValue, variableValues: variables });
  const deps = {
    schema,
    executeInTransaction,
    pool: pool.asPool(),
    replica: replica.asPool(),
    files: NO_FILES,
    pdf: NO_PDF,
    vault: openVault({ secretKey: "v".repeat(32), secretKeysPrevious: [] }),
    callers: [knownAlready],
    strangers: [],
    serve: (handler: Handler) => handler as RequestHandler,
  };
  app.use("/api", createRouter(TABLE, parseDocuments([OPERATIONS]), deps));
  app.use(refuseUnknown, answerErrors(pino({ enabled: false })));
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
  const openApi = (await (await fetch(`${url}/openapi.json`)).json()) as OpenApi;
  return { url, calls, pool, replica, openApi, stop: () => void server.close() };
}
