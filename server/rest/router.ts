// The REST interface below /api: routes from the table, the API document and its page.
import express from "express";
import type { RequestHandler, Router } from "express";
import type { GraphQLSchema } from "graphql";
import { ApiError } from "../errors.ts";
import { nameRoute } from "../http/metrics.ts";
import { basePathOf } from "../http/public_address.ts";
import { compileRoute } from "./compile.ts";
import type { CompiledRoute } from "./compile.ts";
import { docsPage } from "./docs_page.ts";
import { readDocuments } from "./documents.ts";
import type { Documents } from "./documents.ts";
import { handlerOf } from "./handler.ts";
import type { Handler, HandlerDeps } from "./handler.ts";
import { openApiOf } from "./openapi.ts";
import type { OpenApi } from "./openapi.ts";
import { methodOf, pathOf } from "./route.ts";
import type { Route } from "./route.ts";
import { ALL_ROUTES } from "./routes/index.ts";

export interface RestDeps extends HandlerDeps {
  schema: GraphQLSchema;
  /** Where the world finds us, when not at the root of this server. */
  publicUrl?: string | undefined;
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
export function buildOpenApi(schema: GraphQLSchema): OpenApi {
  return openApiOf(compileAll(ALL_ROUTES, readDocuments(OPERATIONS), schema));
}

export function createRouter(table: Route[], documents: Documents, deps: RestDeps): Router {
  const router = express.Router({ caseSensitive: true });
  const compiled = compileAll(table, documents, deps.schema);
  const document = JSON.stringify(openApiOf(compiled, deps.publicUrl));
  router.get("/openapi.json", ...deps.strangers, (_request, response) => {
    response.set("content-type", "application/json; charset=utf-8").end(document);
  });
  router.use("/docs", ...deps.strangers, docsPage(basePathOf(deps.publicUrl)));
  for (const [path, routes] of Map.groupBy(compiled, ({ route }) => pathOf(route))) {
    mount(router, path, routes, deps);
  }
  router.use(...deps.callers);
  return router;
}

function compileAll(table: Route[], documents: Documents, schema: GraphQLSchema): CompiledRoute[] {
  return table.map((route) => compileRoute(route, documents, schema));
}

function mount(router: Router, path: string, compiled: CompiledRoute[], deps: RestDeps): void {
  const place = router.route(path);
  const methods = compiled.map(({ route }) => methodOf(route));
  place.all(nameRoute, ...deps.callers);
  for (const one of compiled) {
    const method = methodOf(one.route).toLowerCase() as "get";
    const limit = one.route.receive?.limit ?? BODY_LIMIT;
    place[method](express.raw({ type: () => true, limit }), deps.serve(handlerOf(one, deps)));
  }
  const allow = [...methods, ...(methods.includes("GET") ? ["HEAD"] : [])].join(", ");
  place.all((request, response) => {
    response.set("allow", allow);
    throw new ApiError(405, "method_not_allowed", `${request.method} is not possible here.`);
  });
}
