// End the sessions of analysts that last too long. Safe to run twice: what is ended is ended.
import { z } from "zod";
import { defineTask } from "../../server/worker/define_task.ts";

export default defineTask(z.object({}), async (_, { db, log }) => {
  const done = await db.one<{ sessions: number }>("select tenancy.end_long_analyses() as sessions");
  if (done && done.sessions > 0) log.warn(done, "ended sessions of analysts that lasted too long");
});
