// One line a request: when, what path, how it ended. No tokens, bodies, queries or addresses.
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Writable } from "node:stream";
import { pino, type Logger } from "pino";
import { pinoHttp } from "pino-http";
import type { RequestHandler } from "express";
import type { CallerRequest } from "../graphql/session.ts";

const SANE_REQUEST_ID = /^[\w.-]{8,64}$/;
const QUIET = new Set(["/healthz", "/readyz", "/metrics"]);

export const createLogger = (level: string, destination?: Writable): Logger =>
  pino({ level, base: undefined }, destination ?? process.stdout);

export function logRequests(logger: Logger): RequestHandler {
  return pinoHttp({
    logger,
    genReqId(request: IncomingMessage, response: ServerResponse) {
      const given = request.headers["x-request-id"];
      const id = typeof given === "string" && SANE_REQUEST_ID.test(given) ? given : randomUUID();
      response.setHeader("x-request-id", id);
      return id;
    },
    autoLogging: { ignore: (request) => QUIET.has(pathOf(request)) },
    customLogLevel: (_request, response) => (response.statusCode >= 500 ? "warn" : "info"),
    customProps: (request) => {
      const { claims } = request as CallerRequest;
      return claims ? { tenant: claims.tenantId, role: claims.role } : {};
    },
    serializers: {
      req: (request: { method: string; raw: IncomingMessage }) => ({
        method: request.method,
        path: pathOf(request.raw),
      }),
      res: (response: { statusCode: number }) => ({ status: response.statusCode }),
      err: (error: { type: string; message: string }) => ({ type: error.type }),
    },
    quietReqLogger: true,
  }) as RequestHandler;
}

// Express shortens `url` inside a router; the whole path stands in originalUrl.
const pathOf = (request: IncomingMessage & { originalUrl?: string }): string =>
  (request.originalUrl ?? request.url ?? "").split("?", 1)[0]!;
