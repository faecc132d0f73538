// Sixteen who claim days of the same lines at once: none is held twice, and nobody waits in a circle.
import { expect, test } from "vitest";
import { inTenant } from "../../support/tenants.ts";

const LINES = ["00000000-0000-7000-8000-000000000001", "00000000-0000-7000-8000-000000000002"];

const CLAIM = `insert into billing.billed_periods (tenant_id, line_id, period, whole_period,
    quantity, rated, amount, discount)
  select tenancy.current_tenant_id(), line_id, days, days, 1, 0, 0, 0
  from unnest($1::uuid[]) as line_id
  cross join lateral (
    select daterange('2026-01-01'::date + $2::int, '2026-01-01'::date + $2::int + 5)
  ) as claimed (days)`;

const TWICE = `select one.period, other.period
  from billing.billed_periods as one
  join billing.billed_periods as other
    on other.tenant_id = one.tenant_id and other.line_id = one.line_id
    and other.period && one.period and other.period > one.period`;

const HELD = `select d.line_id, d.days = (
    select range_agg(b.period) from billing.billed_periods as b
    where b.tenant_id = d.tenant_id and b.line_id = d.line_id
  ) as is_held
  from billing.billed_days as d
  where d.tenant_id = tenancy.current_tenant_id()
  order by d.line_id`;

test.each(["read committed", "repeatable read", "serializable"])(
  "at once, %s",
  async (isolation) => {
    await inTenant(async ({ root, tenantId }) => {
      const outcomes = await Promise.all(
        Array.from({ length: 16 }, async (_, n) => {
          try {
            return await root.transaction(async (client) => {
              await client.query(`rollback; begin isolation level ${isolation}`);
              await client.query("select set_config('tenor.tenant_id', $1, true)", [tenantId]);
              // All have their snapshot before the first has claimed anything.
              await client.query("select count(*) from billing.billed_periods, pg_sleep(0.1)");
              await client.query(CLAIM, [n % 2 ? LINES : [...LINES].reverse(), n]);
              return "claimed";
            });
          } catch (error) {
            return (error as { code: string }).code;
          }
        }),
      );
      expect(outcomes).toContain("claimed");
      // Refused, or told to try again; not told that they had waited for each other.
      for (const it of outcomes) expect(["claimed", "23P01", "40001"]).toContain(it);
      expect(await root.rows(TWICE)).toEqual([]);
      expect(await root.rows(HELD)).toEqual(LINES.map((line_id) => ({ line_id, is_held: true })));
    });
  },
);
