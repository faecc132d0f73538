// The compose file is one that compose takes, hands each process what it reads, and watches what it
// says it watches. The schema in compose_spec/ is that of github.com/compose-spec/compose-spec, commit
// a08f8d5 (2025-10-28), under the Apache License 2.0.
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { VARIABLES } from "../../server/config.ts";
import { ROOT } from "../../server/postgres/definitions.ts";

const text = fs.readFileSync(path.join(ROOT, "docker-compose.yml"), "utf8");

interface Service {
  image?: string;
  environment?: Record<string, unknown>;
  healthcheck?: { test: string[] };
}

const services = (parse(text, { merge: true }) as { services: Record<string, Service> }).services;
// Of this image; the others are other people's.
const ours = Object.entries(services).filter(([, { image }]) => image === "tenor");

const { $schema: _dialect, ...schema } = JSON.parse(
  fs.readFileSync(path.join(import.meta.dirname, "compose_spec/compose-spec.json"), "utf8"),
);
const ajv = new Ajv({ strict: false });
(addFormats as unknown as (to: Ajv) => void)(ajv);
ajv.addFormat("duration", /^(\d+(\.\d+)?(h|ms|us|ns|m|s))+$/);
const isCompose = ajv.compile(schema);

test("it is valid by the published schema", () => {
  isCompose(parse(text, { merge: true }));
  expect(isCompose.errors ?? []).toEqual([]);
});

test("a mapping where a word belongs is not", () => {
  const unquoted = text.replace(/- 'fetch\(.*\)'$/m, "- fetch(it).then(0 ? 1: 2)");
  expect(unquoted).not.toBe(text);
  expect(isCompose(parse(unquoted, { merge: true }))).toBe(false);
});

// What a process has no business with: the logins of others, and what is another's to read.
const OF_THE_API = [
  "GATEWAY_DATABASE_URL",
  "READ_DATABASE_URL",
  "JWT_SECRET",
  "JWT_JWKS_URL",
  "JWT_AUDIENCE",
  "JWT_ISSUER",
  "TOKEN_MAX_AGE_HOURS",
  "AUTH_SERVER_URL",
  "PUBLIC_URL",
  "TRUST_PROXY_HOPS",
  "CORS_ORIGINS",
  "RATE_LIMIT_PER_MINUTE",
  "RATE_LIMIT_ANONYMOUS_PER_MINUTE",
  "INTROSPECTION",
  "SECURITY_LOG",
  "OPERATIONS_TOKEN",
];
const OF_THE_WORKER = [
  "WORKER_DATABASE_URL",
  "WORKER_CONCURRENCY",
  "AUDIT_HEADS_DIR",
  "WORKER_ALIVE_FILE",
];
// Backups are taken beside the platform, not by it.
const OF_BACKUPS = ["BACKUP_DIR"];
const OF_MIGRATIONS = ["DATABASE_URL", "MIGRATION_DATABASE_URL"];
const ADDRESSES = VARIABLES.filter((it) => /^(\w+_)?DATABASE_URL$/.test(it));
const WITHHELD: Record<string, string[]> = {
  api: [...OF_MIGRATIONS, ...OF_THE_WORKER, ...OF_BACKUPS],
  worker: [...OF_MIGRATIONS, ...OF_THE_API, ...OF_BACKUPS],
  // They need the addresses of all, whose logins they make, but for the replica's.
  migrate: VARIABLES.filter((it) => !ADDRESSES.includes(it) || it === "READ_DATABASE_URL"),
};

test.each(ours)("%s is handed every variable that is read", (name, { environment = {} }) => {
  const image = fs.readFileSync(path.join(ROOT, "Dockerfile"), "utf8");
  const [, ofTheImage = ""] = /^ENV (.*)$/m.exec(image) ?? [];
  const built = ofTheImage.match(/\w+(?==)/g)!;
  const given = [...Object.keys(environment), ...built];
  const missing = VARIABLES.filter((it) => !given.includes(it));
  const withheld = WITHHELD[name]!.filter((it) => !built.includes(it));
  expect(missing).toEqual(VARIABLES.filter((it) => withheld.includes(it)));
});

// Whoever sets it says so; what is set to nothing is as good as not set.
test("what may be chosen is taken from the environment under its own name", () => {
  const chosen = ours.flatMap(([, { environment = {} }]) => Object.entries(environment));
  for (const [name, value] of chosen) {
    for (const [, taken] of String(value).matchAll(/\$\{(\w+):-/g)) expect(taken).toBe(name);
  }
});

async function checkWorker(file: string): Promise<number> {
  const [, command = "", ...args] = services["worker"]!.healthcheck!.test;
  const child = spawn(command === "node" ? process.execPath : command, args, {
    cwd: ROOT,
    env: { ...process.env, WORKER_ALIVE_FILE: file },
    stdio: "ignore",
  });
  const [code] = await once(child, "exit");
  return code;
}

test("the worker is well while it writes its file anew, and not without one", async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "tenor-alive-"));
  try {
    const [fresh, stale] = [path.join(folder, "fresh"), path.join(folder, "stale")];
    fs.writeFileSync(fresh, "");
    fs.writeFileSync(stale, "");
    const before = new Date(Date.now() - 120_000);
    fs.utimesSync(stale, before, before);
    expect(await checkWorker(fresh)).toBe(0);
    expect(await checkWorker(stale)).toBe(1);
    expect(await checkWorker(path.join(folder, "none"))).toBe(1);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});
