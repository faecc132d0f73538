// The worked examples are the contract: where the originals are at hand, ours are their copies.
import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

const here = import.meta.dirname;
const originals = path.resolve(here, "../../../shared/vectors");
const names = fs.readdirSync(here).filter((name) => name.endsWith(".json"));

test.runIf(fs.existsSync(originals))("our copies are the originals", () => {
  const given = fs.readdirSync(originals).filter((name) => names.includes(name));
  expect(given.length).toBeGreaterThan(0);
  for (const name of given) {
    expect(fs.readFileSync(path.join(here, name), "utf8"), name).toBe(
      fs.readFileSync(path.join(originals, name), "utf8"),
    );
  }
});

describe.each(names)("%s", (name) => {
  const examples: Record<string, unknown>[] = JSON.parse(
    fs.readFileSync(path.join(here, name), "utf8"),
  );

  test("each example has a name, a reason, a question and an answer", () => {
    for (const example of examples) {
      expect(example).toEqual(
        expect.objectContaining({
          id: expect.any(String),
          given: expect.anything(),
          expect: expect.anything(),
        }),
      );
    }
    const ids = examples.map((it) => it.id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
