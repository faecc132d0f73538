// What tax does a line bear? Asked for one, and by a run for a batch of invoices at once, in the
// United States with counties and in the EU.
import { load, secondsOf } from "./support/clock.ts";
import type { Platform } from "./support/platform.ts";
import type { Scenario } from "./support/scenario.ts";

const ACCOUNTS = 5_000;
const BATCH = 500;
const LINES_EACH = 3;
const CLIENTS = 4;

export default {
  name: "tax",
  async run(platform) {
    const accounts = await seedBuyers(platform);
    const idle = await Promise.all(
      Array.from({ length: CLIENTS }, () => platform.connect("viewer")),
    );
    const quote = async (n: number) => {
      const client = idle.pop()!;
      await client.query({
        name: "quote",
        text: "select * from tax.quote($1, 100)",
        values: [accounts[n % ACCOUNTS]],
      });
      idle.push(client);
    };
    await load(CLIENTS, 500, quote);
    const one = await load(1, 2_000, quote);
    const several = await load(CLIENTS, 4_000, quote);

    // An internal function: as its owner.
    await platform.root.query("set role tenor_owner");
    const assess = async (from: number) => {
      const { rows } = await platform.root.query(LINES, [accounts.slice(from, from + BATCH)]);
      if (rows[0].lines !== BATCH * LINES_EACH) throw new Error("A line was not taxed.");
    };
    await assess(0);
    const seconds = await secondsOf(async () => {
      for (let from = 0; from < ACCOUNTS; from += BATCH) await assess(from);
    });
    return [
      {
        what: "tax of a line, SQL, one connection",
        value: one.perSecond,
        unit: "/s",
        target: 1_000,
      },
      {
        what: `tax of a line, SQL, ${CLIENTS} connections`,
        value: several.perSecond,
        unit: "/s",
        target: 1_000,
      },
      {
        what: `tax in a run, ${BATCH} invoices of ${LINES_EACH} lines at once`,
        value: (ACCOUNTS * LINES_EACH) / seconds,
        unit: "lines/s",
        target: 20_000,
        customer: "320/s",
      },
    ];
  },
} satisfies Scenario;

const LINES = `select count(distinct t.line_key)::int as lines
  from tax.tax_lines((
    select array_agg((row_number, id, tenancy.default_legal_entity_id(), id, null, null, 33.33 * place, 'USD', '2026-02-01', null
      )::tax.assessable)
    from (
      select row_number() over (), id, place
      from unnest($1::uuid[]) as id cross join generate_series(1, ${LINES_EACH}) as place
    ) as line)) as t`;

/** Accounts with an address each; one in five is a German company. */
async function seedBuyers(platform: Platform): Promise<string[]> {
  const { root, tenantId } = platform;
  await root.query("begin");
  // Past the commands and their triggers: what is measured comes afterwards.
  await root.query("set local session_replication_role = replica");
  const { rows } = await root.query<{ id: string }>(
    `insert into customers.accounts (tenant_id, id, account_name, currency, path, tax_id)
    select $1, id, 'Buyer ' || n, 'USD', array[id], case when n % 5 = 0 then 'DE136695976' end
    from (select uuidv7() as id, n from generate_series(1, $2::int) as n) as fresh
    returning id`,
    [tenantId, ACCOUNTS],
  );
  await root.query(
    `insert into customers.addresses
      (tenant_id, account_id, kind, is_default, city, state, postal_code, country)
    select tenant_id, id, 'billing', true, 'City ' || n % 700,
      case when n % 5 > 0 then ('{CA,New York,TX,WA}'::text[])[n % 4 + 1] end,
      10000 + n % 700, case when n % 5 > 0 then 'US' else 'DE' end
    from (
      select *, split_part(account_name, ' ', 2)::int as n
      from customers.accounts where tenant_id = $1
    ) as a`,
    [tenantId],
  );
  await root.query("commit");
  const finance = await platform.connect("finance");
  await finance.query(
    `select tax.add_tax_registration(place, 'Bench', '2024-01-01')
    from unnest('{US-CA,US-NY,US-TX,FR}'::text[]) as place`,
  );
  await finance.query(
    `select tax.add_tax_rate((tax.add_tax_locality('US-CA', 'county', 'County ' || n,
      array[(10000 + n * 7)::text, 'City ' || n])).code, 0.25, valid_from => '2024-01-01')
    from generate_series(1, 100) as n`,
  );
  await root.query("vacuum analyze");
  return rows.map(({ id }) => id);
}
