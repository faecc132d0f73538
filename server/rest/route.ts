// A route of the REST interface: where it stands and which GraphQL operation answers it.
// What goes in (variables) and what comes out (aliases) is said by the operation document alone.
import type { Request, Response } from "express";
import type { Claims } from "../graphql/session.ts";
import type { PdfMeans } from "../pdf/render_invoice_pdf.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
export type RoleWord =
  | "viewer"
  | "sales"
  | "finance"
  | "cashier"
  | "tax"
  | "approver"
  | "auditor"
  | "admin"
  | "operator";

export interface Route {
  /** Method and path below /api, parameters with a colon: `POST /invoices/:id/void`. */
  at: `${Method} /${string}`;
  /** Name of the operation in operations/<context>/*.graphql; its description is the summary. */
  operation: string;
  /** Heading in the API document. */
  tag: string;
  /** Least role that may call it, for the API document; the database decides. */
  role: RoleWord;
  /** 201 for POST, 204 for DELETE, 200 otherwise. */
  status?: number;
  /** Other names of fields and parameters: the customer's documents have two for some. */
  alsoCalled?: Record<string, string>;
  /** A request body for the API document; read by the tests too. */
  example?: unknown;
  /** A field of the answer, free JSON of counters, whose members stand beside the others. */
  spread?: string;
  /** Read from the replica, where there is one. */
  isReport?: boolean;
  /** A secret of the answer: it is not kept for those who repeat the request. */
  shownOnce?: string;
  /** After so many seconds the work is undone and this operation queues it: 202 with its job. */
  slow?: { seconds: number; operation: string };
  /** For a route whose body is a file; what else it takes stands in the query. */
  receive?: Receiver;
  /** For the few routes that answer with something else than the JSON of their operation. */
  respond?: Responder;
}

export interface Receiver {
  /** What the body may be, for the API document. */
  mediaTypes: string[];
  /** How large it may be, as body parsers say it. */
  limit: string;
  /** The file of a request, looked at; refuses what is none. */
  receive(request: Request, claims: Claims): ReceivedFile;
}

export interface ReceivedFile {
  /** Where the store keeps it. */
  key: string;
  bytes: Buffer;
  mediaType: string;
  /** What the database is told about it, in the setting `tenor.file` of the transaction. */
  facts: { content_hash: string; [fact: string]: unknown };
}

export interface Responder {
  /** What the answer is instead of JSON, for the API document. */
  mediaType: string;
  /** Called after the commit with the answer of the operation. */
  send(answer: unknown, response: Response, means: PdfMeans): Promise<void>;
}

type RouteRow = Omit<Route, "tag">;

export function routes(tag: string, rows: RouteRow[]): Route[] {
  return rows.map((row) => ({ tag, ...row }));
}

export function methodOf(route: Route): Method {
  return route.at.slice(0, route.at.indexOf(" ")) as Method;
}

export function pathOf(route: Route): string {
  return route.at.slice(route.at.indexOf(" ") + 1);
}

/** Two paths that differ in the names of their parameters alone are one address. */
export function addressOf(route: Route): string {
  return pathOf(route).replace(/:\w+/g, ":");
}

export function pathParameters(route: Route): string[] {
  return [...pathOf(route).matchAll(/:(\w+)/g)].map((match) => match[1]!);
}

export function statusOf(route: Route): number {
  const usual: Partial<Record<Method, number>> = { POST: 201, DELETE: 204 };
  return route.status ?? usual[methodOf(route)] ?? 200;
}
