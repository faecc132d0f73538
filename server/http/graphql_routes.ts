// /graphql and its explorer.
import express, { Router, type RequestHandler } from "express";
import { z } from "zod";
import { ApiError } from "../errors.ts";
import { createEndpoint, type EndpointOptions } from "../graphql/endpoint.ts";
import { LIMITS } from "../graphql/limits.ts";
import { explorerPage } from "./explorer_page.ts";
import { nameRoute } from "./metrics.ts";
import type { Places, Served } from "./places.ts";

export async function graphqlRoutes(
  options: EndpointOptions,
  callers: RequestHandler[],
  places: Places,
): Promise<Router> {
  const endpoint = await createEndpoint(options);
  const answer = endpoint.createHandler() as Served;
  const router = Router();
  router.post(
    "/graphql",
    nameRoute,
    ...callers,
    express.json({ limit: LIMITS.bytes, strict: true, type: "application/json" }),
    onlyOperations,
    places.serve(answer),
  );
  router.all("/graphql", nameRoute, (_request, response, next) => {
    response.set("allow", "POST");
    next(new ApiError(405, "method_not_allowed", "GraphQL is asked by POST."));
  });
  router.use(explorerPage(options.basePath));
  router.get(["/graphiql", "/ruru-static/*file"], answer);
  return router;
}

const Operation = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

const onlyOperations: RequestHandler = (request, _response, next) => {
  const body: unknown = request.body;
  if (body === undefined) {
    const detail = "The body must be application/json.";
    return next(new ApiError(415, "unsupported_media_type", detail));
  }
  if (Array.isArray(body)) {
    return next(new ApiError(400, "invalid_json", "A request is one operation, not a list."));
  }
  const { error } = Operation.safeParse(body);
  if (error) {
    const detail = `${error.issues[0]!.path.join(".")} is not what an operation has.`;
    return next(new ApiError(400, "invalid_query", detail));
  }
  next();
};
