// Plans are kept by a connection from its first call on, when a new tenant has nothing: they must
// stay good for all that follows. What an amendment reads depends on its contract, and not on how
// many others are billed beside it.
import { expect, test } from "vitest";
import { inTenant, type Tenancy } from "../../support/tenants.ts";

const FEW = 6;
const OTHERS = 40;

async function billYear({ as, root }: Tenancy): Promise<{ contract: string; line: string }> {
  const account = await as("sales").value("select id from customers.create_account('Acme')");
  const contract = await as("sales").value<string>(
    `select id from sales.create_contract($1, '2026-02-01', '2027-01-31',
      billing_frequency => 'monthly', seat_count => 10, seat_price => 99.5)`,
    [account],
  );
  await root.rows("select billing.bill_contracts(array[$1::uuid], '2027-01-31')", [contract]);
  const line = await as("viewer").value<string>(
    "select id from sales.contract_lines where contract_id = $1",
    [contract],
  );
  return { contract, line };
}

// On a connection that amended before: how many rows it looked at, found by an index or not.
async function readOf(
  { as }: Tenancy,
  day: string,
  invoiceNow: boolean,
  { contract, line }: { contract: string; line: string },
): Promise<number> {
  const READ = `select sum(t.seq_tup_read + t.idx_tup_fetch)::int as rows
    from pg_stat_xact_user_tables as t`;
  return await as("sales").transaction(async (client) => {
    const before = (await client.query<{ rows: number }>(READ)).rows[0]?.rows ?? 0;
    await client.query(
      `select from billing.amend_contract($1, $2, array[
        ($3, null, null, 20, null, null)]::sales.contract_change_input[], invoice_now => $4)`,
      [contract, day, line, invoiceNow],
    );
    return ((await client.query<{ rows: number }>(READ)).rows[0]?.rows ?? 0) - before;
  });
}

test("what an amendment reads does not grow with the contracts beside it", async () => {
  await inTenant(
    async (tenancy) => {
      const work = async (invoiceNow: boolean) =>
        await readOf(tenancy, "2026-03-11", invoiceNow, await billYear(tenancy));
      const alone = [];
      for (let n = 0; n < FEW; n += 1) alone.push(await work(n % 2 === 0));
      for (let n = 0; n < OTHERS; n += 1) await billYear(tenancy);
      const beside = Math.max(await work(true), await work(false));
      // Before statistics are taken a plan may read all rows of a tenant, but not for each row.
      expect(beside).toBeLessThan((Math.max(...alone) * OTHERS) / FEW);
      await tenancy.root.rows("analyze");
      // The kept plans are made anew, unless the server has looked by itself before.
      const known = Math.max(await work(true), await work(false));
      expect(known).toBeLessThan(Math.max(beside / 3, ...alone));
    },
    { clockAt: "2026-02-01T12:00:00Z" },
  );
});
