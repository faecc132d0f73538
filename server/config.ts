// The one place where the environment is read. A wrong value stops the start with a sentence
// that names the variable.
import path from "node:path";
import { z } from "zod";
import { keepSecret } from "./postgres/secrets.ts";

export class ConfigError extends Error {
  override name = "ConfigError";
}

const text = z.string().trim().min(1);
const url = z.url({ protocol: /^https?$/, error: "must be an http or https URL" });
const postgresUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: "must be a URL like postgres://user:password@host:5432/database",
});
const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .pipe(z.number().min(least, `must be at least ${least}`).max(most, `must be at most ${most}`));
const flag = z
  .enum(["true", "false", "on", "off", "1", "0"], { error: "must be true or false" })
  .transform((word) => ["true", "on", "1"].includes(word));

const Environment = z.object({
  PORT: whole(0, 65535).default(5177),
  HOST: text.default("127.0.0.1"),
  PUBLIC_URL: url.transform((given) => given.replace(/\/+$/, "")).optional(),
  DATABASE_URL: postgresUrl.optional(),
  MIGRATION_DATABASE_URL: postgresUrl.optional(),
  GATEWAY_DATABASE_URL: postgresUrl.optional(),
  WORKER_DATABASE_URL: postgresUrl.optional(),
  READ_DATABASE_URL: postgresUrl.optional(),
  TENOR_DATA_DIR: text.default(".data"),
  JWT_SECRET: z.string().min(32, "must have at least 32 characters").optional(),
  JWT_JWKS_URL: url.optional(),
  JWT_AUDIENCE: text.default("tenor"),
  JWT_ISSUER: text.optional(),
  TOKEN_MAX_AGE_HOURS: whole(1, 24 * 365).default(24),
  SECRET_KEY: z.string().min(32, "must have at least 32 characters").optional(),
  SECRET_KEYS_PREVIOUS: z
    .string()
    .transform((list) => list.split(","))
    .pipe(
      z.array(z.string().min(32, "must be keys of at least 32 characters, with commas between")),
    )
    .default([]),
  AUTH_SERVER_URL: url.optional(),
  POSTMARK_SERVER_TOKEN: text.optional(),
  POSTMARK_BASE_URL: url.default("https://api.postmarkapp.com"),
  MAIL_FROM: text.default("Tenor <billing@tenor.example>"),
  STRIPE_SECRET_KEY: text.optional(),
  STRIPE_WEBHOOK_SECRET: text.optional(),
  STRIPE_API_BASE: url.default("https://api.stripe.com"),
  S3_ENDPOINT: url.optional(),
  S3_REGION: text.default("us-east-1"),
  S3_BUCKET: text.optional(),
  S3_ACCESS_KEY_ID: text.optional(),
  S3_SECRET_ACCESS_KEY: text.optional(),
  FX_RATES_URL: url.optional(),
  WORKER_CONCURRENCY: whole(1, 64).default(4),
  PDF_THREADS: whole(1, 16).default(2),
  RATE_LIMIT_PER_MINUTE: whole(0, 10_000_000).default(6000),
  RATE_LIMIT_ANONYMOUS_PER_MINUTE: whole(0, 10_000_000).default(300),
  TRUST_PROXY_HOPS: whole(0, 10).default(0),
  CORS_ORIGINS: z
    .string()
    .transform((list) => list.split(",").map((origin) => origin.trim()))
    .pipe(z.array(z.url({ protocol: /^https?$/, error: "must be a list of origins" })))
    .default([]),
  INTROSPECTION: flag.optional(),
  ALLOW_LOOPBACK_WEBHOOKS: flag.default(false),
  AUDIT_HEADS_DIR: text.optional(),
  BACKUP_DIR: text.transform((given) => path.resolve(given)).optional(),
  SECURITY_LOG: text.optional(),
  OPERATIONS_TOKEN: z.string().min(16, "must have at least 16 characters").optional(),
  WORKER_ALIVE_FILE: text.optional(),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"], {
      error: "must be fatal, error, warn, info, debug, trace or silent",
    })
    .default("info"),
});

/** The variables that are read. */
export const VARIABLES = Object.keys(Environment.shape);

type Read = z.infer<typeof Environment>;
type CamelCase<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Lowercase<Head>}${Capitalize<CamelCase<Tail>>}`
  : Lowercase<S>;

// What the environment says, in camelCase: PDF_THREADS is pdfThreads.
type Values = { [Name in keyof Read as CamelCase<Name>]: Read[Name] };

export type DatabaseUrl =
  "databaseUrl" | "migrationDatabaseUrl" | "gatewayDatabaseUrl" | "workerDatabaseUrl";

export interface Config extends Omit<
  Values,
  DatabaseUrl | "tenorDataDir" | "auditHeadsDir" | "introspection"
> {
  // True when this machine runs its own Postgres under dataDir.
  embedded: boolean;
  // Where files are kept; absolute.
  dataDir: string;
  // Where the heads of audit chains are kept: beside the data, so that who loses one has the other.
  auditHeadsDir: string;
  // The administrator's login, who makes roles and logins: a superuser, or the database's owner. No
  // process that stays has it. Like the others, empty where it was not given; those of an embedded
  // server are known once it has started.
  databaseUrl: string;
  // The logins of migrations, API and worker.
  migrationDatabaseUrl: string;
  gatewayDatabaseUrl: string;
  workerDatabaseUrl: string;
  // Whether GraphQL tells its schema; not in production, unless told to.
  introspection: boolean;
}

export interface LoadOptions {
  // False for commands that neither make nor check tokens: then no key is asked for.
  signsTokens?: boolean;
  // False for one that needs the secrets of a data directory as they are: then none is made.
  makesSecrets?: boolean;
}

export function loadConfig(
  env: Record<string, string | undefined> = process.env,
  { signsTokens = true, makesSecrets = true }: LoadOptions = {},
): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([name, value]) => name in Environment.shape && value !== ""),
  );
  const result = Environment.safeParse(given);
  if (!result.success) throw new ConfigError(sentence(result.error));

  const { TENOR_DATA_DIR, ...rest } = result.data;
  const dataDir = path.resolve(TENOR_DATA_DIR);
  const urls = {
    databaseUrl: rest.DATABASE_URL ?? "",
    migrationDatabaseUrl: rest.MIGRATION_DATABASE_URL ?? "",
    gatewayDatabaseUrl: rest.GATEWAY_DATABASE_URL ?? "",
    workerDatabaseUrl: rest.WORKER_DATABASE_URL ?? "",
  };
  const embedded = Object.values(urls).every((url) => url === "");
  checkCombinations(rest);
  const secretsDir = embedded && makesSecrets ? dataDir : undefined;
  const key = tokenKey(rest, secretsDir);
  if (signsTokens && key === undefined && rest.JWT_JWKS_URL === undefined) {
    throw new ConfigError("JWT_SECRET is missing: set it (32 characters or more) or JWT_JWKS_URL.");
  }
  const read = camelCased(rest);
  return {
    ...read,
    embedded,
    dataDir,
    auditHeadsDir: path.resolve(rest.AUDIT_HEADS_DIR ?? `${dataDir}-audit-heads`),
    ...urls,
    jwtSecret: key,
    secretKey: rest.SECRET_KEY ?? (secretsDir && keepSecret(secretsDir, "secret_key")),
    introspection: rest.INTROSPECTION ?? env["NODE_ENV"] !== "production",
  };
}

type Names = Omit<Read, "TENOR_DATA_DIR">;

function tokenKey(read: Names, dataDir: string | undefined): string | undefined {
  if (read.JWT_SECRET !== undefined || read.JWT_JWKS_URL !== undefined) return read.JWT_SECRET;
  return dataDir === undefined ? undefined : keepSecret(dataDir, "jwt");
}

function checkCombinations(read: Names): void {
  if (read.JWT_SECRET !== undefined && read.JWT_JWKS_URL !== undefined) {
    throw new ConfigError("JWT_SECRET and JWT_JWKS_URL are both set: tokens have one source.");
  }
  if (read.STRIPE_SECRET_KEY !== undefined && read.STRIPE_WEBHOOK_SECRET === undefined) {
    throw new ConfigError(
      "STRIPE_WEBHOOK_SECRET is missing: with STRIPE_SECRET_KEY set, Stripe's news must be checked.",
    );
  }
  const bucket = [read.S3_BUCKET, read.S3_ACCESS_KEY_ID, read.S3_SECRET_ACCESS_KEY];
  if (bucket.some((value) => value !== undefined) && bucket.includes(undefined)) {
    throw new ConfigError(
      "S3_BUCKET, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY belong together: set all or none.",
    );
  }
}

function sentence(error: z.ZodError): string {
  const issue = error.issues[0];
  return `${String(issue?.path[0])} ${issue?.message ?? "is not valid"}.`;
}

function camelCased(read: Names): Omit<Values, "tenorDataDir"> {
  const entries = Object.entries(read).map(([name, value]) => [
    name.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
    value,
  ]);
  return Object.fromEntries(entries);
}
