// How often one caller may ask: a person by tenant and subject, whoever is not known by network
// address.
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

const addressKey = (request: Request): string => ipKeyGenerator(request.ip ?? "", IPV6_PREFIX);

const refuse = (request: Request, response: Response): void => {
  const problem = new ApiError(429, "rate_limited", "Too many requests. Slow down.");
  sendProblem(request, response, { ...problem, detail: problem.message });
};

export interface StrangerLimit {
  /** Counts by address. */
  count: RequestHandler;
  /** Whether this address has nothing left; counts nothing. */
  isSpent(request: Request): Promise<boolean>;
}

/** 0 switches it off. */
export function limitStrangers(perMinute: number): StrangerLimit {
  const count = rateLimit({
    windowMs: MINUTE_MS,
    validate,
    limit: perMinute,
    skip: () => perMinute === 0,
    keyGenerator: addressKey,
    standardHeaders: false,
    legacyHeaders: false,
    handler: refuse,
  });
  return {
    count,
    async isSpent(request) {
      const known = await count.getKey(addressKey(request));
      return perMinute > 0 && (known?.totalHits ?? 0) >= perMinute;
    },
  };
}

export function limitCaller(perMinute: number): RequestHandler {
  return rateLimit({
    windowMs: MINUTE_MS,
    validate,
    limit: perMinute,
    skip: () => perMinute === 0,
    keyGenerator: (request) => {
      const { claims } = request as CallerRequest;
      return `${claims?.tenantId ?? ""} ${claims?.sub ?? ""}`;
    },
    standardHeaders: "draft-7",
    legacyHeaders: false,
    handler: refuse,
  });
}
