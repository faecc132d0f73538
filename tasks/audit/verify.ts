// Verify a tenant's audit log against the head kept outside. Safe to run twice: it only looks.
import { z } from "zod";
import { defineTask } from "../../server/worker/define_task.ts";

const Payload = z.object({ tenant_id: z.uuid() });
interface Verification {
  head: string | null;
  findings: string[];
}

export default defineTask(Payload, async ({ tenant_id }, { db, auditHeads, log }) => {
  const kept = await auditHeads.find(tenant_id);
  const verification = await db.one<Verification>(
    "select head, findings from audit.record_verification($1)",
    [kept],
  );
  const findings = verification?.findings ?? [];
  if (findings.length > 0) log.error({ head: kept, findings }, "audit broken");
  return { findings: findings.length };
});
