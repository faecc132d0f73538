// Words that other people's programs hold on to, and the pages that list them.
import { describe, expect, test } from "vitest";
import { ask, names } from "./catalogue.ts";
import { contexts, dbFiles, read, withoutDescriptions } from "./db_files.ts";
import { CONTEXTS, FLOORS } from "./floors.ts";

const readme = read("README.md");

describe("error codes", () => {
  interface Code extends Record<string, unknown> {
    code: string;
    word: string;
    http_status: number;
    meaning: string;
  }
  const listed = ask<Code>("select * from kernel.error_codes");

  test("stand in db/README.md as they stand in kernel.error_codes", async () => {
    const rows = [...readme.matchAll(/^\| ([A-Z]{5}) \| (\w+) \| (\d+) \| (.+) \|$/gm)].map(
      ([, code, word, status, meaning]) => ({ code, word, http_status: Number(status), meaning }),
    );
    expect(rows).toEqual(await listed);
  });

  test("are five capitals, one word each", async () => {
    const codes = await listed;
    for (const { code } of codes) expect(code).toMatch(/^[A-Z]{5}$/);
    for (const key of ["code", "word"] as const) {
      expect(new Set(codes.map((it) => it[key])).size).toBe(codes.length);
    }
  });

  test("are the only ones that commands refuse with", async () => {
    const known = (await listed).map((it) => it.code);
    const used = dbFiles.flatMap((file) =>
      [...file.code.matchAll(/kernel\.fail\(\s*'([^']*)'/g)].map((it) => it[1] ?? ""),
    );
    expect(used.length).toBeGreaterThan(0);
    expect([...new Set(used)].filter((code) => !known.includes(code))).toEqual([]);
  });
});

test("the floors in db/README.md are those of the test", () => {
  const picture = [...readme.matchAll(/^ (\d) {2}((?:[a-z]+ )+) +\S/gm)].map(
    ([, floor, names]) => ({
      floor: Number(floor),
      names: (names ?? "").trim().split(" "),
    }),
  );
  expect(picture.sort((a, b) => a.floor - b.floor).map((it) => it.names)).toEqual(FLOORS);
});

test("a context's README says what it owns and what not", () => {
  for (const context of contexts) {
    const page = read(`${context}/README.md`);
    expect(page, context).toMatch(new RegExp(`^# ${context}\n+[A-Z][^\n]+`));
    expect(page, context).toMatch(/^\*\*Owns\*\*/m);
    expect(page, context).toMatch(/^\*\*Does not own\*\*/m);
  }
});

describe("events", () => {
  // Beside them, what the security log calls things that happen to whoever may come in.
  const SECURITY = [
    "analyst.bound",
    "analyst.unbound",
    "tokens.withdrawn",
    "secret.rotated",
    "delivery.replayed",
    "keys.rotated",
    "document.restored",
    "document.damaged",
  ];

  test("are noun.past_participle, and on the list", async () => {
    const promised = [...(await names("select type from events.event_types")), ...SECURITY];
    const said = dbFiles.flatMap((file) =>
      [...withoutDescriptions(file.code).matchAll(/'([a-z_]+)\.([a-z_]+)'/g)]
        .filter(([, noun = ""]) => ![...CONTEXTS, "tenor", "graphile_worker"].includes(noun))
        .map(([, noun = "", verb = ""]) => ({ file: file.path, noun, verb })),
    );
    expect(said.length).toBeGreaterThan(0);
    expect(said.filter(({ noun, verb }) => !promised.includes(`${noun}.${verb}`))).toEqual([]);
  });
});
