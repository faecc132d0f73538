// Events of one object arrive in order, also when the second is looked at in the moment in which
// the first arrives: one of the two sees the other, and none is forgotten.
import type { PoolClient } from "pg";
import { expect, test } from "vitest";
import { inTenant, type Tenancy } from "../../support/tenants.ts";

const SECRET = `select set_config('tenor.sealed_secret', '{"sealed": "s", "key_id": "k"}', true)`;
const RECORD = "select webhooks.record_attempt($1, 200, null, 5, 'ok') as status";

interface Row {
  url: string | null;
  status: string;
}

async function twoDeliveries({ as, root, tenantId }: Tenancy): Promise<[string, string]> {
  await as("admin").transaction(async (client) => {
    await client.query(SECRET);
    await client.query("select webhooks.create_endpoint('https://example.com/hooks')");
  });
  await root.rows(`select events.publish('invoice.updated', 'invoice', object.id, '{}')
    from (select uuidv7() as id) as object, generate_series(1, 2)`);
  const rows = await root.rows<{ id: string }>(
    "select id from webhooks.deliveries where tenant_id = $1 order by event_id",
    [tenantId],
  );
  expect(rows).toHaveLength(2);
  return [rows[0]!.id, rows[1]!.id];
}

async function begin(client: PoolClient, id: string): Promise<string | null> {
  const { rows } = await client.query<Row>("select * from webhooks.begin_delivery($1)", [id]);
  return rows[0]?.url ?? null;
}

const waitingJobs = `select count(*)::int from events.jobs
  where status = 'queued' and payload ->> 'delivery_id' = $1`;

test("the second waits until it is known what became of the first", () =>
  inTenant(async (tenancy) => {
    const [first, second] = await twoDeliveries(tenancy);
    const worker = tenancy.as("worker");
    let looking: Promise<string | null> | undefined;
    await worker.transaction(async (client) => {
      await client.query(RECORD, [first]);
      looking = worker.transaction((other) => begin(other, second));
      await new Promise((resolve) => setTimeout(resolve, 200));
    });

    expect(await looking).toBe("https://example.com/hooks");
  }));

test("a second that looked too early is queued when the first has arrived", () =>
  inTenant(async (tenancy) => {
    const [first, second] = await twoDeliveries(tenancy);
    const worker = tenancy.as("worker");
    await tenancy.root.rows("update events.jobs set status = 'running'");
    let recording: Promise<unknown> | undefined;
    const seen = await worker.transaction(async (client) => {
      const url = await begin(client, second);
      recording = worker.rows(RECORD, [first]);
      await new Promise((resolve) => setTimeout(resolve, 200));
      return url;
    });
    await recording;

    expect(seen).toBeNull();
    expect(await tenancy.root.value(waitingJobs, [second])).toBe(1);
  }));
