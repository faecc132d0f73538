// Queue the work of each day that has come to a live tenant. Safe to run twice: a day begins once.
import { z } from "zod";
import { defineTask } from "../../server/worker/define_task.ts";

export default defineTask(z.object({}), async (_, { db, log }) => {
  const round = await db.one<{ days: number }>("select events.queue_days() as days");
  log.info(round, "queued the days that have come");
});
