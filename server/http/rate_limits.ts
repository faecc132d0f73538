// How often one caller may ask: by network address until it is known who calls, then by person.
import type { Request, RequestHandler, Response } from "express";
import { ipKeyGenerator, rateLimit } from "express-rate-limit";
import { ApiError } from "../errors.ts";
import { sendProblem } from "../rest/problem.ts";
import type { CallerRequest } from "../graphql/session.ts";

const MINUTE_MS = 60_000;
// A household has a /64: counting single IPv6 addresses would count nothing.
const IPV6_PREFIX = 64;

// Without a proxy of ours the header is somebody's invention, and not read.
const validate = { xForwardedForHeader: false };

const refuse = (request: Request, response: Response): void => {
  const problem = new ApiError(429, "rate_limited", "Too many requests. Slow down.");
  sendProblem(request, response, { ...problem, detail: problem.message });
};

/** Counts what comes without a valid token. 0 switches it off. */
export function limitAnonymous(perMinute: number): RequestHandler {
  return rateLimit({
    windowMs: MINUTE_MS,
    validate,
    limit: perMinute,
    skip: () => perMinute === 0,
    keyGenerator: (request) => ipKeyGenerator(request.ip ?? "", IPV6_PREFIX),
    skipSuccessfulRequests: true,
    requestWasSuccessful: (request) => (request as CallerRequest).claims !== undefined,
    standardHeaders: false,
    legacyHeaders: false,
    handler: refuse,
  });
}

export function limitCaller(perMinute: number): RequestHandler {
  return rateLimit({
    windowMs: MINUTE_MS,
    validate,
    limit: perMinute,
    skip: (request) => perMinute === 0 || (request as CallerRequest).claims === undefined,
    keyGenerator: (request) => {
      const { claims } = request as CallerRequest;
      return `${claims?.tenantId ?? ""} ${claims?.sub ?? ""}`;
    },
    standardHeaders: "draft-7",
    legacyHeaders: false,
    handler: refuse,
  });
}
