// Real logins: what a person with a connection string can reach, whatever is set in the session.
import { randomBytes } from "node:crypto";
import { Client, DatabaseError } from "pg";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createAnalyst } from "../../../server/cli/create_analyst.ts";
import { loadConfig } from "../../../server/config.ts";
import { startApi } from "../../../server/http/main.ts";
import { withLogin } from "../../../server/postgres/connection.ts";
import { admitLogins } from "../../../server/postgres/logins.ts";
import { startWorker } from "../../../server/worker/main.ts";
import { closeAtTheEnd } from "../../support/closing.ts";
import { environmentOf, fileDatabase } from "../../support/databases.ts";
import { openTenant } from "../../support/tenants.ts";

const login = `analyst_${randomBytes(4).toString("hex")}`;
const password = randomBytes(12).toString("hex");
const acme = await openTenant();
const globex = await openTenant();
const { rootUrl, gatewayUrl, workerUrl } = await fileDatabase();

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  closeAtTheEnd(() => client.end());
  return client;
}

async function refusal(client: Client, sql: string): Promise<string> {
  try {
    await client.query(sql);
  } catch (error) {
    if (error instanceof DatabaseError && error.code) return error.code;
    throw error;
  }
  return "nothing was refused";
}

let root: Client;
let analyst: Client;
const tenantOf = async () =>
  (await analyst.query("select tenancy.current_tenant_id() as id")).rows[0].id;

beforeAll(async () => {
  root = await connect(rootUrl);
  await root.query(`create role ${login} login password '${password}' in role tenor_analyst`);
  analyst = await connect(withLogin(rootUrl, login, password));
});

// Roles belong to the server, which other tests use.
afterAll(async () => {
  await analyst.end();
  for (const made of [login, `${login}_2`, `${login}_3`, `${login}_4`]) {
    await root.query(`drop role if exists ${made}`);
  }
});

describe("an analyst", () => {
  test("who is bound to nobody sees nobody's rows", async () => {
    expect(await tenantOf()).toBeNull();
    expect((await analyst.query("select * from ledger.ledger_accounts")).rows).toEqual([]);
  });

  test("is bound by the operator, to one tenant at a time", async () => {
    const operator = acme.as("operator");
    const bind = "select tenancy.bind_analyst($1, $2)";
    await operator.rows(bind, [login, globex.slug]);
    expect(await operator.refusal(bind, [login, acme.slug])).toBe("CNFLT");
    expect(await tenantOf()).toBe(globex.tenantId);
    await operator.rows("select tenancy.unbind_analyst($1)", [login]);
    expect(await tenantOf()).toBeNull();
    await operator.rows(bind, [login, acme.slug]);
    expect(await tenantOf()).toBe(acme.tenantId);
    const { rows } = await analyst.query("select distinct tenant_id from ledger.ledger_accounts");
    expect(rows).toEqual([{ tenant_id: acme.tenantId }]);
  });

  test.each([
    ["tenor.tenant_id", () => globex.tenantId],
    ["tenor.subject", () => "admin"],
    ["tenor.tenant_id", () => ""],
    ["session_authorization", () => login],
    ["row_security", () => "off"],
    ["search_path", () => "pg_temp, public"],
  ])("stays in that tenant whatever is set as %s", async (name, value) => {
    await analyst.query("select set_config($1, $2, false)", [name, value()]).catch(() => {});
    const seen = `select tenancy.current_tenant_id() as id, array(
      select distinct tenant_id from ledger.ledger_accounts) as ids`;
    try {
      const { rows } = await analyst.query(seen);
      expect(rows).toEqual([{ id: acme.tenantId, ids: [acme.tenantId] }]);
    } catch (error) {
      // With row_security off, Postgres refuses to answer rather than show all.
      if (!(error instanceof DatabaseError)) throw error;
      expect([name, error.code]).toEqual(["row_security", "42501"]);
    }
    await analyst.query("reset all");
  });

  test.each([
    "tenor_viewer",
    "tenor_admin",
    "tenor_operator",
    "tenor_worker",
    "tenor_owner",
    "tenor_builder",
    "tenor_gateway",
    "postgres",
  ])("does not become %s", async (role) => {
    expect(await refusal(analyst, `set role ${role}`)).toBe("42501");
    expect(await refusal(analyst, `select set_config('role', '${role}', true)`)).toBe("42501");
  });

  test.each([
    "select * from tenancy.tenants",
    "select * from tenancy.analysts",
    "select * from tenancy.members",
    "select * from audit.entries",
    "select * from events.events",
    "select * from graphile_worker._private_jobs",
    "insert into ledger.journals (source_type, source_id, kind, document_date, posted_on) values ('a.b', uuidv7(), 'c', '2025-01-01', '2025-01-01')",
    "update ledger.ledger_accounts set name = 'x'",
    "truncate ledger.transfers",
    "create table public.mine (id int)",
    "create temp table mine (id int)",
    "create function public.mine() returns int language sql as 'select 1'",
    "select tenancy.advance_clock('2030-01-01')",
    "select pg_advisory_lock(1)",
    "select pg_notify('jobs:insert', '')",
    "select lo_create(0)",
    "select pg_read_file('/etc/passwd')",
    "copy (select 1) to program 'true'",
  ])("is refused: %s", async (sql) => {
    expect(await refusal(analyst, sql)).toBe("42501");
  });

  test("of a closed tenant reads nothing more, in a session that stands", async () => {
    const closing = await openTenant();
    const name = `analyst_${randomBytes(4).toString("hex")}`;
    await root.query(`create role ${name} login password '${password}' in role tenor_analyst`);
    const operator = closing.as("operator");
    await operator.rows("select tenancy.bind_analyst($1, $2)", [name, closing.slug]);
    const reader = await connect(withLogin(rootUrl, name, password));
    const seen = async () => (await reader.query("select from ledger.ledger_accounts")).rowCount;
    expect(await seen()).not.toBe(0);
    await operator.rows("select tenancy.close_tenant($1, 'Gone')", [closing.tenantId]);
    expect(await seen()).toBe(0);
    await reader.end();
    await root.query(`drop role ${name}`);
  });
});

describe("an analyst who asks for too long", () => {
  test("is ended from outside, whatever he sets; nobody else is", async () => {
    const greedy = await connect(withLogin(rootUrl, login, password));
    greedy.on("error", () => {});
    await greedy.query("set statement_timeout = 0; set work_mem = '1GB'");
    const asked = greedy.query("select pg_sleep(60)").catch((error: DatabaseError) => error.code);
    const other = await connect(gatewayUrl);
    await other.query("begin");
    await new Promise((resolve) => setTimeout(resolve, 300));

    const worker = acme.as("worker", { tenantId: "" });
    const end = "select tenancy.end_long_analyses($1)";
    expect(await worker.value(end, ["1 hour"])).toBe(0);
    expect(await worker.value(end, ["0.2 seconds"])).toBe(1);
    expect(await asked).toBe("57P01");
    expect((await other.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
    await other.query("rollback");
  });

  test("is ended by the platform alone", async () => {
    const end = "select tenancy.end_long_analyses('0 seconds')";
    expect(await acme.as("worker").refusal(end)).toBe("FORBD");
    expect(await acme.as("admin").refusal(end)).toBe("42501");
    expect(await refusal(analyst, end)).toBe("42501");
    expect(await refusal(analyst, "set temp_file_limit = -1")).toBe("42501");
  });
});

describe("a login made for an analyst", () => {
  test("finds the views without their schema, and \\d lists them", async () => {
    const made = { login: `${login}_2`, password, slug: acme.slug };
    await createAnalyst(rootUrl, made);
    const client = new Client({ connectionString: withLogin(rootUrl, made.login, password) });
    await client.connect();
    try {
      const { rows } = await client.query(
        `select array_agg(c.relname::text order by c.relname) as views from pg_class as c
        where c.relkind = 'v' and pg_table_is_visible(c.oid)
          and c.relnamespace <> all ('{pg_catalog,information_schema}'::regnamespace[])`,
      );
      expect(rows[0].views).toContain("invoices");
      expect((await client.query("select * from invoices")).rows).toEqual([]);
      await createAnalyst(rootUrl, { ...made, password: `a new ${password}` });
      await connect(withLogin(rootUrl, made.login, `a new ${password}`));
    } finally {
      await client.end();
    }
  });

  test.each(["tenor_gateway", "tenor_mine", "pg_mine", "Robert", "x".repeat(64), ""])(
    "is none of the house's or the server's, and has a plain name: %s",
    async (name) => {
      await expect(
        createAnalyst(rootUrl, { login: name, password, slug: acme.slug }),
      ).rejects.toThrow("A login has up to 63");
    },
  );

  test("is nobody else's", async () => {
    await root.query(`create role ${login}_3 login`);
    const other = { login: `${login}_3`, password, slug: acme.slug };
    await expect(createAnalyst(rootUrl, other)).rejects.toThrow("which is no analyst's");
    await root.query(`grant tenor_analyst, pg_monitor to ${login}_3`);
    await expect(createAnalyst(rootUrl, other)).rejects.toThrow("which is no analyst's");
  });

  test("has its password in no statement, which a server may log", async () => {
    const said: string[] = [];
    const query = vi.spyOn(Client.prototype, "query");
    await createAnalyst(rootUrl, { login: `${login}_4`, password, slug: acme.slug });
    await admitLogins(rootUrl, { gatewayDatabaseUrl: gatewayUrl });
    for (const call of query.mock.calls) said.push(JSON.stringify(call));
    query.mockRestore();
    expect(said.filter((one) => one.includes("SCRAM-SHA-256$"))).toHaveLength(2);
    expect(said.join()).not.toContain(password);
    expect(said.join()).not.toContain(new URL(gatewayUrl).password);
    await connect(gatewayUrl);
  });
});

describe("the login of the API", () => {
  let gateway: Client;
  beforeAll(async () => {
    gateway = await connect(gatewayUrl);
  });

  test("reads nothing until it has become someone", async () => {
    await gateway.query("select set_config('tenor.tenant_id', $1, false)", [acme.tenantId]);
    for (const table of ["tenancy.tenants", "ledger.ledger_accounts", "events.events"]) {
      expect(await refusal(gateway, `select * from ${table}`)).toBe("42501");
    }
    expect(await refusal(gateway, "select tenancy.now()")).toBe("42501");
    expect(await refusal(gateway, "create temp table mine (id int)")).toBe("42501");
  });

  const OTHERS = ["tenor_owner", "tenor_builder", "tenor_analyst", "postgres"];
  test.each([...OTHERS, "tenor_worker", "tenor_queue", "tenor_trusted", "tenor_migrator"])(
    "never becomes %s",
    async (role) => {
      expect(await refusal(gateway, `set role ${role}`)).toBe("42501");
    },
  );

  test("forgets with its transaction who it was", async () => {
    const who = "select current_user::text as role, current_setting('tenor.tenant_id', true) as id";
    await gateway.query("reset all");
    for (const tenancy of [acme, globex, acme]) {
      await gateway.query("begin");
      await gateway.query(
        "select set_config('role', 'tenor_viewer', true), set_config('tenor.tenant_id', $1, true)",
        [tenancy.tenantId],
      );
      const { rows } = await gateway.query("select id from tenancy.tenants");
      expect(rows).toEqual([{ id: tenancy.tenantId }]);
      await gateway.query("commit");
      expect((await gateway.query(who)).rows).toEqual([{ role: "tenor_gateway", id: "" }]);
      expect(await refusal(gateway, "select id from tenancy.tenants")).toBe("42501");
    }
  });

  test("is no operator by saying so", async () => {
    await gateway.query("begin");
    await gateway.query("set local role tenor_admin");
    await gateway.query("select set_config('tenor.tenant_id', '', true)");
    const { rows } = await gateway.query("select tenancy.is_operator() as yes");
    expect(rows).toEqual([{ yes: false }]);
    expect(await refusal(gateway, "select tenancy.provision_tenant('Mine')")).toBe("42501");
    await gateway.query("rollback");
  });
});

describe("the login of the worker", () => {
  let runner: Client;
  beforeAll(async () => {
    runner = await connect(workerUrl);
  });

  test("reads nothing until it has become someone", async () => {
    await runner.query("select set_config('tenor.tenant_id', $1, false)", [acme.tenantId]);
    for (const table of ["tenancy.tenants", "events.jobs", "graphile_worker._private_jobs"]) {
      expect(await refusal(runner, `select * from ${table}`)).toBe("42501");
    }
  });

  test.each([
    "tenor_owner",
    "tenor_builder",
    "tenor_gateway",
    "tenor_admin",
    "tenor_operator",
    "tenor_edge",
    "tenor_analyst",
    "tenor_migrator",
    "postgres",
  ])("never becomes %s", async (role) => {
    expect(await refusal(runner, `set role ${role}`)).toBe("42501");
  });

  test("as the queue moves jobs, and touches nothing else", async () => {
    await runner.query("set role tenor_queue");
    await runner.query("select count(*) from graphile_worker._private_jobs");
    for (const act of [
      "drop table graphile_worker._private_jobs",
      "alter table graphile_worker._private_jobs disable row level security",
      "create table graphile_worker.mine (id int)",
      "truncate graphile_worker._private_jobs",
      "select * from tenancy.tenants",
      "select tenancy.now()",
      "select * from webhooks.endpoint_secrets",
    ]) {
      expect([act, await refusal(runner, act)]).toEqual([act, "42501"]);
    }
    await runner.query("reset role");
  });
});

describe("no process that stays", () => {
  test.each([
    ["API", () => startApi({ ...config(), gatewayDatabaseUrl: rootUrl })],
    ["worker", () => startWorker({ ...config(), workerDatabaseUrl: rootUrl })],
  ])("goes around the wall: the %s refuses a superuser's address", async (_, start) => {
    await expect(start()).rejects.toThrow(/DATABASE_URL is a superuser's/);
  });

  test.each([
    ["API", () => startApi({ ...config(), gatewayDatabaseUrl: "" })],
    ["worker", () => startWorker({ ...config(), workerDatabaseUrl: "" })],
  ])("makes do with the login of another: the %s", async (_, start) => {
    await expect(start()).rejects.toThrow(/^(GATEWAY|WORKER)_DATABASE_URL is missing\.$/);
  });

  const config = () =>
    loadConfig({
      ...environmentOf({ rootUrl, gatewayUrl, workerUrl }),
      PORT: "0",
      JWT_SECRET: "a key for tests only, of more than 32 characters",
      SECRET_KEY: "a key for tests only, of more than 32 characters",
      LOG_LEVEL: "silent",
    });
});
