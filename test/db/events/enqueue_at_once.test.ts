// A job with a key serves all who ask for it, also those who ask at the last moment.
import { expect, test } from "vitest";
import { openTenant } from "../../support/tenants.ts";

const ENQUEUE = "select (events.enqueue('events/some_task', job_key => 'some')).id";

test("a job that begins while somebody relies on it waits for what he writes", async () => {
  const { as, root } = await openTenant();
  const waiting = await root.value<string>(ENQUEUE);
  let started: Promise<unknown> | undefined;
  let hasStarted = false;
  await root.transaction(async (client) => {
    expect((await client.query(ENQUEUE)).rows[0].id).toBe(waiting);
    started = as("worker")
      .rows("select events.start_job($1)", [waiting])
      .then(() => (hasStarted = true));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(hasStarted).toBe(false);
  });
  await started;
  expect(hasStarted).toBe(true);
});

test("one that has begun serves nobody else", async () => {
  const { as, root } = await openTenant();
  const first = await root.value<string>(ENQUEUE);
  await as("worker").rows("select events.start_job($1)", [first]);
  const second = await root.value<string>(ENQUEUE);
  expect(second).not.toBe(first);
  expect(await root.value<string>(ENQUEUE)).toBe(second);
});

test("one that begins while it is asked for is followed by another", async () => {
  const { tenantId, as, root } = await openTenant();
  const first = await root.value<string>(ENQUEUE);
  let asked: Promise<string> | undefined;
  await as("worker").transaction(async (client) => {
    await client.query("select events.start_job($1)", [first]);
    asked = root.value<string>(ENQUEUE);
    await new Promise((resolve) => setTimeout(resolve, 200));
  });
  expect(await asked).not.toBe(first);
  const waiting = await root.value(
    "select count(*)::int from events.jobs where tenant_id = $1 and status = 'queued'",
    [tenantId],
  );
  expect(waiting).toBe(1);
});
