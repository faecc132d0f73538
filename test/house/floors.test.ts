import { expect, test } from "vitest";
import { names } from "./catalogue.ts";
import { contexts, dbFiles, includesOf, withoutDescriptions } from "./db_files.ts";
import { CONTEXTS, floorOf } from "./floors.ts";

test("a context is born here alone", () => {
  expect(contexts.filter((context) => floorOf(context) < 0)).toEqual([]);
  expect(new Set(CONTEXTS).size).toBe(CONTEXTS.length);
});

test("db/index.sql names every context once, from the ground up", () => {
  const listed = includesOf("index.sql").map((file) => /^(\w+)\/index\.sql$/.exec(file)?.[1] ?? "");
  expect([...listed].sort()).toEqual(contexts);
  const floors = listed.map(floorOf);
  expect(floors).toEqual([...floors].sort((a, b) => a - b));
});

const OTHERS = ["graphile_worker", "graphile_migrate", "public", "information_schema", "pgtap"];
const named = new RegExp(
  `(?<![\\w.:-])"?(${[...CONTEXTS, ...OTHERS].join("|")})"?\\.(?=["%\\w])`,
  "g",
);

// The queue is spoken to in one place. In public stand extensions and nothing else.
const mayName = (context: string, schema: string) =>
  schema === context ||
  schema === "public" ||
  (schema === "graphile_worker" && context === "events") ||
  (CONTEXTS.includes(schema) && floorOf(schema) < floorOf(context));

test.each(contexts)("%s names only what stands on lower floors", (context) => {
  const climbs = dbFiles
    .filter((file) => file.context === context)
    .flatMap((file) =>
      [...withoutDescriptions(file.code).matchAll(named)]
        .map((it) => it[1] ?? "")
        .filter((schema) => !mayName(context, schema))
        .map((schema) => `${file.path} names ${schema}`),
    );
  expect([...new Set(climbs)]).toEqual([]);
});

test("public holds extensions and nothing else", async () => {
  const found = await names(
    `select coalesce(p.oid::regprocedure::text, c.oid::regclass::text)
    from pg_proc as p
    full join pg_class as c on false
    left join pg_depend as d on d.objid = coalesce(p.oid, c.oid) and d.deptype = 'e'
    where coalesce(p.pronamespace, c.relnamespace) = 'public'::regnamespace and d.objid is null`,
  );
  expect(found).toEqual([]);
});

test("the test sees a climb", () => {
  expect("select * from billing.invoices".match(named)).toEqual(["billing."]);
  expect("execute format('create table audit.%I')".match(named)).toEqual(["audit."]);
});
