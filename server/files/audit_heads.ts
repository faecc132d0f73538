// Heads of audit chains, kept outside the database, a small file a tenant: whoever can rewrite the
// log there cannot make it agree with what lies here.
import fs from "node:fs/promises";
import path from "node:path";

export interface AuditHeads {
  keep(tenantId: string, head: string): Promise<void>;
  find(tenantId: string): Promise<string | null>;
}

export function openAuditHeads(folder: string): AuditHeads {
  const fileOf = (tenantId: string) => path.join(folder, tenantId);
  return {
    // Written beside and moved: after a crash there is the one before or the new one, whole.
    async keep(tenantId, head) {
      const beside = `${fileOf(tenantId)}.${process.pid}.part`;
      await fs.mkdir(folder, { recursive: true, mode: 0o700 });
      await fs.writeFile(beside, `${head}\n`, { mode: 0o600, flush: true });
      await fs.rename(beside, fileOf(tenantId));
    },
    async find(tenantId) {
      try {
        return (await fs.readFile(fileOf(tenantId), "utf8")).trim();
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
        throw error;
      }
    },
  };
}
