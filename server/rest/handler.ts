// From a request to its answer: read, execute in one transaction, write. No route has code here.
import type { Request, Response } from "express";
import type { DocumentNode, ExecutionResult } from "graphql";
import type { Pool, PoolClient } from "pg";
import { answerTooLarge, MAX_ANSWER_BYTES, MAX_BYTES_READ } from "../answer_size.ts";
import { ApiError } from "../errors.ts";
import { ONE_PLAN, sessionSettings } from "../graphql/session.ts";
import type { CallerRequest, Claims, Settings } from "../graphql/session.ts";
import type { PdfMeans } from "../pdf/render_invoice_pdf.ts";
import type { Allowance } from "../postgres/borrow.ts";
import { write } from "./answer.ts";
import type { CompiledRoute } from "./compile.ts";
import { applyFilters } from "./filters.ts";
import { onceForKey, readKey } from "./idempotency.ts";
import type { Answer, Claim } from "./idempotency.ts";
import { parseJson } from "./json.ts";
import { readRequest } from "./read_request.ts";
import type { Variables } from "./read_request.ts";
import { invalidInput, invalidJson, notFound } from "./refusals.ts";
import { methodOf, statusOf } from "./route.ts";
import type { ReceivedFile } from "./route.ts";
import { inTransaction, sqlState } from "./transaction.ts";
import type { Vault } from "../vault.ts";

export interface Execution {
  client: PoolClient;
  document: DocumentNode;
  variables: Variables;
  claims: Claims;
  vault: Vault;
}

export interface HandlerDeps extends PdfMeans {
  /** Carries out a document inside the client's open transaction. */
  executeInTransaction(execution: Execution): Promise<ExecutionResult>;
  pool: Pool;
  /** For reports, which may be some moments behind. */
  replica?: Pool | undefined;
  vault: Vault;
}

// Whatever a query's functions do: what is only looked at does not change.
const READ_ONLY = { transaction_read_only: "on" };

export type Handler = (request: Request, response: Response) => Promise<void>;

export function handlerOf(compiled: CompiledRoute, deps: HandlerDeps): Handler {
  const { route } = compiled;
  const isPost = methodOf(route) === "POST";
  const means = {
    ...(methodOf(route) === "GET" && READ_ONLY),
    ...(compiled.kind === "object" && !route.isReport && ONE_PLAN),
  };
  return async (request, response) => {
    const claims = claimsOf(request);
    const { vault } = deps;
    const facts = { requestId: String(request.id ?? ""), clientIp: request.ip ?? "", vault };
    const file = route.receive?.receive(request, claims);
    const settings = {
      ...sessionSettings(claims, facts),
      ...means,
      ...(file && { "tenor.file": JSON.stringify(file.facts) }),
    };
    const key = isPost ? readKey(request.get("idempotency-key")) : undefined;
    const [pathname, query] = addressOf(request);
    const body = file ? "" : bodyText(request);
    const variables = readRequest(compiled.inputs, {
      path: request.params as Record<string, string>,
      query,
      body,
    });
    // Of a file the answer depends on its bytes and on what the query says of it.
    const said = file ? `${file.mediaType} ${file.facts.content_hash} ${query}` : body;
    const claim =
      key === undefined ? undefined : { key, route: `${request.method} ${pathname}`, body: said };
    const { left, resumed } = request as CallerRequest;
    const allowance = { left, resumed, bytes: MAX_BYTES_READ };
    const work = { settings, claims, variables, claim, allowance };
    if (file) await keepFile(file, compiled, deps, work);
    const answer = await perform(compiled, deps, work);
    if (answer.isReplayed) response.set("idempotency-replayed", "true");
    await send(compiled, answer, response, deps);
  };
}

class Undone extends Error {}

/** The file lies in the store before its row says so, for no transaction waits for the store; and
 * only if there will be one, which is tried out first and undone. */
async function keepFile(
  { key, bytes, mediaType }: ReceivedFile,
  compiled: CompiledRoute,
  deps: HandlerDeps,
  { settings, claims, variables, allowance }: Work,
): Promise<void> {
  const trial = inTransaction(deps.pool, settings, allowance, async (client) => {
    await execute(compiled, deps, { client, variables, claims });
    throw new Undone();
  });
  await trial.catch((error: unknown) => {
    if (!(error instanceof Undone)) throw error;
  });
  await deps.files.put(key, bytes, mediaType);
}

interface Work {
  settings: Settings;
  claims: Claims;
  variables: Variables;
  claim: Claim | undefined;
  allowance: Allowance;
}

const TOO_SLOW = "57014";

async function perform(compiled: CompiledRoute, deps: HandlerDeps, work: Work): Promise<Answer> {
  const { later } = compiled;
  if (!later) return performNow(compiled, deps, work);
  const { seconds } = compiled.route.slow!;
  const settings = { ...work.settings, statement_timeout: `${seconds}s` };
  return performNow(compiled, deps, { ...work, settings }).catch((error: unknown) => {
    if (sqlState(error) !== TOO_SLOW) throw error;
    return performNow(later, deps, work);
  });
}

function performNow(compiled: CompiledRoute, deps: HandlerDeps, work: Work): Promise<Answer> {
  const { settings, claims, variables, claim, allowance } = work;
  const pool = (compiled.route.isReport && deps.replica) || deps.pool;
  return inTransaction(pool, settings, allowance, (client) => {
    const act = () => execute(compiled, deps, { client, variables, claims });
    return claim ? onceForKey(client, claim, settings["role"]!, act) : act();
  });
}

async function execute(
  compiled: CompiledRoute,
  { executeInTransaction, vault }: HandlerDeps,
  execution: Omit<Execution, "document" | "vault">,
): Promise<Answer> {
  const { document, filters, route } = compiled;
  const variables = applyFilters(filters, execution.variables);
  const { data, errors } = await executeInTransaction({ ...execution, vault, document, variables });
  if (errors?.[0]) throw cursorRefusal(errors[0], variables) ?? errors[0];
  const body = answerText(compiled, data);
  if (Buffer.byteLength(body) > MAX_ANSWER_BYTES) throw answerTooLarge();
  return { status: statusOf(route), body, kept: withoutSecret(body, route.shownOnce) };
}

function withoutSecret(body: string, key: string | undefined): string | undefined {
  if (key === undefined) return undefined;
  return JSON.stringify({ ...(parseJson(body) as object), [key]: null });
}

/** The library's complaint about a cursor carries no code; whoever sent none cannot cause it. */
function cursorRefusal(error: Error, variables: Variables): ApiError | undefined {
  if (typeof variables["after"] !== "string" || !/cursor/i.test(error.message)) return undefined;
  const detail = "must come from an answer to the same list in the same order.";
  return invalidInput([{ pointer: "/cursor", detail }]);
}

function answerText(compiled: CompiledRoute, data: unknown): string {
  const top = data as Row | null | undefined;
  // A list about an object that nobody knows is not empty: the alias `found` asks for the object.
  if (top?.["found"] === null) throw notFound();
  const value = compiled.resultPaths.map((path) => follow(path, top)).findLast(isThere);
  if (value === null || value === undefined) throw notFound();
  const answer = write(value, compiled.shape);
  if (compiled.kind === "object") return JSON.stringify(spreadOut(answer, compiled.route.spread));
  if (compiled.kind === "list") return JSON.stringify({ data: answer });
  const { hasNextPage, endCursor } = value["pageInfo"] as PageInfo;
  return JSON.stringify({ ...pageOf(answer), next_cursor: hasNextPage ? endCursor : null });
}

type Row = Record<string, unknown>;

function follow(path: string[], top: Row | null | undefined): Row | null | undefined {
  return path.reduce<Row | null | undefined>((row, key) => row && (row[key] as Row), top);
}

function isThere(value: unknown): boolean {
  return value !== undefined;
}

function spreadOut(answer: unknown, key: string | undefined): unknown {
  if (key === undefined) return answer;
  const { [key]: inner, ...rest } = answer as Record<string, object>;
  return { ...rest, ...inner };
}

interface PageInfo {
  hasNextPage: boolean;
  endCursor: string | null;
}

function pageOf(answer: unknown): object {
  return Array.isArray(answer) ? { data: answer } : (answer as object);
}

async function send(
  compiled: CompiledRoute,
  answer: Answer,
  response: Response,
  means: PdfMeans,
): Promise<void> {
  const { respond } = compiled.route;
  response.locals["isFile"] = respond !== undefined;
  if (respond) return respond.send(JSON.parse(answer.body), response, means);
  response.status(answer.status);
  if (answer.status === 204) return void response.end();
  response.set("content-type", "application/json; charset=utf-8").end(answer.body);
}

/** Path and query as they were called; a URL parser would take `//x` for a host. */
function addressOf({ originalUrl }: Request): [string, URLSearchParams] {
  const mark = originalUrl.indexOf("?");
  if (mark < 0) return [originalUrl, new URLSearchParams()];
  return [originalUrl.slice(0, mark), new URLSearchParams(originalUrl.slice(mark))];
}

function claimsOf(request: Request): Claims {
  const { claims } = request as { claims?: Claims };
  if (!claims) throw new ApiError(401, "unauthenticated", "This needs a valid token.");
  return claims;
}

function bodyText(request: Request): string {
  const bytes: unknown = request.body;
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) return "";
  if (!request.is(["json", "+json"])) {
    throw new ApiError(415, "unsupported_media_type", "The body must be application/json.");
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw invalidJson("The body is not UTF-8 text.");
  }
}
