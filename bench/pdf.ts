// Branded invoices of twelve items, from the queue to the file, by one worker with two threads.
import { startWorker } from "../server/worker/main.ts";
import { secondsOf } from "./support/clock.ts";
import type { Platform } from "./support/platform.ts";
import type { Scenario } from "./support/scenario.ts";

const INVOICES = `with account as (
    select id from customers.create_account('Reader', billing_address =>
      row('1 Market Street', null, 'San Francisco', 'CA', '94105', 'US'))
  )
  select i.id
  from generate_series(1, $1) as n
  cross join lateral billing.create_invoice((select id from account), items => (
    select array_agg((null, null, format('Service %s of month %s', item, n), item, 99.90, null, null,
      null, null, null)::billing.invoice_item_input)
    from generate_series(1, 12) as item)) as i`;

export default {
  name: "pdf",
  async run(platform) {
    const finance = await platform.connect("admin");
    const count = 400;
    const { rows } = await finance.query<{ id: string }>(INVOICES, [count + 20]);
    const ids = rows.map(({ id }) => id);
    const worker = await startWorker({ ...platform.config, logLevel: "warn" });
    try {
      await render(platform, ids.slice(0, 20));
      const seconds = await secondsOf(() => render(platform, ids.slice(20)));
      return [
        {
          what: "PDF of 12 items, queue to file",
          value: count / seconds,
          unit: "/s",
          target: 60,
          customer: "48/s",
        },
      ];
    } finally {
      await worker.close();
    }
  },
} satisfies Scenario;

async function render({ root }: Platform, ids: string[]): Promise<void> {
  await root.query(
    `select count(*) from events.enqueue_many(array(
      select ('billing/render_invoice', jsonb_build_object('invoice_id', id), null, null, null,
        null)::events.new_job
      from unnest($1::uuid[]) as id))`,
    [ids],
  );
  for (;;) {
    const { rows } = await root.query<{ done: number }>(
      "select count(*)::int as done from billing.documents where invoice_id = any($1)",
      [ids],
    );
    if (rows[0]?.done === ids.length) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
