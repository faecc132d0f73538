// What people type, letter by letter, among 100,000 accounts with a contract each.
import { load } from "./support/clock.ts";
import { seedManyContracts } from "./support/bulk.ts";
import type { Scenario } from "./support/scenario.ts";

const ACCOUNTS = 100_000;
const BATCH = 2_000;
const NAMES = `array_to_string(array[
    (array['North', 'South', 'Inter', 'Trans', 'Omni', 'Nova', 'Blue', 'Quant', 'Micro', 'Euro'])[1 + n % 10]
      || (array['wind', 'bridge', 'field', 'stone', 'soft', 'data', 'point'])[1 + n / 10 % 7],
    (array['Consulting', 'Services', 'Logistics', 'Systems', 'Software', 'Energy'])[1 + n / 7 % 6],
    n::text, (array['Inc', 'GmbH', 'Ltd'])[1 + n % 3]], ' ')`;
// Frequent and rare, beginnings and insides, numbers, what is not there, and words that are each in
// tens of thousands.
const TYPED = [
  "no",
  "north",
  "northwind 47",
  "in",
  "soft",
  "inc",
  "idge",
  "zz",
  "energy 31",
  "CTR-4711",
  "soft inc",
  "north services",
];

export default {
  name: "search",
  async run(platform) {
    const { root, tenantId } = platform;
    await seedManyContracts(root, { tenantId, count: ACCOUNTS });
    await root.query("begin");
    await root.query("set local session_replication_role = replica");
    await root.query(
      `update customers.accounts as a set account_name = ${NAMES}
      from (select id, row_number() over (order by id)::int as n from customers.accounts
        where tenant_id = $1) as numbered
      where a.tenant_id = $1 and a.id = numbered.id`,
      [tenantId],
    );
    await root.query("commit");
    for (const kind of ["accounts", "contracts"]) {
      const from = kind === "accounts" ? "customers.accounts" : "sales.contracts";
      const { rows } = await root.query(`select id from ${from} where tenant_id = $1`, [tenantId]);
      const ids = rows.map(({ id }) => id);
      for (let n = 0; n < ids.length; n += BATCH) {
        await root.query(`select search.index_${kind}($1)`, [ids.slice(n, n + BATCH)]);
      }
    }
    await root.query("vacuum analyze");
    const client = await platform.connect("viewer");
    const inSql = (n: number) =>
      client.query({
        name: "search",
        text: "select * from search.search($1)",
        values: [TYPED[n % TYPED.length]],
      });
    await load(1, 50, inSql);
    const { p95Ms } = await load(1, 500, inSql);
    return [
      {
        what: "search among 100,000 accounts, SQL, p95",
        value: p95Ms,
        unit: "ms",
        target: 20,
        lowerIsBetter: true,
      },
    ];
  },
} satisfies Scenario;
