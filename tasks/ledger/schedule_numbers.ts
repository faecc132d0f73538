// Queue the numbering of every tenant's journals. Safe to run twice: a tenant has one such job
// waiting.
import { z } from "zod";
import { defineTask } from "../../server/worker/define_task.ts";

export default defineTask(z.object({}), async (_, { db }) => {
  await db.one("select events.enqueue_for_tenants('ledger/number_journals', true)");
});
