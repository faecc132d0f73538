// Begin a day of a tenant, or of accounts of it in another time zone. Safe to run twice: what is
// done is not due, and of a duty that waits there is one job.
import { z } from "zod";
import { defineTask } from "../../server/worker/define_task.ts";

const Payload = z.object({ tenant_id: z.uuid(), time_zone: z.string() });

export default defineTask(Payload, async ({ time_zone }, { db }) => {
  await db.one("select events.queue_duty($1)", [time_zone]);
});
