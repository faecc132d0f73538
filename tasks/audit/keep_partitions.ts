// Open the audit partitions of the months to come. Safe to run twice: those that exist stay.
import { z } from "zod";
import { defineTask } from "../../server/worker/define_task.ts";

export default defineTask(z.object({}), async (_, { db }) => {
  await db.one("select audit.keep_partitions()");
});
