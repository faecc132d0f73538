// Two questions of whoever runs us: is the process alive, and can it serve.
import { Router, type RequestHandler } from "express";
import type { Pool } from "pg";
import { openTransaction } from "../graphql/pg_client.ts";
import { API_ROLE } from "../graphql/schemas.ts";

export function health(pool: Pool, isClosing: () => boolean, guard: RequestHandler): Router {
  const router = Router();
  router.get("/healthz", (_request, response) => {
    response.json({ status: "alive" });
  });
  router.get("/readyz", guard, (_request, response) => {
    const ready = isClosing() ? Promise.resolve(false) : isMigrated(pool);
    ready.then((isReady) => {
      response.status(isReady ? 200 : 503).json({ status: isReady ? "ready" : "not ready" });
    });
  });
  return router;
}

async function isMigrated(pool: Pool): Promise<boolean> {
  try {
    const client = await pool.connect();
    try {
      await openTransaction(client, { role: API_ROLE, statement_timeout: "2s" });
      await client.query("select from kernel.error_codes limit 1");
      return true;
    } finally {
      await client.query("rollback").then(
        () => client.release(),
        () => client.release(true),
      );
    }
  } catch {
    return false;
  }
}
