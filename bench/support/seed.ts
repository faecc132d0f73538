// Data to measure on, made by the same commands that users call.
import type { Platform } from "./platform.ts";

/** What autovacuum does by itself within a minute: without it the planner knows of no rows. */
async function learn({ root }: Platform): Promise<void> {
  await root.query("vacuum analyze");
}

/** So many accounts with a contract of 100 seats each, billed by the year. */
export async function seedContracts(platform: Platform, count: number): Promise<string[]> {
  const sales = await platform.connect("sales");
  const { rows } = await sales.query<{ id: string }>(
    `select c.id
    from generate_series(1, $1) as n
    cross join lateral customers.create_account('Account ' || n) as a
    cross join lateral sales.create_contract(a.id, '2026-02-01', '2027-01-31',
      seat_count => 100, seat_price => 99.90) as c`,
    [count],
  );
  await learn(platform);
  return rows.map(({ id }) => id);
}

/** A tree of three levels with so many accounts; answers with its root. */
export async function seedTree(platform: Platform, count: number): Promise<string> {
  const sales = await platform.connect("sales");
  const { rows } = await sales.query<{ root: string }>(
    `with root as (select id from customers.create_account('Root')),
    branches as (
      select branch.id, place
      from generate_series(1, 9) as place
      cross join lateral customers.create_account('Branch ' || place,
        parent_account_id => (select id from root)) as branch
    )
    select (select id from root) as root, count(leaf.id)
    from generate_series(1, $1 - 10) as n
    join branches on branches.place = n % 9 + 1
    cross join lateral customers.create_account('Leaf ' || n,
      parent_account_id => branches.id) as leaf`,
    [count],
  );
  await learn(platform);
  return rows[0]?.root ?? "";
}
