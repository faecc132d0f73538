// A database of an earlier version, with what a tenant did there, comes to the present one: nothing
// of it changes, the books tie, and numbers go on.
//
// What an earlier version was is frozen in migrations/committed; what was done with it is said in
// its own commands, in upgrades/ under the number of its last migration. A release adds a file; none
// is ever edited.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { migrate } from "graphile-migrate";
import type { Client } from "pg";
import { expect, inject, test } from "vitest";
import { createDatabase, withClient, withDatabase } from "../../server/postgres/connection.ts";
import { migrateSettings, prepareDatabase, ROOT } from "../../server/postgres/definitions.ts";
import { letGo, migrateDatabase } from "../../server/postgres/migrate.ts";
import { closeAtTheEnd } from "../support/closing.ts";

const COMMITTED = path.join(ROOT, "migrations/committed");
const UPGRADES = path.join(import.meta.dirname, "upgrades");
const IDENTITIES = fs.readFileSync(
  path.join(import.meta.dirname, "../support/identities.sql"),
  "utf8",
);

/** As it was after a migration, and none of the later ones. */
async function databaseOf(last: string): Promise<string> {
  const migrationsFolder = fs.mkdtempSync(path.join(os.tmpdir(), "tenor-upgrade-"));
  closeAtTheEnd(async () => fs.rmSync(migrationsFolder, { recursive: true }));
  fs.mkdirSync(path.join(migrationsFolder, "committed"));
  for (const name of fs.readdirSync(COMMITTED).filter((it) => it.slice(0, 6) <= last)) {
    fs.copyFileSync(path.join(COMMITTED, name), path.join(migrationsFolder, "committed", name));
  }
  const server = inject("server").rootUrl;
  await createDatabase(server, `upgrade_${last}`);
  const url = withDatabase(server, `upgrade_${last}`);
  await prepareDatabase(url);
  await migrate(await migrateSettings(url, { migrationsFolder }));
  await letGo();
  return url;
}

const inTenant = <T>(url: string, role: string, work: (client: Client) => Promise<T>): Promise<T> =>
  withClient(url, async (client) => {
    await client.query("begin");
    await client.query(
      `select set_config('tenor.tenant_id', id::text, true),
        set_config('tenor.role', 'admin', true), set_config('tenor.subject', 'ann', true)
      from tenancy.tenants`,
    );
    await client.query(`set local role ${role}`);
    const result = await work(client);
    await client.query("commit");
    return result;
  });

// Columns that every version has.
const BILLED = `select invoice_number, status, issue_date::text, total, balance
  from billing.invoices order by id`;
const BOOKED = `select code, currency, sum(debit) as debit, sum(credit) as credit
  from ledger.entries group by code, currency order by code, currency`;

const rowsOf = (url: string, ...questions: string[]): Promise<unknown[][]> =>
  inTenant(url, "tenor_owner", async (client) => {
    const answers: unknown[][] = [];
    for (const question of questions) answers.push((await client.query(question)).rows);
    return answers;
  });

const faultsIn = (url: string) => rowsOf(url, IDENTITIES, "select * from audit.verify()");

test.each(fs.readdirSync(UPGRADES).map((name) => name.slice(0, 6)))(
  "from migration %s",
  async (last) => {
    const url = await databaseOf(last);
    const story = fs.readFileSync(path.join(UPGRADES, `${last}.sql`), "utf8");
    await withClient(url, (client) => client.query(`begin; ${story}; commit`));
    const before = await rowsOf(url, BILLED, BOOKED);
    const [invoices] = before as [Record<string, unknown>[]];
    expect(invoices.length).toBeGreaterThan(1);
    expect(before[1]).not.toEqual([]);

    await migrateDatabase({ databaseUrl: url });
    expect(await rowsOf(url, BILLED, BOOKED)).toEqual(before);
    expect(await faultsIn(url)).toEqual([[], []]);

    await inTenant(url, "tenor_admin", (client) =>
      client.query("select tenancy.advance_clock('2026-03-02T12:00:00Z')"),
    );
    const after = await rowsOf(url, BILLED);
    expect(after[0]!.slice(0, invoices.length).map(numberOf)).toEqual(invoices.map(numberOf));
    expect(after[0]!.length).toBeGreaterThan(invoices.length);
    // No number is missing or twice, of both versions together.
    expect(await faultsIn(url)).toEqual([[], []]);
  },
  120_000,
);

const numberOf = (row: unknown) => (row as { invoice_number: string }).invoice_number;
