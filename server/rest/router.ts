// The REST interface below /api: routes from the table, the API document and its page.
import express from "express";
import type { RequestHandler, Router } from "express";
import type { GraphQLSchema } from "graphql";
import { ApiError } from "../errors.ts";
import type { Limits } from "../graphql/limits_of_columns.ts";
import { nameRoute } from "../http/metrics.ts";
import { basePathOf } from "../http/public_address.ts";
import { compileRoute } from "./compile.ts";
import type { CompiledRoute } from "./compile.ts";
import { docsPage } from "./docs_page.ts";
import { readDocuments } from "./documents.ts";
import type { Documents } from "./documents.ts";
import { handlerOf } from "./handler.ts";
import type { Handler, HandlerDeps } from "./handler.ts";
import { ColumnLimits } from "./limits.ts";
import { openApiOf } from "./openapi.ts";
import type { OpenApi } from "./openapi.ts";
import { addressOf, methodOf, pathOf } from "./route.ts";
import type { Route } from "./route.ts";
import { ALL_ROUTES } from "./routes/index.ts";

export interface RestDeps extends HandlerDeps {
  schema: GraphQLSchema;
  /** Where the world finds us, when not at the root of this server. */
  publicUrl?: string | undefined;
  /** What the checks of the database say of columns, for the API document. */
  limits?: Limits;
  /** What every route does before it reads its body: whoever calls is known after it. */
  callers: RequestHandler[];
  /** What the two public pages do instead. */
  strangers: RequestHandler[];
  /** Serves in a place of the caller's tenant. */
  serve(handler: Handler): RequestHandler;
}

const BODY_LIMIT = "1mb";
const OPERATIONS = new URL("operations", import.meta.url).pathname;

/** Errors go on to the app's error handler. */
export function createRestRouter(deps: RestDeps): Router {
  return createRouter(ALL_ROUTES, readDocuments(OPERATIONS), deps);
}

/** What docs/openapi.json holds. */
export function buildOpenApi(schema: GraphQLSchema, limits: Limits): OpenApi {
  return openApiOf(...compileAll(ALL_ROUTES, readDocuments(OPERATIONS), schema, limits));
}

export function createRouter(table: Route[], documents: Documents, deps: RestDeps): Router {
  const router = express.Router({ caseSensitive: true });
  const [compiled, limits] = compileAll(table, documents, deps.schema, deps.limits);
  const document = JSON.stringify(openApiOf(compiled, limits, deps.publicUrl));
  router.get("/openapi.json", ...deps.strangers, (_request, response) => {
    response.set("content-type", "application/json; charset=utf-8").end(document);
  });
  router.use("/docs", ...deps.strangers, docsPage(basePathOf(deps.publicUrl)));
  for (const routes of Map.groupBy(compiled, ({ route }) => addressOf(route)).values()) {
    mount(router, routes, deps);
  }
  router.use(...deps.callers);
  return router;
}

function compileAll(
  table: Route[],
  documents: Documents,
  schema: GraphQLSchema,
  limits?: Limits,
): [CompiledRoute[], ColumnLimits] {
  const ofColumns = new ColumnLimits(schema, limits);
  return [table.map((route) => compileRoute(route, documents, schema, ofColumns)), ofColumns];
}

function mount(router: Router, compiled: CompiledRoute[], deps: RestDeps): void {
  const methods = compiled.map(({ route }) => methodOf(route));
  const address = pathOf(compiled[0]!.route);
  router.all(address, nameRoute, ...deps.callers);
  for (const one of compiled) {
    const method = methodOf(one.route).toLowerCase() as "get";
    const limit = one.route.receive?.limit ?? BODY_LIMIT;
    const readBody = express.raw({ type: () => true, limit });
    router[method](pathOf(one.route), readBody, deps.serve(handlerOf(one, deps)));
  }
  const allow = [...methods, ...(methods.includes("GET") ? ["HEAD"] : [])].join(", ");
  router.all(address, (request, response) => {
    response.set("allow", allow);
    throw new ApiError(405, "method_not_allowed", `${request.method} is not possible here.`);
  });
}
