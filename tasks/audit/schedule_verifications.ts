// Queue a look at every tenant's audit log. Safe to run twice: a tenant has one such job waiting.
import { z } from "zod";
import { defineTask } from "../../server/worker/define_task.ts";

export default defineTask(z.object({}), async (_, { db }) => {
  await db.one("select events.enqueue_for_tenants('audit/verify', true)");
});
