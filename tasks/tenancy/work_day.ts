// Do what is due for a tenant by its own clock. Safe to run twice: every duty is.
import { z } from "zod";
import { defineTask } from "../../server/worker/define_task.ts";

const Payload = z.object({ tenant_id: z.uuid() });

export default defineTask(Payload, async (_, { db }) => {
  const done = await db.one<{ work: object }>("select tenancy.perform_duties() as work");
  return done?.work;
});
