// Heads of the audit log lie outside the database; the log is looked over against them.
import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { openAuditHeads } from "../../server/files/audit_heads.ts";
import { openTenant, type Tenancy } from "../support/tenants.ts";
import { until, withWorker } from "../support/worker.ts";

const ask = ({ root }: Tenancy, task: string) => root.rows("select events.enqueue($1)", [task]);
const verifications = ({ as }: Tenancy) =>
  as("admin").rows<{ head: string; findings: string[] }>(
    "select head, findings from audit.verifications order by id",
  );

test("each seal leaves its head outside; a log written anew contradicts it", async () => {
  const tenancy = await openTenant();
  await withWorker({}, async ({ auditHeadsDir }) => {
    const heads = openAuditHeads(auditHeadsDir);
    const verify = async (count: number) => {
      await ask(tenancy, "audit/verify");
      return await until(async () => {
        const found = await verifications(tenancy);
        return found.length === count && found.at(-1);
      });
    };
    // Transactions of other tests hold a seal back.
    const kept = await until(async () => {
      await ask(tenancy, "audit/seal");
      return (await heads.find(tenancy.tenantId)) ?? undefined;
    }, 90_000);
    const file = path.join(auditHeadsDir, tenancy.tenantId);
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
    expect(await verify(1)).toEqual({ head: kept, findings: [] });

    fs.writeFileSync(file, `${"0".repeat(64)}\n`);
    expect((await verify(2)).findings).toEqual([
      "the kept head is not in the chain: it was cut or written anew",
    ]);
    fs.rmSync(file);
    expect((await verify(3)).findings).toEqual([
      "no head is kept outside: the chain may have been written anew",
    ]);
  });
}, 120_000);
