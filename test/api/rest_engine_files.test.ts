// Lists as files: all pages under one header, and what of them a spreadsheet would run.
import fs from "node:fs/promises";
import { expect, test } from "vitest";
import type { Shape } from "../../server/rest/answer.ts";
import {
  columnsOf,
  MAX_CSV_ROWS,
  takeFormat,
  withTemporaryFile,
  writeCsv,
} from "../../server/rest/csv_file.ts";
import type { CsvRow } from "../../server/rest/csv_file.ts";
import { rawNumber } from "../../server/rest/json.ts";
import { scalarRule } from "../../server/rest/scalars.ts";

const fileOf = (columns: string[], pages: CsvRow[][]) =>
  withTemporaryFile(async (file) => {
    await writeCsv(file, columns, async (cursor) => {
      const at = Number(cursor ?? 0);
      return { rows: pages[at]!, next: at + 1 < pages.length ? String(at + 1) : null };
    });
    return { file, text: await fs.readFile(file, "utf8") };
  });

test("all pages stand under one header, in the order of the columns", async () => {
  const pages = [[{ b: "x", a: 1 }], [{ a: null, b: true }], [{ a: 2, b: "y", c: "more" }]];
  const { file, text } = await fileOf(["a", "b"], pages);
  expect(text).toBe("a,b\r\n1,x\r\n,true\r\n2,y\r\n");
  await expect(fs.stat(file)).rejects.toThrow("ENOENT");
  expect((await fileOf(["a"], [[]])).text).toBe("a\r\n");
});

test("a text is no formula, and a number stays one", async () => {
  const cells = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", 'a "b", c', "a\nb", "Ünï ✓", "5-3"];
  const { text } = await fileOf(["a"], [cells.map((a) => ({ a }))]);
  expect(text).toBe(
    `a\r\n'=1+1\r\n'+1\r\n'-1\r\n'@x\r\n'\tx\r\n"'\rx"\r\n"a ""b"", c"\r\n"a\nb"\r\nÜnï ✓\r\n5-3\r\n`,
  );
  const numbers = ["-0.10", "12345678901234567890.12", "0.00"].map((a) => ({ a: rawNumber(a) }));
  expect((await fileOf(["a"], [numbers])).text).toBe(
    "a\r\n-0.10\r\n12345678901234567890.12\r\n0.00\r\n",
  );
});

test("too many rows are refused before they are written", async () => {
  const rows = new Array<CsvRow>(MAX_CSV_ROWS + 1).fill({ a: 1 });
  await expect(fileOf(["a"], [rows])).rejects.toMatchObject({ code: "answer_too_large" });
});

test("a format is json or csv, once, and a file has no pages", () => {
  const take = (query: string) => takeFormat(new URLSearchParams(query));
  expect(take("a=1").isCsv).toBe(false);
  expect(take("format=json&limit=2").isCsv).toBe(false);
  const { isCsv, rest } = take("a=1&format=csv");
  expect([isCsv, String(rest)]).toEqual([true, "a=1"]);
  for (const wrong of ["format=xml", "format=", "format=csv&format=csv", "format=csv&limit=1"]) {
    expect(() => take(wrong), wrong).toThrow(expect.objectContaining({ status: 422 }));
  }
});

test("a list of objects in objects is no file", () => {
  const text: Shape = { kind: "scalar", rule: scalarRule("String") };
  const list = (shape: Shape): Shape => ({
    kind: "list",
    hasNulls: false,
    throughNodes: true,
    of: {
      kind: "object",
      name: "Row",
      description: undefined,
      fields: [{ key: "a", shape, isNullable: false, description: undefined }],
    },
  });
  expect(columnsOf("Some", list(text))).toEqual(["a"]);
  for (const shape of [list(list(text)), text]) {
    expect(() => columnsOf("Some", shape)).toThrow("Some has no plain columns");
  }
});
