// What the edge answers when nobody else did: unknown addresses and errors, as problems.
import type { ErrorRequestHandler, RequestHandler } from "express";
import type { Logger } from "pino";
import { ApiError, toProblem } from "../errors.ts";
import { logInternal } from "../graphql/mask_error.ts";
import { sendProblem } from "../rest/problem.ts";

export const refuseUnknown: RequestHandler = (_request, _response, next) => {
  next(new ApiError(404, "not_found", "There is no such address."));
};

export function answerErrors(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const problem = toProblem(inOurWords(error));
    if (problem.errorId) logInternal(logger, error, problem.errorId);
    const { code, status } = problem;
    // Who sent no token is a stranger; who sent one that is refused, or may not do this, is noted.
    if (status === 403 || (status === 401 && request.get("authorization") !== undefined)) {
      response.locals["denied"] = { code };
    }
    if (problem.status === 503) response.set("retry-after", "1");
    sendProblem(request, response, problem);
  };
}

/** The body parser's refusals carry a status, and a type or a word of whoever unpacked the body. */
function inOurWords(error: unknown): unknown {
  if (error instanceof URIError) return new ApiError(404, "not_found", "There is no such address.");
  const { type, status } = (error ?? {}) as { type?: unknown; status?: unknown };
  if (error instanceof ApiError || typeof status !== "number" || status >= 500) return error;
  switch (type) {
    case "entity.too.large":
      return new ApiError(413, "payload_too_large", "The body is too large.");
    case "entity.parse.failed":
      return new ApiError(400, "invalid_json", "The body is no JSON object.");
    case "encoding.unsupported":
    case "charset.unsupported":
      return new ApiError(415, "unsupported_media_type", "The body is packed in an unknown way.");
  }
  return new ApiError(400, "bad_request", "The body did not arrive as announced.");
}
