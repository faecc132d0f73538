// An event on its way to the receiver: once taken it is not sent again; refused, it waits.
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import type { Config } from "../../server/config.ts";
import { openVault } from "../../server/vault.ts";
import { freshWebhookSecret, openWebhookSecret } from "../../server/webhook_secrets.ts";
import { startLocalServer, type LocalRequest, type Respond } from "../support/local_server.ts";
import { openTenant, type Tenancy } from "../support/tenants.ts";
import { until, withWorker, workerConfig } from "../support/worker.ts";

async function subscribed(tenancy: Tenancy, url: string): Promise<string> {
  const vault = openVault(await workerConfig());
  const fresh = freshWebhookSecret(vault, tenancy.tenantId);
  return await tenancy.as("admin").transaction(async (client) => {
    await client.query(
      "select set_config('tenor.sealed_secret', $1, true), set_config('tenor.loopback_webhooks', 'on', true)",
      [fresh],
    );
    const { rows } = await client.query(
      "select secret from webhooks.create_endpoint($1, '{account.created}')",
      [url],
    );
    return openWebhookSecret(vault, tenancy.tenantId, rows[0].secret);
  });
}

const createAccount = ({ as }: Tenancy, name: string) =>
  as("sales").rows("select customers.create_account($1)", [name]);

const deliveries = ({ as }: Tenancy) =>
  as("admin").rows<{ status: string; attempts: number; response_status: number | null }>(
    "select status, attempts, response_status from webhooks.deliveries order by id",
  );

const env = { ALLOW_LOOPBACK_WEBHOOKS: "true" };
const withDeliveries = <T>(work: (config: Config) => Promise<T>) => withWorker({}, work, env);

async function receiver(respond: Respond = () => ({ json: {} })) {
  const server = await startLocalServer(respond);
  const received = (request: LocalRequest) => ({
    id: request.headers["webhook-id"],
    ...JSON.parse(request.body),
  });
  return { url: server.url, requests: server.requests, received };
}

describe("an event", () => {
  test("reaches the receiver signed, and is not sent again when the job runs again", async () => {
    const tenancy = await openTenant();
    const { url, requests, received } = await receiver();
    const secret = await subscribed(tenancy, url);
    await withDeliveries(async () => {
      await createAccount(tenancy, "Acme");
      await until(async () => (await deliveries(tenancy))[0]?.status === "delivered");
      await tenancy.root.rows(
        `select events.enqueue('webhooks/deliver', jsonb_build_object('delivery_id', id))
        from webhooks.deliveries where tenant_id = $1`,
        [tenancy.tenantId],
      );
      await until(async () => {
        const open = await tenancy.root.value("select count(*) from graphile_worker.jobs");
        return Number(open) === 0;
      });
    });
    expect(requests).toHaveLength(1);
    const [request] = requests;
    const headers = request?.headers as Record<string, string>;
    new Webhook(secret).verify(request?.body ?? "", headers);
    expect(received(request as LocalRequest)).toMatchObject({
      type: "account.created",
      tenant_id: tenancy.tenantId,
      data: { object: { account_name: "Acme" } },
    });
  });

  test("that is refused waits for its next attempt, and others do not wait for it", async () => {
    const tenancy = await openTenant();
    const { url, requests, received } = await receiver((request) => ({
      status: request.body.includes("Broken") ? 500 : 200,
    }));
    await subscribed(tenancy, url);
    await withDeliveries(async () => {
      await createAccount(tenancy, "Broken");
      await until(async () => (await deliveries(tenancy))[0]?.attempts === 1);
      await createAccount(tenancy, "Well");
      await until(async () => (await deliveries(tenancy))[1]?.status === "delivered");
    });
    expect(await deliveries(tenancy)).toEqual([
      { status: "pending", attempts: 1, response_status: 500 },
      { status: "delivered", attempts: 1, response_status: 200 },
    ]);
    expect(requests.map((request) => received(request).data.object.account_name)).toEqual([
      "Broken",
      "Well",
    ]);
  });

  test("does not go to an address of ours", async () => {
    const tenancy = await openTenant();
    const { url, requests } = await receiver();
    await subscribed(tenancy, url);
    await withWorker({}, async () => {
      await createAccount(tenancy, "Acme");
      await until(async () => (await deliveries(tenancy))[0]?.attempts === 1);
    });
    expect(requests).toEqual([]);
    const attempt = await tenancy.as("admin").one("select error from webhooks.delivery_attempts");
    expect(attempt).toEqual({ error: "The address is not on the public internet." });
  });
});
