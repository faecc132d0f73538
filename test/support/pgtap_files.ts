// pgTAP comes as an archive inside an npm package made for another Postgres in WebAssembly; its
// files are plain SQL, so any Postgres 18 takes them once it is told where they lie.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

export async function pgtapSettings(dataDir: string): Promise<Record<string, string>> {
  const folder = path.join(dataDir, "extensions");
  const share = path.join(folder, "share/postgresql");
  if (!fs.existsSync(path.join(share, "extension/pgtap.control"))) {
    const require = createRequire(import.meta.url);
    const entry = require.resolve("@electric-sql/pglite-pgtap");
    const archive = path.join(path.dirname(entry), "pgtap.tar.gz");
    fs.mkdirSync(folder, { recursive: true });
    execFileSync("tar", ["-xzf", archive, "-C", folder, "--no-same-owner"]);
  }
  return { extension_control_path: `$system:${share}` };
}
