import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { loadConfig } from "../../server/config.ts";

const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "tenor-config-"));
afterAll(() => fs.rmSync(dataDir, { recursive: true }));

const own = { TENOR_DATA_DIR: dataDir };
const server = {
  ...own,
  DATABASE_URL: "postgres://owner@db/tenor",
  GATEWAY_DATABASE_URL: "postgres://tenor_gateway@db/tenor",
  JWT_SECRET: "0123456789012345678901234567890123456789",
};

test("an empty environment means an embedded Postgres and the defaults", () => {
  const config = loadConfig(own);
  expect(config).toMatchObject({ embedded: true, port: 5177, jwtAudience: "tenor", dataDir });
  expect(config.stripeSecretKey).toBeUndefined();
});

test("the key nobody chose is made once and readable by its owner only", () => {
  const key = loadConfig(own).jwtSecret;
  expect(key).toHaveLength(43);
  expect(loadConfig(own).jwtSecret).toBe(key);
  expect(fs.statSync(path.join(dataDir, "secrets/jwt")).mode & 0o777).toBe(0o600);
});

test("GraphQL tells its schema, but in production only when asked to", () => {
  expect(loadConfig(own).introspection).toBe(true);
  const production = { ...own, NODE_ENV: "production" };
  expect(loadConfig(production).introspection).toBe(false);
  expect(loadConfig({ ...production, INTROSPECTION: "on" }).introspection).toBe(true);
  expect(loadConfig({ ...own, INTROSPECTION: "off" }).introspection).toBe(false);
});

test("an empty variable is as good as none", () => {
  expect(loadConfig({ ...own, PORT: "", JWT_ISSUER: "" })).toMatchObject({ port: 5177 });
});

describe("a wrong value stops the start with a sentence that names the variable", () => {
  test.each([
    ["PORT", "http"],
    ["PORT", "70000"],
    ["DATABASE_URL", "localhost"],
    ["DATABASE_URL", "mysql://localhost/tenor"],
    ["READ_DATABASE_URL", "5432"],
    ["JWT_SECRET", "short"],
    ["JWT_JWKS_URL", "file:///etc/passwd"],
    ["STRIPE_API_BASE", "stripe"],
    ["WORKER_CONCURRENCY", "0"],
    ["PDF_THREADS", "-1"],
    ["RATE_LIMIT_PER_MINUTE", "many"],
    ["TRUST_PROXY_HOPS", "true"],
    ["INTROSPECTION", "perhaps"],
    ["PUBLIC_URL", "/billing"],
    ["OPERATIONS_TOKEN", "short"],
    ["LOG_LEVEL", "loud"],
  ])("%s=%s", (name, value) => {
    expect(() => loadConfig({ ...server, [name]: value })).toThrow(new RegExp(`^${name} .+\\.$`));
  });

  test("no key for tokens beside a database of one's own", () => {
    expect(() => loadConfig({ ...server, JWT_SECRET: undefined })).toThrow(
      /^JWT_SECRET is missing/,
    );
  });

  test("Stripe without the key to its news", () => {
    const env = { ...server, STRIPE_SECRET_KEY: "sk_test_1" };
    expect(() => loadConfig(env)).toThrow(/^STRIPE_WEBHOOK_SECRET is missing/);
  });

  test("half a bucket", () => {
    expect(() => loadConfig({ ...server, S3_BUCKET: "files" })).toThrow(/^S3_BUCKET, /);
  });
});
