// The API of one process: its pool, its schema, its server, and how it leaves.
import "../graphql/environment.ts";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Writable } from "node:stream";
import pg from "pg";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { loadErrorCatalogue } from "../errors.ts";
import { openDocumentStore } from "../files/document_store.ts";
import { readLimits } from "../graphql/limits_of_columns.ts";
import { executeInTransaction, getSchema } from "../graphql/schema.ts";
import { startPdfRenderer } from "../pdf/render_invoice_pdf.ts";
import { addressOf, refuseSuperuser } from "../postgres/logins.ts";
import { createRestRouter } from "../rest/router.ts";
import { openVault } from "../vault.ts";
import { createApp, type Edge } from "./app.ts";
import { createLogger } from "./logging.ts";
import { basePathOf, withoutBasePath } from "./public_address.ts";
import { openSecurityLog } from "./security_log.ts";

export interface RunningApi {
  url: string;
  port: number;
  close(): Promise<void>;
}

const POOL_SIZE = 10;
const CONNECT_TIMEOUT_MS = 1_000;
const DRAIN_MS = 30_000;

export interface ApiOptions {
  /** How many connections to the database this process may hold. */
  poolSize?: number;
  /** Where the log goes: standard output unless told otherwise. */
  logTo?: Writable;
}

export async function startApi(config: Config, options: ApiOptions = {}): Promise<RunningApi> {
  const logger = createLogger(config.logLevel, options.logTo);
  const vault = openVault(config);
  const poolSize = options.poolSize ?? POOL_SIZE;
  const pool = openPool(
    addressOf(config, "gatewayDatabaseUrl"),
    poolSize,
    logger,
    config.allowLoopbackWebhooks,
  );
  const { readDatabaseUrl } = config;
  const replica = readDatabaseUrl ? openPool(readDatabaseUrl, poolSize, logger) : undefined;
  const pdf = startPdfRenderer(config);
  const security = openSecurityLog(pool, logger, config);
  const endPools = () => Promise.all([pool.end(), replica?.end(), pdf.close()]);
  let isClosing = false;
  try {
    await refuseSuperuser(pool, "gatewayDatabaseUrl");
    await loadErrorCatalogue(pool);
    const { schema } = await getSchema(pool);
    const deps = {
      schema,
      limits: await readLimits(pool),
      pool,
      replica,
      executeInTransaction,
      files: openDocumentStore(config),
      pdf,
      vault,
      publicUrl: config.publicUrl,
    };
    const rest = (edge: Edge) => createRestRouter({ ...deps, ...edge });
    const app = await createApp({
      config,
      pool,
      logger,
      rest,
      vault,
      watchSecurity: security.watch,
      isClosing: () => isClosing,
    });
    const server = createServer(
      { requestTimeout: 60_000, headersTimeout: 10_000 },
      withoutBasePath(app, basePathOf(config.publicUrl)),
    );
    server.keepAliveTimeout = 65_000;
    await listen(server, config);
    const { port } = server.address() as AddressInfo;
    const host = ["0.0.0.0", "::"].includes(config.host) ? "localhost" : config.host;
    return {
      url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`,
      port,
      async close() {
        if (isClosing) return;
        isClosing = true;
        await drain(server);
        await security.close();
        await endPools();
      },
    };
  } catch (error) {
    await endPools();
    throw error;
  }
}

function openPool(
  connectionString: string,
  max: number,
  logger: Logger,
  allowsLoopback = false,
): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: "tenor api",
    // In development a tenant's webhook may lead to this machine.
    ...(allowsLoopback ? { options: "-c tenor.loopback_webhooks=on" } : {}),
    pipeline: true,
  });
  // A connection that the server closes is replaced: idle ones tell the pool, busy ones the query
  // under way. Unheard, either event would end the process.
  pool.on("error", (error) => logger.warn({ error: error.message }, "a connection was lost"));
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

function listen(server: Server, { host, port }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve());
  });
}

/** Refuses what is new, lets what runs end, and after a while ends it. */
async function drain(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  const patience = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  await closed;
  clearTimeout(patience);
  clearInterval(idle);
}
