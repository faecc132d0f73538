// Queue the forgetting of what is over for every tenant, and forget what is the platform's own. Safe
// to run twice: a tenant has one such job waiting.
import { z } from "zod";
import { defineTask } from "../../server/worker/define_task.ts";

const ROWS = 5_000;

export default defineTask(z.object({}), async (_, { db, signal }) => {
  await db.one("select events.enqueue_for_tenants('events/forget', true)");
  for (let more = ROWS; more > 0 && !signal?.aborted;) {
    const done = await db.one<{ rows: number }>("select audit.forget_security_events($1) as rows", [
      ROWS,
    ]);
    more = done?.rows ?? 0;
  }
});
