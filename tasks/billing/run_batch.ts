// Bill one batch of a run. Safe to run twice: a batch that is done answers with nothing to do.
import { z } from "zod";
import { defineTask } from "../../server/worker/define_task.ts";

const Payload = z.object({ tenant_id: z.uuid(), batch_id: z.uuid() });

export default defineTask(
  Payload,
  async ({ batch_id }, { db }) => {
    await db.one("select billing.keep_statistics()");
    const done = await db.one<{ invoices: number }>("select billing.bill_batch($1) as invoices", [
      batch_id,
    ]);
    return { invoices_created: done?.invoices ?? 0 };
  },
  { maxAttempts: 12 },
);
