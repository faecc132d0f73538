// Do one duty of a day, some hundred objects at a time, and queue the next. Safe to run twice: what
// is done is not due any more. The next does not wait for what is tried again.
import { DatabaseError } from "pg";
import { z } from "zod";
import { defineTask } from "../../server/worker/define_task.ts";

const Payload = z.object({ tenant_id: z.uuid(), duty: z.string(), time_zone: z.string() });

export default defineTask(Payload, async ({ duty, time_zone }, { db, signal }) => {
  const failures: unknown[] = [];
  const batches = await db.many<{ ids: string[] }>(
    "select ids from tenancy.begin_duty($1) as ids",
    [duty],
  );
  try {
    for (const { ids } of batches) {
      signal.throwIfAborted();
      await db.many("select tenancy.perform_duty($1, $2)", [duty, ids]).catch((error: unknown) => {
        if (!(error instanceof DatabaseError)) throw error;
        failures.push(error);
      });
    }
  } finally {
    await db.many("select events.queue_duty($1, $2)", [time_zone, duty]);
  }
  if (failures.length > 0) throw failures[0];
  return { batches: batches.length };
});
