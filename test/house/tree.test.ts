// What may stand in no file of the repository.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../../server/postgres/definitions.ts";

const BINARY = /\.(ttf|br|png|jpe?g|ico|woff2?|pdf|gz)$/;
const SKIPPED = new Set([".git", "node_modules", ".data", ".bench", "coverage"]);
const SELF = path.relative(ROOT, import.meta.filename);

const files = filesBelow("").filter((file) => !BINARY.test(file) && file !== SELF);

function filesBelow(folder: string): string[] {
  return fs.readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (SKIPPED.has(entry.name) || entry.isSymbolicLink()) return [];
    return entry.isDirectory() ? filesBelow(file) : [file];
  });
}

function linesWith(pattern: RegExp, among = files): string[] {
  return among.flatMap((file) =>
    fs
      .readFileSync(path.join(ROOT, file), "utf8")
      .split("\n")
      .flatMap((line, i) =>
        pattern.test(line) ? [`${file}:${i + 1}: ${line.slice(0, 120)}`] : [],
      ),
  );
}

test("no path of somebody's machine", () => {
  expect(linesWith(/(?<![\w.$}])\/(work|home|root|Users)\/[\w.-]+/)).toEqual([]);
});

test("no registry, so that the lock file serves everywhere", () => {
  expect(linesWith(/registry\.npmjs|npm\.pkg\.|artifactory|verdaccio|"resolved":/)).toEqual([]);
});

test("nothing left to do", () => {
  expect(
    linesWith(
      /\b(TODO|FIXME|HACK)\b/,
      files.filter((it) => /\.(ts|tsx|sql)$/.test(it)),
    ),
  ).toEqual([]);
});

test("no secret of a real service", () => {
  const KEYS =
    /\b(sk_live_\w{8}|AKIA[A-Z0-9]{16}|xox[bp]-\w{8}|gh[pousr]_\w{20})|BEGIN [A-Z ]*PRIVATE KEY/;
  expect(linesWith(KEYS)).toEqual([]);
});

test("a page leads to pages that are there", () => {
  const broken = files
    .filter((file) => file.endsWith(".md"))
    .flatMap((file) => {
      const text = fs.readFileSync(path.join(ROOT, file), "utf8");
      const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
      return targets
        .filter((target) => !/^([a-z]+:|#|\/)/.test(target))
        .map((target) => target.split("#")[0] ?? "")
        .filter((target) => !fs.existsSync(path.join(ROOT, path.dirname(file), target)))
        .map((target) => `${file}: ${target}`);
    });
  expect(broken).toEqual([]);
});

test("no link that leads out of the tree", () => {
  const links = execFileSync(
    "find",
    [".", "-name", "node_modules", "-prune", "-o", "-type", "l", "-print"],
    {
      cwd: ROOT,
      encoding: "utf8",
    },
  );
  const outside = links
    .split("\n")
    .filter((link) => link && !link.startsWith("./.git/") && !link.startsWith("./.data/"))
    .filter((link) => !fs.realpathSync(path.join(ROOT, link)).startsWith(fs.realpathSync(ROOT)));
  expect(outside).toEqual([]);
});
