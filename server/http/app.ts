// Where the world comes in: every request passes here, in this order.
import { availableParallelism } from "node:os";
import cors from "cors";
import express, { type Express, type RequestHandler, type Router } from "express";
import helmet from "helmet";
import type { Pool } from "pg";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { openTransaction } from "../graphql/pg_client.ts";
import type { Vault } from "../vault.ts";
import { authenticate, createVerifier } from "./auth.ts";
import { knowCaller } from "./caller.ts";
import { graphqlRoutes } from "./graphql_routes.ts";
import { health } from "./health.ts";
import { logRequests } from "./logging.ts";
import { createMetrics, type QueueDepth } from "./metrics.ts";
import { operatorsOnly } from "./operators_only.ts";
import { Places, type Served } from "./places.ts";
import { basePathOf } from "./public_address.ts";
import { limitCaller, limitStrangers } from "./rate_limits.ts";
import { answerErrors, refuseUnknown } from "./refusals.ts";

export interface AppParts {
  config: Config;
  pool: Pool;
  logger: Logger;
  isClosing: () => boolean;
  /** The REST interface, below /api. */
  rest: (edge: Edge) => Router;
  vault: Vault;
  /** Hears how each request was answered. */
  watchSecurity: RequestHandler;
  /** Routes that check their callers themselves, such as a bank's news. */
  inbound?: Router;
}

/** What a route does before and around its work. */
export interface Edge {
  callers: RequestHandler[];
  strangers: RequestHandler[];
  serve(handler: Served): RequestHandler;
}

// Of the pool's connections. In line a request holds none; sixteen at once for one contract are
// served in turn.
const CONNECTIONS_OF_ONE_TENANT = 0.8;
const WAITING_OF_ONE_TENANT = 1_000;
const WAIT_MS = 10_000;

export async function createApp(parts: AppParts): Promise<Express> {
  const { config, pool, logger } = parts;
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", config.trustProxyHops);
  app.set("etag", false);

  const places = new Places({
    places: Math.max(1, Math.floor((pool.options.max ?? 1) * CONNECTIONS_OF_ONE_TENANT)),
    placesInCompany: Math.max(1, Math.floor(availableParallelism() / 2)),
    waiting: WAITING_OF_ONE_TENANT,
    waitMs: WAIT_MS,
  });
  const metrics = createMetrics({ pool, places, readQueue: () => readQueue(pool) });
  app.use(knowCaller);
  app.use(logRequests(logger));
  app.use(metrics.measure);
  app.use(parts.watchSecurity);
  // Answers are data; the few pages set a policy of their own.
  app.use(helmet({ contentSecurityPolicy: { useDefaults: false, directives: NO_CONTENT } }));
  if (config.corsOrigins.length > 0) {
    app.use(cors({ origin: config.corsOrigins, maxAge: 600, exposedHeaders: EXPOSED }));
  }
  const guard = operatorsOnly(config.operationsToken);
  app.use(health(pool, parts.isClosing, guard));
  app.get("/metrics", guard, metrics.answer);
  if (parts.inbound) app.use(limitStrangers(config.rateLimitPerMinute).count, parts.inbound);

  const strangers = limitStrangers(config.rateLimitAnonymousPerMinute);
  const callers = [
    authenticate(createVerifier(config), strangers),
    limitCaller(config.rateLimitPerMinute),
  ];
  const graphql = {
    pool,
    log: logger,
    introspection: config.introspection,
    vault: parts.vault,
    basePath: basePathOf(config.publicUrl),
  };
  app.use(await graphqlRoutes(graphql, callers, places));
  app.use(
    "/api",
    parts.rest({
      callers,
      strangers: [strangers.count],
      serve: (handler) => places.serve(handler),
    }),
  );

  app.use(refuseUnknown);
  app.use(answerErrors(logger));
  return app;
}

const NO_CONTENT = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] };
const EXPOSED = ["x-request-id", "retry-after", "ratelimit", "idempotency-replayed"];

// Depths are told to the edge only, being numbers of the whole platform.
const QUEUE_READER = { role: "tenor_edge", statement_timeout: "5s" };

async function readQueue(pool: Pool): Promise<QueueDepth[]> {
  const client = await pool.connect();
  try {
    await openTransaction(client, QUEUE_READER);
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
