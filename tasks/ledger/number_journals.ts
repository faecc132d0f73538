// Number a tenant's new journals. Safe to run twice: what has a number keeps it.
import { z } from "zod";
import { defineTask } from "../../server/worker/define_task.ts";

const Payload = z.object({ tenant_id: z.uuid() });

export default defineTask(Payload, async (_, { db }) => {
  await db.one("select ledger.number_journals()");
});
