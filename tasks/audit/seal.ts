// Seal a tenant's new audit entries. Safe to run twice: what is sealed is not sealed again.
import { z } from "zod";
import { defineTask } from "../../server/worker/define_task.ts";

const Payload = z.object({ tenant_id: z.uuid() });
interface Seal {
  id: string;
  entry_count: string;
  hash: Buffer;
}

export default defineTask(Payload, async ({ tenant_id }, { db, auditHeads, log }) => {
  const seal = await db.one<Seal>("select id, entry_count, hash from audit.seal()");
  if (!seal) return; // Nothing new.

  // The head is kept outside the database too: a chain that was cut or rewritten inside it then
  // contradicts this file and this line.
  const head = seal.hash.toString("hex");
  await auditHeads.keep(tenant_id, head);
  log.info({ seal: seal.id, entries: seal.entry_count, head }, "audit head");
});
