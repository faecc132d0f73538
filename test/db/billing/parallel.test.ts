// Sixteen at once: one invoice, numbers without gaps, nobody fails.
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { inTenant, type Tenancy } from "../../support/tenants.ts";

const CONTRACT = `select id from sales.create_contract($1, '2026-02-01', '2027-01-31',
  contract_number => $2, seat_count => 3, seat_price => 9.99, billing_frequency => 'monthly')`;

async function sign({ as }: Tenancy, accountId: string, number: string): Promise<string> {
  return await as("sales").value<string>(CONTRACT, [accountId, number]);
}

async function openAccount({ as }: Tenancy): Promise<string> {
  return await as("sales").value<string>("select id from customers.create_account('Acme')");
}

const ON_THE_FIRST_DAY = { clockAt: "2026-02-01T09:00:00Z" };

const NUMBERS = "select invoice_number from billing.invoices order by invoice_number";

test("the same period generated sixteen times at once is one invoice", async () => {
  await inTenant(async (tenancy) => {
    const contract = await sign(tenancy, await openAccount(tenancy), "CTR-1");
    const answers = await Promise.all(
      Array.from({ length: 16 }, () =>
        tenancy
          .as("finance")
          .value("select id from billing.generate_invoice($1, '2026-02-01', '2026-02-28')", [
            contract,
          ]),
      ),
    );
    expect(new Set(answers).size).toBe(1);
    expect(await tenancy.as("viewer").rows(NUMBERS)).toEqual([{ invoice_number: "INV-2026-001" }]);
  });
});

test("different contracts billed at once take numbers without gaps", async () => {
  await inTenant(async (tenancy) => {
    const account = await openAccount(tenancy);
    const contracts = await Promise.all(
      Array.from({ length: 12 }, (_, n) => sign(tenancy, account, `CTR-${n}`)),
    );
    await Promise.all(
      contracts.map((contract, n) =>
        tenancy
          .as("finance")
          .transaction(async (client) => {
            await client.query("select billing.generate_invoice($1)", [contract]);
            // A third of them changes their mind and gives the number back.
            if (n % 3 === 0) throw new Error("changed my mind");
          })
          .catch(() => undefined),
      ),
    );
    expect(await tenancy.as("viewer").rows(NUMBERS)).toEqual(
      Array.from({ length: 8 }, (_, n) => ({ invoice_number: `INV-2026-00${n + 1}` })),
    );
  }, ON_THE_FIRST_DAY);
});

test("drafts issued at once are numbered without gaps; what fails or goes leaves none", async () => {
  await inTenant(async (tenancy) => {
    await tenancy.as("admin").rows("update tenancy.legal_entities set numbering = 'issue'");
    const account = await openAccount(tenancy);
    const drafts = await Promise.all(
      Array.from({ length: 20 }, () =>
        tenancy.as("finance").value<string>(
          `select id from billing.create_invoice($1, items => array[
            (null, null, 'Work', 1, 1, null, 0, null, null, null)]::billing.invoice_item_input[])`,
          [account],
        ),
      ),
    );
    await Promise.all(
      drafts.map((draft, n) =>
        n < 4
          ? tenancy.as("finance").rows("select billing.void_invoice($1, 'Not wanted')", [draft])
          : tenancy
              .as("finance")
              .transaction(async (client) => {
                await client.query("select billing.finalize_invoice($1)", [draft]);
                if (n % 4 === 0) throw new Error("changed my mind");
              })
              .catch((error: Error) => expect(error.message).toBe("changed my mind")),
      ),
    );
    const told = await tenancy.as("viewer").rows(
      `select last_number, documents, gaps, discarded, out_of_order
        from billing.number_sequences()`,
    );
    expect(told).toEqual([
      { last_number: "INV-2026-012", documents: 12, gaps: [], discarded: [], out_of_order: [] },
    ]);
  }, ON_THE_FIRST_DAY);
});

test("the day's work done eight times at once bills what is due once", async () => {
  await inTenant(
    async (tenancy) => {
      const account = await openAccount(tenancy);
      for (let n = 0; n < 5; n += 1) await sign(tenancy, account, `CTR-${n}`);
      await tenancy.root.rows("update tenancy.tenants set clock_at = '2026-04-10' where id = $1", [
        tenancy.tenantId,
      ]);
      await Promise.all(
        Array.from({ length: 8 }, () =>
          tenancy.as("worker").rows("select tenancy.perform_duties()"),
        ),
      );
      // Five contracts with February, March and April due: missed days are caught up.
      expect(
        await tenancy
          .as("viewer")
          .rows(
            `select issue_date::text, count(*)::int from billing.invoices group by 1 order by 1`,
          ),
      ).toEqual([
        { issue_date: "2026-02-01", count: 5 },
        { issue_date: "2026-03-01", count: 5 },
        { issue_date: "2026-04-01", count: 5 },
      ]);
    },
    { clockAt: "2026-01-15T12:00:00Z" },
  );
});

test("a batch that ends its run does not wait for one that notes a failure", async () => {
  await inTenant(async (tenancy) => {
    const contract = await sign(tenancy, await openAccount(tenancy), "CTR-1");
    const run = await tenancy.root.value<string>(
      "insert into billing.billing_runs (as_of, contracts_total) values ('2026-02-01', 1) returning id",
    );
    // Who waits here, while holding the run's progress for which the other waits, waits for ever.
    await tenancy.root.transaction(async (other) => {
      await other.query(
        "select billing.note_failures($1, array[$2::uuid], row('internal', 'No', null, null))",
        [run, contract],
      );
      const ended = await tenancy.root.transaction(async (client) => {
        await client.query("set local lock_timeout = '2s'");
        await client.query("select billing.close_run($1)", [run]);
        return "ended";
      });
      expect(ended).toBe("ended");
    });
  });
});

test("a month that ends sixteen times at once is booked once, and billed once", () =>
  inTenant(
    async (tenancy) => {
      const clock = (at: string) =>
        tenancy.root.rows("update tenancy.tenants set clock_at = $2 where id = $1", [
          tenancy.tenantId,
          at,
        ]);
      const sixteen = (sql: string, role: "worker" | "finance", values: unknown[] = []) =>
        Promise.allSettled(Array.from({ length: 16 }, () => tenancy.as(role).rows(sql, values)));
      const account = await openAccount(tenancy);
      await tenancy.as("sales").value(
        `select id from sales.create_contract($1, '2026-03-05', '2027-03-04', seat_count => 1,
          seat_price => 310, billing_frequency => 'monthly', billing_in_advance => false)`,
        [account],
      );
      await clock("2026-04-01T09:00:00Z");
      const ended = await sixteen("select tenancy.perform_duties()", "worker");
      expect(ended.filter((it) => it.status === "rejected")).toEqual([]);
      expect(await tenancy.root.value("select ledger.balance('unbilled_receivable', 'USD')")).toBe(
        "270.00",
      );
      await clock("2026-04-05T09:00:00Z");
      const draft = await tenancy
        .as("finance")
        .value("select id from billing.generate_invoice((select id from sales.contracts))");
      await sixteen("select billing.finalize_invoice($1)", "finance", [draft]);
      expect(
        await tenancy
          .as("viewer")
          .rows(
            `select amount::text, ended_on::text, invoice_id from billing.unbilled_receivables`,
          ),
      ).toEqual([{ amount: "270.00", ended_on: "2026-04-05", invoice_id: draft }]);
      expect(await tenancy.root.value("select ledger.balance('revenue', 'USD')")).toBe("310.00");
      expect(await tenancy.as("viewer").rows("select * from ledger.discrepancies")).toEqual([]);
    },
    { clockAt: "2026-03-05T09:00:00Z" },
  ));

test("a draft that is issued while its month is booked waits, and is unbilled no more", () =>
  inTenant(
    async (tenancy) => {
      const { root } = tenancy;
      const contract = await sign(tenancy, await openAccount(tenancy), "CTR-1");
      const draft = await tenancy
        .as("finance")
        .value("select id from billing.generate_invoice($1)", [contract]);
      await root.rows("update tenancy.tenants set clock_at = '2026-03-01' where id = $1", [
        tenancy.tenantId,
      ]);
      let issued: Promise<unknown> | undefined;
      await root.transaction(async (client) => {
        await client.query("set local role tenor_owner");
        await client.query("select billing.accrue_unbilled(array[$1::uuid])", [contract]);
        issued = tenancy.as("finance").rows("select billing.finalize_invoice($1)", [draft]);
        let isWaiting = false;
        for (let attempt = 0; attempt < 300 && !isWaiting; attempt++) {
          await sleep(20);
          isWaiting = await root.value<boolean>(
            `select exists (select from pg_stat_activity
              where datname = $1 and wait_event_type = 'Lock')`,
            [tenancy.database.name],
          );
        }
        expect(isWaiting).toBe(true);
      });
      await issued;
      expect(
        await tenancy
          .as("viewer")
          .rows("select ended_on::text, invoice_id from billing.unbilled_receivables"),
      ).toEqual([{ ended_on: "2026-03-01", invoice_id: draft }]);
      expect(await root.value("select ledger.balance('unbilled_receivable', 'USD')")).toBe("0.00");
      expect(await tenancy.as("viewer").rows("select * from ledger.discrepancies")).toEqual([]);
    },
    { clockAt: "2026-02-01T09:00:00Z" },
  ));
