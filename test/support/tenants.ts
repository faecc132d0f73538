// People at work in a tenant of their own.
import { randomBytes } from "node:crypto";
import pg from "pg";
import { sessionSettings, type RoleWord } from "../../server/graphql/session.ts";
import { closeAtTheEnd } from "./closing.ts";
import { fileDatabase, type TestDatabase } from "./databases.ts";

type Row = Record<string, unknown>;

export interface Persona {
  rows<T extends Row = Row>(sql: string, values?: unknown[]): Promise<T[]>;
  // The first row; undefined when there is none.
  one<T extends Row = Row>(sql: string, values?: unknown[]): Promise<T | undefined>;
  // The first column of the first row.
  value<T = unknown>(sql: string, values?: unknown[]): Promise<T>;
  // The SQLSTATE of the refusal; fails when nothing is refused.
  refusal(sql: string, values?: unknown[]): Promise<string>;
  // Several statements in one transaction.
  transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T>;
}

export type PersonaName = RoleWord | "worker" | "edge";

export interface PersonaOptions {
  subject?: string;
  // Another tenant than the one the test is about.
  tenantId?: string;
}

export interface Tenancy {
  tenantId: string;
  slug: string;
  database: TestDatabase;
  as(role: PersonaName, options?: PersonaOptions): Persona;
  // The superuser, whom nothing binds; the tenant is set all the same.
  root: Persona;
  clock: {
    now(): Promise<Date>;
    // Moves the sandbox clock and does what falls due on the way.
    advance(to: string | Date): Promise<unknown>;
  };
}

export interface TenantOptions {
  name?: string;
  slug?: string;
  currency?: string;
  timeZone?: string;
  clockAt?: string;
  database?: TestDatabase;
}

export async function inTenant<T>(
  work: (tenancy: Tenancy) => Promise<T>,
  options: TenantOptions = {},
): Promise<T> {
  return await work(await openTenant(options));
}

export async function openTenant(options: TenantOptions = {}): Promise<Tenancy> {
  const database = options.database ?? (await fileDatabase());
  const gateway = poolOf(database.gatewayUrl);
  const runner = poolOf(database.workerUrl);
  const superuser = poolOf(database.rootUrl);
  const slug = options.slug ?? `t-${randomBytes(5).toString("hex")}`;
  const operator = persona(gateway, settingsOf("operator", ""));
  const tenantId = await operator.value<string>(
    `select id from tenancy.provision_tenant(name => $1, slug => $2, currency => $3,
      time_zone => $4, sandbox => true, clock_at => $5)`,
    [
      options.name ?? slug,
      slug,
      options.currency ?? "USD",
      options.timeZone ?? "UTC",
      options.clockAt ?? "2025-01-01T09:00:00Z",
    ],
  );
  const as = (role: PersonaName, { subject, tenantId: other }: PersonaOptions = {}) =>
    persona(
      role === "worker" ? runner : gateway,
      settingsOf(role, role === "operator" ? "" : (other ?? tenantId), subject),
    );
  return {
    tenantId,
    slug,
    database,
    as,
    root: persona(superuser, { "tenor.tenant_id": tenantId }),
    clock: {
      now: () => as("admin").value<Date>("select tenancy.now()"),
      advance: (to) => as("admin").value("select tenancy.advance_clock($1)", [to]),
    },
  };
}

function settingsOf(role: PersonaName, tenantId: string, subject: string = role) {
  const facts = { requestId: "test", clientIp: "192.0.2.1" };
  const word: RoleWord = role === "worker" || role === "edge" ? "viewer" : role;
  const settings = sessionSettings({ sub: subject, role: word, tenantId }, facts);
  return { ...settings, role: `tenor_${role}` };
}

function persona(pool: pg.Pool, settings: Record<string, string>): Persona {
  const transaction: Persona["transaction"] = async (work) => {
    const client = await pool.connect();
    try {
      await client.query("begin");
      await client.query("select set_config(key, value, true) from jsonb_each_text($1::jsonb)", [
        JSON.stringify(settings),
      ]);
      const result = await work(client);
      await client.query("commit");
      return result;
    } catch (error) {
      await client.query("rollback");
      throw error;
    } finally {
      client.release();
    }
  };
  const rows: Persona["rows"] = async <T extends Row>(sql: string, values: unknown[] = []) =>
    await transaction(async (client) => (await client.query<T>(sql, values)).rows);
  return {
    transaction,
    rows,
    one: async <T extends Row>(sql: string, values?: unknown[]) => (await rows<T>(sql, values))[0],
    value: async <T>(sql: string, values?: unknown[]) =>
      Object.values((await rows(sql, values))[0] ?? {})[0] as T,
    refusal: async (sql, values) => {
      try {
        await rows(sql, values);
      } catch (error) {
        if (error instanceof pg.DatabaseError && error.code) return error.code;
        throw error;
      }
      throw new Error(`Nothing was refused: ${sql}`);
    },
  };
}

const pools = new Map<string, pg.Pool>();

function poolOf(url: string): pg.Pool {
  const known = pools.get(url);
  if (known) return known;
  const pool = new pg.Pool({ connectionString: url, max: 16 });
  pool.on("error", () => {});
  pools.set(url, pool);
  closeAtTheEnd(async () => {
    pools.delete(url);
    await pool.end();
  });
  return pool;
}
