// A real Postgres 18 out of an npm package, for `npm start`, tests and benchmarks.
import { spawn, type ChildProcess } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { claimCluster, cleanEnvironment, findBinaries, prepareCluster } from "./cluster.ts";
import { withClient } from "./connection.ts";
import { PostgresError } from "./postgres_error.ts";
import { postgresUser } from "./run_as.ts";
import { keepSecret } from "./secrets.ts";

export interface EmbeddedOptions {
  dataDir: string;
  // Without it: the port of the last start if it is free, else any free one.
  port?: number;
  // False trades the safety of the data for speed; for tests only.
  durable?: boolean;
  // More or other settings of the server.
  settings?: Record<string, string>;
  // Told what a person should know, one sentence a call.
  say?: (line: string) => void;
  // Goes on in the log of the last start instead of beginning a new one.
  keepsLog?: boolean;
  // Ends a start that is under way.
  signal?: AbortSignal;
  // How long it may take until it answers.
  patienceMs?: number;
}

export interface EmbeddedPostgres {
  dataDir: string;
  port: number;
  // The superuser's connection to a database of this server.
  urlOf(database: string): string;
  stop(): Promise<void>;
  // Settles when the server has ended, whoever ended it.
  ended: Promise<void>;
}

const START_MS = 60_000;

// For two cores that Postgres shares with API, workers and a load generator.
const SETTINGS: Record<string, string> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "200",
  shared_buffers: "256MB",
  effective_cache_size: "1GB",
  maintenance_work_mem: "128MB",
  work_mem: "16MB",
  max_wal_size: "4GB",
  min_wal_size: "256MB",
  checkpoint_timeout: "15min",
  random_page_cost: "1.1",
  max_parallel_workers_per_gather: "0",
  jit: "off",
  // A new tenant fills its tables within seconds; plans that were made while they were empty are
  // made anew when statistics come.
  autovacuum_naptime: "10s",
  timezone: "UTC",
  log_timezone: "UTC",
  log_checkpoints: "off",
  log_line_prefix: "%m [%p] %d ",
};

const RISKY: Record<string, string> = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  autovacuum_naptime: "10min",
};

export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const dataDir = path.resolve(options.dataDir);
  const pgdata = path.join(dataDir, "postgres");
  const say = options.say ?? (() => {});
  const binaries = await findBinaries();
  const user = postgresUser();
  const password = keepSecret(dataDir, "owner");
  await claimCluster(pgdata);
  prepareCluster({ pgdata, password, user, binaries, say });

  const settings = {
    ...SETTINGS,
    ...(options.durable === false ? RISKY : {}),
    ...options.settings,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const logFile = path.join(dataDir, "postgres.log");
  const port = options.port ?? (await choosePort(dataDir));
  const order = {
    command: binaries.postgres,
    args: ["-D", pgdata, "-p", String(port), ...flags],
    ...user,
  };
  const urlOf = (database: string) =>
    `postgres://postgres:${password}@127.0.0.1:${port}/${database}`;
  if (!options.keepsLog) fs.rmSync(logFile, { force: true });

  const patienceMs = options.patienceMs ?? START_MS;
  const until = Date.now() + patienceMs;
  for (;;) {
    const { stop, ended, supervisor } = startSupervisor(JSON.stringify(order), logFile);
    try {
      await untilReady(urlOf("postgres"), supervisor, logFile, patienceMs, options.signal);
      await closeToPublic(urlOf("postgres"));
      fs.writeFileSync(path.join(dataDir, "postgres.port"), `${port}\n`);
      return { dataDir, port, urlOf, stop, ended };
    } catch (error) {
      await stop();
      if (!isHaunted(error) || Date.now() > until || options.signal?.aborted) throw error;
      await sleep(200);
    }
  }
}

// What a server comes with lets in everybody who has a login of any other database, and gives each
// tables and large objects without a bound.
async function closeToPublic(url: string): Promise<void> {
  await withClient(url, (client) =>
    client.query("revoke connect, temporary on database postgres, template1 from public"),
  );
}

// A session of a server that was killed goes on until its statement is done. Until then it holds
// the memory by which Postgres knows that the data is in use.
function isHaunted(error: unknown): boolean {
  return error instanceof PostgresError && error.message.includes("pre-existing shared memory");
}

// The connection to a server that another process has started on this data directory.
export async function findEmbedded(dataDir: string): Promise<Pick<EmbeddedPostgres, "urlOf">> {
  const port = rememberedPort(dataDir);
  if (port === undefined || (await isFree(port))) {
    throw new PostgresError(
      `No Postgres is running on ${dataDir}: run \`npm start\` first, or set DATABASE_URL.`,
    );
  }
  const password = keepSecret(dataDir, "owner");
  return {
    urlOf: (database) => `postgres://postgres:${password}@127.0.0.1:${port}/${database}`,
  };
}

function startSupervisor(order: string, logFile: string) {
  const log = fs.openSync(logFile, "a");
  const script = path.join(import.meta.dirname, "supervisor.ts");
  const supervisor: ChildProcess = spawn(process.execPath, [script, order], {
    detached: true,
    stdio: ["pipe", log, log],
    env: cleanEnvironment(),
  });
  fs.closeSync(log);
  // A pipe that breaks means the supervisor has gone; its exit tells that already.
  supervisor.stdin?.on("error", () => {});
  const ended = new Promise<void>((resolve) => supervisor.once("exit", () => resolve()));
  const stop = async () => {
    supervisor.stdin?.destroy();
    await ended;
  };
  return { supervisor, ended, stop };
}

async function untilReady(
  url: string,
  supervisor: ChildProcess,
  logFile: string,
  patienceMs: number,
  signal?: AbortSignal,
): Promise<void> {
  const until = Date.now() + patienceMs;
  while (Date.now() < until) {
    if (signal?.aborted) throw new PostgresError("The start of Postgres was called off.");
    if (supervisor.exitCode !== null || supervisor.signalCode !== null) {
      const lines = fs.readFileSync(logFile, "utf8").trim().split("\n").slice(-5).join("\n");
      throw new PostgresError(`Postgres did not start. Its last words (${logFile}):\n${lines}`);
    }
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 });
    client.on("error", () => {});
    try {
      await client.connect();
      return;
    } catch {
      await sleep(50);
    } finally {
      await client.end().catch(() => {});
    }
  }
  throw new PostgresError(`Postgres was not ready after ${patienceMs / 1000} s, see ${logFile}.`);
}

async function choosePort(dataDir: string): Promise<number> {
  const last = rememberedPort(dataDir);
  if (last !== undefined && (await isFree(last))) return last;
  return await listenOnce(0);
}

function rememberedPort(dataDir: string): number | undefined {
  const file = path.join(dataDir, "postgres.port");
  return fs.existsSync(file) ? Number(fs.readFileSync(file, "utf8")) : undefined;
}

async function isFree(port: number): Promise<boolean> {
  return await listenOnce(port).then(
    () => true,
    () => false,
  );
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const { port: chosen } = server.address() as net.AddressInfo;
      server.close(() => resolve(chosen));
    });
  });
}
