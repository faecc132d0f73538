// `npm start`: everything on one machine. API and worker are processes of their own, as in
// production: a request that keeps one busy does not hold up the other.
import path from "node:path";
import { loadConfig, type Config } from "../config.ts";
import { openDatabase } from "../postgres/database.ts";
import { migrateDatabase } from "../postgres/migrate.ts";
import { startChild, type Child } from "./child.ts";
import { DEMO_ANALYST, DEMO_SLUG, loadDemo } from "./load_demo.ts";
import { findTenant, hasTenants } from "./find_tenant.ts";
import { mintToken } from "./mint_token.ts";
import { CommandError, run } from "./run.ts";
import { onStopSignals } from "./signals.ts";

const say = (line: string) => console.log(line);

await run(async () => {
  process.umask(0o077);
  const children: Child[] = [];
  const asked = Promise.withResolvers<"asked">();
  let isLeaving = false;
  onStopSignals(
    () => {
      isLeaving = true;
      say("Stopping.");
      asked.resolve("asked");
    },
    () => {
      // Postgres sees its pipe close and stops by itself.
      for (const child of children) child.kill();
      process.exit(1);
    },
  );

  const database = await openDatabase(loadConfig(), say);
  try {
    const { config } = database;
    await migrateDatabase(config);
    if (isLeaving) return;

    const api = startChild("api", environmentOf(config, "api"), say);
    const worker = startChild("worker", environmentOf(config, "worker"), say);
    children.push(api, worker);
    const ended = Promise.race([
      database.ended.then(() => "Postgres has ended."),
      api.ended,
      worker.ended,
    ]);
    const started = await Promise.race([
      Promise.all([api.ready, worker.ready]),
      asked.promise,
      ended.then((reason) => new CommandError(reason)),
    ]);
    if (started === "asked") return;
    if (started instanceof Error) throw started;
    const url = started[0] ?? "";
    if (!(await hasTenants(config.gatewayDatabaseUrl))) {
      const loaded = await Promise.race([loadDemo(config, url), asked.promise]);
      if (loaded === "asked") return;
    }
    await greet(config, url);

    const reason = await Promise.race([asked.promise, ended]);
    if (reason !== "asked") throw new CommandError(reason);
  } finally {
    await Promise.all(children.map((child) => child.stop()));
    await database.stop();
  }
});
// The channels to the children are closed; nothing else is worth waiting for.
process.exit();

// Each process is given what it needs: one login to the database, and the key to what it checks.
function environmentOf(config: Config, name: "api" | "worker"): NodeJS.ProcessEnv {
  const { gatewayDatabaseUrl, workerDatabaseUrl, jwtSecret, secretKey } = config;
  const {
    DATABASE_URL: _admin,
    MIGRATION_DATABASE_URL: _migrator,
    GATEWAY_DATABASE_URL: _gateway,
    WORKER_DATABASE_URL: _worker,
    JWT_SECRET: _jwt,
    ...env
  } = process.env;
  return {
    ...env,
    GRAPHILE_ENV: process.env.GRAPHILE_ENV ?? "production",
    TENOR_DATA_DIR: config.dataDir,
    AUDIT_HEADS_DIR: config.auditHeadsDir,
    ...(secretKey === undefined ? {} : { SECRET_KEY: secretKey }),
    ...(name === "worker"
      ? { WORKER_DATABASE_URL: workerDatabaseUrl }
      : {
          GATEWAY_DATABASE_URL: gatewayDatabaseUrl,
          SECURITY_LOG: config.securityLog ?? path.join(config.dataDir, "security.log"),
          ...(jwtSecret === undefined ? {} : { JWT_SECRET: jwtSecret }),
        }),
    // The addresses and the token shall stay in sight; LOG_LEVEL=info shows every request.
    LOG_LEVEL: process.env.LOG_LEVEL ?? "warn",
  };
}

async function greet(config: Config, url: string): Promise<void> {
  const tenantId = await findTenant(config.gatewayDatabaseUrl, DEMO_SLUG);
  say(`
Tenor is ready.

  GraphQL     ${url}/graphql    explorer: ${url}/graphiql
  REST        ${url}/api        pages:    ${url}/api/docs
  Analyst     ${analystLine(config)}
  Files       ${config.dataDir}
`);
  if (config.jwtSecret === undefined || tenantId === undefined) return;
  const token = mintToken(config, { role: "admin", tenantId, ttl: "24h" });
  say(`A token for the tenant "${DEMO_SLUG}", role admin, good for 24 hours:

  ${token}

  curl -H "Authorization: Bearer ${token}" ${url}/api/accounts

Another one: npm run token -- --tenant ${DEMO_SLUG} --role viewer
Ctrl-C stops everything.`);
}

function analystLine(config: Config): string {
  if (!config.embedded) return "npm run analyst -- --tenant SLUG --login NAME";
  const shown = new URL(config.databaseUrl);
  shown.username = DEMO_ANALYST;
  shown.password = "";
  return `psql ${shown.href}    password: ${config.dataDir}/secrets/${DEMO_ANALYST}`;
}
