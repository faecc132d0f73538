// Who stands before a fault holds on to the words of docs/operations.md: each that is set as code
// stands in the sources too.
import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../../server/postgres/definitions.ts";

const read = (file: string) => fs.readFileSync(path.join(ROOT, file), "utf8");
const page = read("docs/operations.md");
const SOURCES = ["server", "tasks", "db", "docker-compose.yml", "docs/openapi.json", ".gmrc"];
// Words of Postgres, of Node and of the network, which are nobody's here.
const OF_OTHERS =
  /^(pg_|archive_|basic_archive|restore_command|recovery|base\.tar|max_connections|process_|nodejs_|canceling|password auth|x-request-id|POST$|SIGTERM$)/;

const sources = SOURCES.flatMap((at) => filesBelow(at)).map(read);

function filesBelow(at: string): string[] {
  if (!fs.statSync(path.join(ROOT, at)).isDirectory()) return [at];
  return fs
    .readdirSync(path.join(ROOT, at), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(ts|sql)$/.test(file))
    .map((file) => path.join(at, file));
}

const spans = [
  ...new Set([...page.replace(/^```[^]*?^```/gm, "").matchAll(/`([^`\n]+)`/g)].map((it) => it[1]!)),
].filter((it) => !OF_OTHERS.test(it));

/** As it stands in the sources: a script by its name, an address by the API document. */
function inSources(span: string): boolean {
  const [, script] = /^npm run ([\w:]+)/.exec(span) ?? [];
  if (script !== undefined) return script in JSON.parse(read("package.json")).scripts;
  const address = span.replace(/^POST /, "").replace(/\?.*/, "");
  if (address.startsWith("/api/")) return addresses.has(address);
  if (/^(docker|npm|test\/|\w+\/$)/.test(span)) return true;
  return sources.some((text) => text.includes(span.replace(/^(\w+)="(\w+)"$/, "$2")));
}

const { paths } = JSON.parse(read("docs/openapi.json")) as { paths: Record<string, unknown> };
const addresses = new Set(
  Object.keys(paths).map((it) => (it.startsWith("/api") ? it : `/api${it}`)),
);

test("every word that is set as code stands in the sources", () => {
  expect(spans.length).toBeGreaterThan(100);
  expect(spans.filter((span) => !inSources(span))).toEqual([]);
});

test("files that it names are there", () => {
  const named = [...page.matchAll(/`(test\/[\w./]+)`|\]\((?:\.\.\/)([\w./]+)/g)];
  const missing = named.map(([, one, other]) => one ?? other!).filter((it) => !isThere(it));
  expect(missing).toEqual([]);
});

const isThere = (file: string) => fs.existsSync(path.join(ROOT, file));
