// What Prometheus may know of this process: times, pool and queue, nothing of a tenant.
import type { NextFunction, Request, RequestHandler, Response } from "express";
import type { Pool } from "pg";
import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

const QUEUE_CACHE_MS = 10_000;
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

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

export function createMetrics(pool: Pool, readQueue: () => Promise<QueueDepth[]>): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: "tenor_http_request_duration_seconds",
    help: "Time from request to answer.",
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

  return {
    measure(request, response, next) {
      const stop = durations.startTimer({ method: request.method });
      response.on("finish", () => {
        stop({ route: routeOf(request), status: String(response.statusCode) });
      });
      next();
    },
    answer(_request: Request, response: Response, next: NextFunction) {
      registry.metrics().then((text) => {
        response.set("content-type", registry.contentType).end(text);
      }, next);
    },
  };
}

// The pattern of the route, never its ids: labels must stay few.
function routeOf(request: Request): string {
  const { route } = request as { route?: { path?: unknown } };
  if (typeof route?.path === "string") return `${request.baseUrl}${route.path}`;
  return request.originalUrl.startsWith("/graphql") ? "/graphql" : "other";
}
