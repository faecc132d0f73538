// Where the world comes in: every request passes here, in this order.
import cors from "cors";
import express, { type Express, type RequestHandler, type Router } from "express";
import helmet from "helmet";
import type { Pool } from "pg";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { openingStatement } from "../graphql/pg_client.ts";
import type { CallerRequest } from "../graphql/session.ts";
import { authenticate, createVerifier } from "./auth.ts";
import { graphqlRoutes } from "./graphql_routes.ts";
import { health } from "./health.ts";
import { logRequests } from "./logging.ts";
import { createMetrics, type QueueDepth } from "./metrics.ts";
import { operatorsOnly } from "./operators_only.ts";
import { basePathOf } from "./public_address.ts";
import { limitAnonymous, limitCaller } from "./rate_limits.ts";
import { answerErrors, refuseUnknown } from "./refusals.ts";
import { TenantGate } from "./tenant_gate.ts";

export interface AppParts {
  config: Config;
  pool: Pool;
  logger: Logger;
  isClosing: () => boolean;
  /** The REST interface, below /api. */
  rest: Router;
  /** Routes that check their callers themselves, such as a bank's news. */
  inbound?: Router;
}

// Of the pool's connections; and how long a request waits for one.
const CONNECTIONS_OF_ONE_TENANT = 0.8;
// In line a request holds no connection; sixteen at once for one contract are served in turn.
const WAIT_MS = 10_000;

export async function createApp(parts: AppParts): Promise<Express> {
  const { config, pool, logger } = parts;
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", config.trustProxyHops);
  app.set("etag", false);

  const metrics = createMetrics(pool, () => readQueue(pool));
  app.use(logRequests(logger));
  app.use(metrics.measure);
  // Answers are data; the few pages set a policy of their own.
  app.use(helmet({ contentSecurityPolicy: { useDefaults: false, directives: NO_CONTENT } }));
  if (config.corsOrigins.length > 0) {
    app.use(cors({ origin: config.corsOrigins, maxAge: 600, exposedHeaders: EXPOSED }));
  }
  const guard = operatorsOnly(config.operationsToken);
  app.use(health(pool, parts.isClosing, guard));
  app.get("/metrics", guard, metrics.answer);
  if (parts.inbound) app.use(limitAnonymous(config.rateLimitPerMinute), parts.inbound);

  const verify = createVerifier(config);
  const gate = new TenantGate(
    Math.max(1, Math.floor((pool.options.max ?? 1) * CONNECTIONS_OF_ONE_TENANT)),
    WAIT_MS,
  );
  const anonymous = limitAnonymous(config.rateLimitAnonymousPerMinute);
  const caller = limitCaller(config.rateLimitPerMinute);
  const { introspection, secretKey } = config;
  const basePath = basePathOf(config.publicUrl);
  app.use(
    await graphqlRoutes(
      { pool, log: logger, introspection, enter: gate.enter, secretKey, basePath },
      [anonymous, authenticate(verify), caller],
    ),
  );
  app.use(
    "/api",
    anonymous,
    authenticate(verify, (request) => PUBLIC_API_PATHS.test(request.path)),
    caller,
    throughGate(gate),
    parts.rest,
  );

  app.use(refuseUnknown);
  app.use(answerErrors(logger));
  return app;
}

const NO_CONTENT = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] };
const EXPOSED = ["x-request-id", "retry-after", "ratelimit", "idempotency-replayed"];
const PUBLIC_API_PATHS = /^\/(openapi\.json|docs(\/[\w.-]*)?)$/;

/** A REST request has one connection from its start to its end. */
function throughGate(gate: TenantGate): RequestHandler {
  return (request: CallerRequest, response, next) => {
    if (!request.claims) return next();
    gate.enter(request.claims).then((leave) => {
      response.on("close", leave);
      next();
    }, next);
  };
}

// Depths are told to the worker only, being numbers of the whole platform.
const QUEUE_READER = { role: "tenor_worker", statement_timeout: "5s" };

async function readQueue(pool: Pool): Promise<QueueDepth[]> {
  const client = await pool.connect();
  try {
    await client.query(openingStatement(QUEUE_READER));
    return (
      await client.query<QueueDepth>(
        "select task, waiting, running, dead from events.queue_depths()",
      )
    ).rows;
  } finally {
    await client.query("rollback").then(
      () => client.release(),
      () => client.release(true),
    );
  }
}
