// Delete what a tenant keeps no longer, some rows a transaction. Safe to run twice: what is gone is
// gone.
import { z } from "zod";
import { defineTask } from "../../server/worker/define_task.ts";

const Payload = z.object({ tenant_id: z.uuid() });

const ROWS = 5_000;

export default defineTask(Payload, async (_, { db, signal, log }) => {
  let forgotten = 0;
  for (const forget of ["events.forget", "audit.forget_security_events"]) {
    for (let more = ROWS; more > 0 && !signal?.aborted; forgotten += more) {
      const done = await db.one<{ rows: number }>(`select ${forget}($1) as rows`, [ROWS]);
      more = done?.rows ?? 0;
    }
  }
  if (forgotten > 0) log.info({ rows: forgotten }, "kept no longer");
});
