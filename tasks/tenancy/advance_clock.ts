// Move a sandbox's clock where somebody asked. Safe to run twice: it is there already.
import { z } from "zod";
import { defineTask } from "../../server/worker/define_task.ts";

const Payload = z.object({ tenant_id: z.uuid(), to: z.iso.datetime({ offset: true }) });

export default defineTask(Payload, async ({ to }, { db }) => {
  const done = await db.one<{ now: Date; work: object }>(
    "select now, work from tenancy.advance_clock($1)",
    [to],
  );
  return done && { now: done.now, ...done.work };
});
