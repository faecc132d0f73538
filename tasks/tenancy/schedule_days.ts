// Queue a day's work for every live tenant. Safe to run twice: a tenant has one such job waiting.
import { z } from "zod";
import { defineTask } from "../../server/worker/define_task.ts";

export default defineTask(z.object({}), async (_, { db, log }) => {
  const round = await db.one<{ tenants: number }>(
    "select events.enqueue_for_tenants('tenancy/work_day', false) as tenants",
  );
  log.info(round, "queued the day's work");
});
