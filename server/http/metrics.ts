// What Prometheus may know of this process: times, pool and queue, nothing of a tenant.
import type { NextFunction, Request, RequestHandler, Response } from "express";
import type { Pool } from "pg";
import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Places } from "./places.ts";

const QUEUE_CACHE_MS = 10_000;
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

// Once: what watches the process never stops, however many services it has had.
const ofTheProcess = new Registry();
collectDefaultMetrics({ register: ofTheProcess });

export interface QueueDepth {
  task: string;
  waiting: number;
  running: number;
  dead: number;
}

export interface Metrics {
  measure: RequestHandler;
  answer: RequestHandler;
}

export interface Watched {
  pool: Pool;
  places: Places;
  readQueue: () => Promise<QueueDepth[]>;
}

export function createMetrics({ pool, places, readQueue }: Watched): Metrics {
  const registry = new Registry();
  const durations = new Histogram({
    name: "tenor_http_request_duration_seconds",
    help: "Time from request to answer, or until the caller left: status aborted.",
    labelNames: ["method", "route", "status"],
    buckets: BUCKETS,
    registers: [registry],
  });
  new Gauge({
    name: "tenor_pool_connections",
    help: "Connections of the gateway pool, and callers that wait for one.",
    labelNames: ["state"],
    registers: [registry],
    collect() {
      this.set({ state: "total" }, pool.totalCount);
      this.set({ state: "idle" }, pool.idleCount);
      this.set({ state: "waiting" }, pool.waitingCount);
    },
  });
  new Gauge({
    name: "tenor_places",
    help: "Requests of all tenants that are served, and that wait for a place.",
    labelNames: ["state"],
    registers: [registry],
    collect() {
      const { taken, waiting } = places.count();
      this.set({ state: "taken" }, taken);
      this.set({ state: "waiting" }, waiting);
    },
  });
  let readAt = 0;
  new Gauge({
    name: "tenor_queue_depth",
    help: "Jobs by task: waiting, running, or dead after their last attempt.",
    labelNames: ["task", "state"],
    registers: [registry],
    async collect() {
      if (Date.now() - readAt < QUEUE_CACHE_MS) return;
      readAt = Date.now();
      const depths = await readQueue().catch(() => undefined);
      if (!depths) return;
      this.reset();
      for (const { task, ...counts } of depths) {
        for (const [state, count] of Object.entries(counts)) {
          this.set({ task, state }, Number(count));
        }
      }
    },
  });

  const all = Registry.merge([ofTheProcess, registry]);
  return {
    measure(request, response, next) {
      const stop = durations.startTimer({ method: request.method });
      response.on("close", () => {
        const status = response.writableFinished ? String(response.statusCode) : "aborted";
        stop({ route: routeOf(request, response), status });
      });
      next();
    },
    answer(_request: Request, response: Response, next: NextFunction) {
      all.metrics().then((text) => {
        response.set("content-type", all.contentType).end(text);
      }, next);
    },
  };
}

/** First in every route: refused or served, a request counts under one name. */
export const nameRoute: RequestHandler = (request, response, next) => {
  response.locals["route"] = patternOf(request);
  next();
};

function routeOf(request: Request, response: Response): string {
  return response.locals["route"] ?? patternOf(request) ?? "other";
}

// The pattern of the route, never its ids: labels must stay few. A router that refuses takes its
// own part of the pattern away.
function patternOf({ baseUrl, route }: Request): string | undefined {
  const { path } = (route ?? {}) as { path?: unknown };
  return typeof path === "string" ? baseUrl + path : undefined;
}
