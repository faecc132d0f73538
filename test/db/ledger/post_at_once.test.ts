// Two transactions book at once: what the second one waits for, and what it finds then.
import { setTimeout as sleep } from "node:timers/promises";
import type { PoolClient } from "pg";
import { expect, test } from "vitest";
import { inTenant, type Tenancy } from "../../support/tenants.ts";

interface Booked {
  journals: number;
}

const SOURCE = "00000000-0000-7000-8000-000000000001";

// Other contexts book as the owner, from inside their commands.
function asOwner<T>({ root }: Tenancy, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return root.transaction(async (client) => {
    await client.query("set local role tenor_owner");
    return await work(client);
  });
}

async function post(client: PoolClient, source: string, currency: string): Promise<number> {
  const { rows } = await client.query<Booked>(
    `select ledger.post(array[(tenancy.default_legal_entity_id(),
      'billing.invoice', $1, 'finalized', 'INV', null, '2025-01-01', $2,
      'cash', $1, 'revenue', null, 100)::ledger.posting]) as journals`,
    [source, currency],
  );
  return rows[0]?.journals ?? 0;
}

test("two transactions that book the same source make one journal", () =>
  inTenant(async (tenancy) => {
    let second: Promise<number> | undefined;
    const first = await asOwner(tenancy, async (client) => {
      const journals = await post(client, SOURCE, "USD");
      second = asOwner(tenancy, (other) => post(other, SOURCE, "USD"));
      await untilOneWaits(tenancy);
      return journals;
    });
    expect([first, await second]).toEqual([1, 0]);
    expect(await tenancy.root.value("select ledger.balance('cash', 'USD')")).toBe("100.00");
    expect(await tenancy.as("viewer").rows("select * from ledger.discrepancies")).toEqual([]);
  }));

test("a source whose booking is rolled back is booked by the one who waited", () =>
  inTenant(async (tenancy) => {
    let second: Promise<number> | undefined;
    const first = asOwner(tenancy, async (client) => {
      await post(client, SOURCE, "USD");
      second = asOwner(tenancy, (other) => post(other, SOURCE, "USD"));
      await untilOneWaits(tenancy);
      throw new Error("changed my mind");
    });
    await expect(first).rejects.toThrow("changed my mind");
    expect(await second).toBe(1);
    expect(await tenancy.root.value("select ledger.balance('cash', 'USD')")).toBe("100.00");
  }));

test("sixteen who book and number at once leave no gap, and nobody waits for numbers", () =>
  inTenant(async (tenancy) => {
    const worker = tenancy.as("worker");
    const number = () => worker.value<number>("select ledger.number_journals()");
    const source = (at: number) => `00000000-0000-7000-8000-0000000001${at + 10}`;
    const late = await asOwner(tenancy, async (client) => {
      await post(client, SOURCE, "USD");
      const counts = await Promise.all(
        Array.from({ length: 16 }, async (_, at) => {
          await asOwner(tenancy, (other) => post(other, source(at), "USD"));
          return await number();
        }),
      );
      return counts.reduce((total, count) => total + count);
    });
    expect([late, await number()]).toEqual([16, 1]);
    const numbers = await tenancy.as("viewer").rows(
      `select n.number, j.source_id from ledger.journal_numbers as n
       join ledger.journals as j on j.id = n.journal_id order by n.number`,
    );
    expect(numbers.map((it) => it["number"])).toEqual(
      Array.from({ length: 17 }, (_, at) => at + 1),
    );
    expect(numbers.at(-1)).toMatchObject({ source_id: SOURCE });
    expect(await tenancy.as("viewer").rows("select * from ledger.discrepancies")).toMatchObject([]);
  }));

test("two first uses of a currency open one set of ledger accounts", () =>
  inTenant(async (tenancy) => {
    let second: Promise<number> | undefined;
    const first = await asOwner(tenancy, async (client) => {
      const journals = await post(client, SOURCE, "CHF");
      second = asOwner(tenancy, (other) =>
        post(other, "00000000-0000-7000-8000-000000000002", "CHF"),
      );
      await untilOneWaits(tenancy);
      return journals;
    });
    expect([first, await second]).toEqual([1, 1]);
    expect(
      await tenancy.as("viewer").value(
        `select (select count(*) from ledger.ledger_accounts where currency = 'CHF')
            - (select count(distinct code) from ledger.ledger_accounts)`,
      ),
    ).toBe("0");
    expect(await tenancy.root.value("select ledger.balance('cash', 'CHF')")).toBe("200.00");
  }));

test("sixteen bookings of the same forty sources make forty journals", () =>
  inTenant(async (tenancy) => {
    const bookings = Array.from({ length: 16 }, () =>
      asOwner(tenancy, async (client) => {
        const { rows } = await client.query<Booked>(
          `select ledger.post(array(
            select (tenancy.default_legal_entity_id(),
              'billing.invoice', md5(n::text)::uuid, 'finalized', 'INV', null, '2025-01-01',
              (array['USD', 'EUR', 'JPY'])[n % 3 + 1], 'cash', null, 'revenue', null,
              n)::ledger.posting
            from generate_series(1, 40) as n
            order by random())) as journals`,
        );
        return rows[0]?.journals ?? 0;
      }),
    );
    const journals = await Promise.all(bookings);
    expect(journals.reduce((sum, n) => sum + n)).toBe(40);
    const viewer = tenancy.as("viewer");
    expect(await viewer.value("select count(*)::int from ledger.transfers")).toBe(40);
    expect(await viewer.rows("select * from ledger.discrepancies")).toEqual([]);
  }));

async function untilOneWaits({ root, database }: Tenancy): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const isWaiting = await root.value<boolean>(
      `select exists (select from pg_stat_activity
        where datname = $1 and wait_event_type = 'Lock')`,
      [database.name],
    );
    if (isWaiting) return;
    await sleep(10);
  }
  throw new Error("The second transaction did not wait for the first.");
}

test("a month that is closed while sixteen book in it has all that it says", () =>
  inTenant(
    async (tenancy) => {
      const finance = tenancy.as("finance");
      const book = (n: number) =>
        asOwner(tenancy, async (client) => {
          await client.query(
            `select ledger.post(array[(tenancy.default_legal_entity_id(), 'billing.invoice',
              md5($1::text)::uuid, 'finalized', 'INV', null, '2025-01-31', 'USD', 'cash', null,
              'revenue', null, 100)::ledger.posting])`,
            [n],
          );
          await sleep(n % 4);
        });
      const [, closed] = await Promise.all([
        Promise.all(Array.from({ length: 16 }, (_, n) => book(n))),
        finance.one<{ trial_balance: unknown }>("select * from ledger.close_period('2025-01')"),
      ]);
      expect(await finance.value("select agrees from ledger.prove_period('2025-01')")).toBe(true);
      const days = await finance.rows<{ day: string; count: number }>(
        `select posted_on::text as day, count(*)::int from ledger.journals group by 1 order by 1`,
      );
      expect(days.reduce((sum, it) => sum + it.count, 0)).toBe(16);
      expect(days.every((it) => ["2025-01-31", "2025-02-01"].includes(it.day))).toBe(true);
      const within = days.find((it) => it.day === "2025-01-31")?.count ?? 0;
      const cash = (closed?.trial_balance as { code: string; debit: string }[]).find(
        (it) => it.code === "cash",
      );
      expect(Number(cash?.debit ?? 0)).toBe(100 * within);
    },
    { clockAt: "2025-02-10T09:00:00Z" },
  ));
