// `npm run keys:rotate`: what one key sealed, another opens thereafter, and no secret is lost.
import { execFile } from "node:child_process";
import path from "node:path";
import { expect, test } from "vitest";
import { openVault } from "../../server/vault.ts";
import { freshWebhookSecret, openWebhookSecret } from "../../server/webhook_secrets.ts";
import { openTenant } from "../support/tenants.ts";
import { workerConfig } from "../support/worker.ts";

const script = path.join(import.meta.dirname, "../../server/cli/rotate_keys.ts");
const [OLD, NEW] = ["old-".repeat(8), "new-".repeat(8)] as [string, string];

test("seals anew under the key of now, in every tenant, once", async () => {
  const { workerDatabaseUrl, dataDir } = await workerConfig();
  const old = openVault({ secretKey: OLD, secretKeysPrevious: [] });
  const tenants = [await openTenant(), await openTenant()];
  for (const { as, tenantId } of tenants) {
    await as("admin").transaction(async (client) => {
      const fresh = freshWebhookSecret(old, tenantId);
      await client.query("select set_config('tenor.sealed_secret', $1, true)", [fresh]);
      await client.query("select webhooks.create_endpoint('https://example.com/hooks')");
    });
  }
  const sealed = (it: (typeof tenants)[number]) =>
    it.root.value<string>("select sealed from webhooks.endpoint_secrets where tenant_id = $1", [
      it.tenantId,
    ]);
  const secrets = await Promise.all(
    tenants.map(async (it) => openWebhookSecret(old, it.tenantId, await sealed(it))),
  );
  const rotate = (env: Record<string, string>) =>
    new Promise<{ said: string; code: number }>((resolve) => {
      const environment = {
        PATH: process.env.PATH,
        WORKER_DATABASE_URL: workerDatabaseUrl,
        TENOR_DATA_DIR: dataDir,
        ...env,
      };
      execFile(process.execPath, [script], { env: environment }, (error, stdout, stderr) =>
        resolve({ said: stdout + stderr, code: Number(error?.code ?? 0) }),
      );
    });

  const refused = await rotate({ SECRET_KEY: NEW });
  expect(refused).toMatchObject({ code: 1, said: expect.stringMatching(/^This was sealed with/) });
  const env = { SECRET_KEY: NEW, SECRET_KEYS_PREVIOUS: OLD };
  expect((await rotate(env)).said).toMatch(/^2 secrets were sealed anew/);
  expect((await rotate(env)).said).toMatch(/^0 secrets/);

  const now = openVault({ secretKey: NEW, secretKeysPrevious: [] });
  const opened = tenants.map(async (it) => openWebhookSecret(now, it.tenantId, await sealed(it)));
  expect(await Promise.all(opened)).toEqual(secrets);
  const events = await tenants[0]!
    .as("admin")
    .rows("select subject from audit.security_events where event = 'keys.rotated'");
  expect(events).toEqual([{ subject: "keys:rotate" }]);
});
