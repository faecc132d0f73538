// /graphql and its explorer.
import express, { Router, type RequestHandler } from "express";
import { ApiError } from "../errors.ts";
import { createEndpoint, type EndpointOptions } from "../graphql/endpoint.ts";
import { LIMITS } from "../graphql/limits.ts";
import { explorerPage } from "./explorer_page.ts";

export async function graphqlRoutes(
  options: EndpointOptions,
  callers: RequestHandler[],
): Promise<Router> {
  const endpoint = await createEndpoint(options);
  const answer = endpoint.createHandler() as RequestHandler;
  const router = Router();
  router.post(
    "/graphql",
    ...callers,
    express.json({ limit: LIMITS.bytes, strict: true, type: "application/json" }),
    onlyObjects,
    answer,
  );
  router.all("/graphql", (_request, response, next) => {
    response.set("allow", "POST");
    next(new ApiError(405, "method_not_allowed", "GraphQL is asked by POST."));
  });
  router.use(explorerPage(options.basePath));
  router.get(["/graphiql", "/ruru-static/*file"], answer);
  return router;
}

const onlyObjects: RequestHandler = (request, _response, next) => {
  const body: unknown = request.body;
  if (body === undefined) {
    const detail = "The body must be application/json.";
    return next(new ApiError(415, "unsupported_media_type", detail));
  }
  if (Array.isArray(body)) {
    return next(new ApiError(400, "invalid_json", "A request is one operation, not a list."));
  }
  next();
};
