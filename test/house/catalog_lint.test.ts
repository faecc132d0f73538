import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { ask } from "./catalogue.ts";
import { CONTEXTS } from "./floors.ts";

interface Finding extends Record<string, unknown> {
  lvl: "ERROR" | "WARN" | "INFO";
  rule: string;
  obj: string;
  detail: string;
}

const lint = fs.readFileSync(path.join(import.meta.dirname, "catalog_lint.sql"), "utf8");
const ROLES = [
  "tenor_viewer",
  "tenor_sales",
  "tenor_finance",
  "tenor_cashier",
  "tenor_tax",
  "tenor_approver",
  "tenor_auditor",
  "tenor_admin",
  "tenor_operator",
  "tenor_worker",
  "tenor_analyst",
  "tenor_api",
  "tenor_gateway",
  "tenor_runner",
  "tenor_migrator",
  "tenor_edge",
  "tenor_queue",
  "tenor_trusted",
];

// What the lint warns of and we keep, each with its reason. Rule and object, as the lint says them.
const KEPT: Record<string, string> = {};

const findings = await ask<Finding>(lint, [CONTEXTS, ROLES, "tenant_id"]);
const said = (level: Finding["lvl"]) =>
  findings.filter((it) => it.lvl === level).map((it) => `${it.rule} ${it.obj} ${it.detail}`.trim());

describe("the wall, by the rules of the lint", () => {
  test("has no hole", () => {
    expect(said("ERROR")).toEqual([]);
  });

  test("warns of nothing but what is kept with a reason", async () => {
    // L23 looks at every database of the server; ours alone is ours to close.
    const ours = said("WARN").filter((it) => !it.startsWith("L23 "));
    expect(ours.filter((it) => !(it in KEPT))).toEqual([]);
    const open = "has_database_privilege('public', current_database(), 'connect')";
    expect(await ask(`select ${open} as open`)).toEqual([{ open: false }]);
  });
});

describe("what PUBLIC may run", () => {
  test("holds no lock, no large object and no other session's end", async () => {
    const open = await ask(
      `select p.oid::regprocedure::text as function from pg_proc as p
      where p.pronamespace = 'pg_catalog'::regnamespace
        and (p.proname ~ '^pg_(try_)?advisory_' or p.proname ~ '^lo_' or p.proname in (
          'pg_notify', 'pg_export_snapshot', 'pg_logical_emit_message', 'pg_cancel_backend',
          'pg_terminate_backend'))
        and has_function_privilege('tenor_analyst', p.oid, 'execute')`,
    );
    expect(open).toEqual([]);
  });

  test("is none of our functions", async () => {
    const open = await ask(
      `select signature from house_functions
      where has_function_privilege('public', oid, 'execute')`,
    );
    expect(open).toEqual([]);
  });
});

describe("roles", () => {
  test("none may step over the wall but the builder, who never logs in", async () => {
    const found = await ask(
      `select rolname::text as name from pg_roles
      where rolname ~ '^tenor_' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb
        or rolreplication)`,
    );
    expect(found).toEqual([{ name: "tenor_builder" }]);
  });

  test("one logs in for each kind of process, inherits nothing and owns nothing", async () => {
    const found = await ask(
      `select r.rolname::text as name, r.rolinherit as inherits,
        exists (select from pg_shdepend as d where d.refobjid = r.oid and d.deptype = 'o') as owns
      from pg_roles as r where r.rolname ~ '^tenor_' and r.rolcanlogin
      order by r.rolname`,
    );
    const logins = ["tenor_gateway", "tenor_migrator", "tenor_runner"];
    expect(found).toEqual(logins.map((name) => ({ name, inherits: false, owns: false })));
  });

  test("who logs in is granted nothing but to enter and to become another", async () => {
    const found = await ask(
      `select d.classid::regclass::text as catalogue, d.objid::int as object
      from pg_shdepend as d
      join pg_roles as r on r.oid = d.refobjid and r.rolcanlogin and r.rolname ~ '^tenor_'
      where d.classid <> 'pg_database'::regclass and d.deptype <> 'o'
        and (d.dbid = 0 or d.dbid = (
          select oid from pg_database where datname = current_database()))
        and d.classid <> 'pg_auth_members'::regclass`,
    );
    expect(found).toEqual([]);
  });
});
