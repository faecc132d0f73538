import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { contexts, DB, dbFiles, includesOf, withoutStrings, type DbFile } from "./db_files.ts";

const FOLDERS = ["types", "tables", "views", "commands", "queries", "internal", "watches", "data"];

const CREATED =
  /\bcreate (?:or replace )?(table|function|procedure|view|materialized view|type|domain|trigger|schema|sequence|aggregate)\s+(?:if not exists\s+)?"?(\w+)"?(?:\."?(\w+)"?)?/g;

interface Created {
  kind: string;
  schema: string;
  name: string;
}

function createdIn(file: DbFile): Created[] {
  return [...withoutStrings(file.code).matchAll(CREATED)].map(
    ([, kind = "", first = "", second]) => ({
      kind,
      schema: second === undefined ? "" : first,
      name: second ?? first,
    }),
  );
}

// What a file of the folder creates, by its own name, beside what belongs to it.
const HOLDS: Record<string, { main: string[]; beside: string[] }> = {
  types: { main: ["type", "domain"], beside: [] },
  tables: { main: ["table"], beside: ["trigger"] },
  views: { main: ["view", "materialized view"], beside: ["trigger"] },
  commands: { main: ["function"], beside: [] },
  queries: { main: ["function"], beside: [] },
  internal: { main: ["function"], beside: [] },
};

test.each(contexts)("%s has its README, its schema and its index", (context) => {
  const found = fs.readdirSync(path.join(DB, context)).filter((name) => !FOLDERS.includes(name));
  expect(found.sort()).toEqual(["README.md", "index.sql", "schema.sql"]);
});

test.each(contexts)("%s/index.sql lists every file of its folder once", (context) => {
  const files = dbFiles.filter((it) => it.context === context && it.name !== "index");
  expect(includesOf(`${context}/index.sql`).sort()).toEqual(files.map((it) => it.path).sort());
});

test("every file has a folder that says what it is", () => {
  const lost = dbFiles.filter((it) => it.folder !== "" && !FOLDERS.includes(it.folder));
  expect(lost.map((it) => it.path)).toEqual([]);
});

test("one object a file, and the file is called what the object is called", () => {
  const wrong = dbFiles.flatMap((file) => {
    const rule = HOLDS[file.folder];
    if (!rule) return [];
    const created = createdIn(file);
    const names = created.filter((it) => rule.main.includes(it.kind));
    const others = created.filter(
      (it) => !rule.main.includes(it.kind) && !rule.beside.includes(it.kind),
    );
    const isOne =
      names.length > 0 && names.every((it) => it.schema === file.context && it.name === file.name);
    // The same name twice is an overload: one object to a reader.
    return isOne && others.length === 0 ? [] : [file.path];
  });
  expect(wrong).toEqual([]);
});

test("a watch holds triggers on a lower table, and their functions", () => {
  const wrong = dbFiles
    .filter((file) => file.folder === "watches")
    .flatMap((file) =>
      createdIn(file)
        .filter(({ kind, schema, name }) =>
          kind === "function"
            ? schema !== file.context || !name.startsWith("tg_")
            : kind !== "trigger",
        )
        .map(({ name }) => `${file.path}: ${name}`),
    );
  expect(wrong).toEqual([]);
});

test("a schema file makes its schema and says who may enter", () => {
  const wrong = dbFiles
    .filter((file) => file.folder === "" && file.name === "schema")
    .filter(
      (file) =>
        !file.code.includes(`comment on schema ${file.context} is`) ||
        createdIn(file).some((it) => it.kind !== "schema" || it.name !== file.context),
    );
  expect(wrong.map((it) => it.path)).toEqual([]);
});

test("trigger functions are internal", () => {
  const wrong = dbFiles.filter(
    (file) => file.name.startsWith("tg_") && !["internal", "watches"].includes(file.folder),
  );
  expect(wrong.map((it) => it.path)).toEqual([]);
});

test("SQL fits on the page", () => {
  const wrong = dbFiles.flatMap((file) =>
    fs
      .readFileSync(path.join(DB, file.path), "utf8")
      .split("\n")
      .flatMap((line, i) =>
        line.length > 100 || /\t|\s$/.test(line) ? [`${file.path}:${i + 1}`] : [],
      ),
  );
  expect(wrong).toEqual([]);
});

test("everything in db/ can be run twice", () => {
  const wrong = dbFiles.flatMap((file) =>
    [...withoutStrings(file.code).matchAll(/^create (?!or replace )(?!policy )(.*)$/gm)]
      .map((it) => it[1] ?? "")
      .filter((rest) => !/^(unique )?\w+( view)? if not exists /.test(rest))
      .map((rest) => `${file.path}: create ${rest}`),
  );
  expect(wrong).toEqual([]);
});
