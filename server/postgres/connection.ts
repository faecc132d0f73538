import { Client, type ClientConfig } from "pg";
import { PostgresError } from "./postgres_error.ts";

// One connection, closed when the work is done, however it ends.
export async function withClient<T>(
  url: string,
  work: (client: Client) => Promise<T>,
  options: ClientConfig = {},
): Promise<T> {
  const client = new Client({ connectionString: url, ...options });
  // A server that goes away fails the query under way; the event would end the process.
  client.on("error", () => {});
  try {
    await client.connect();
  } catch (cause) {
    const { host, pathname, username } = new URL(url);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PostgresError(
      `No connection to the database ${host}${pathname} as ${username}: ${reason}.`,
      { cause },
    );
  }
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

export function databaseOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}

export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${encodeURIComponent(database)}`;
  return changed.href;
}

export function withLogin(url: string, user: string, password: string): string {
  const changed = new URL(url);
  changed.username = encodeURIComponent(user);
  changed.password = encodeURIComponent(password);
  return changed.href;
}

export async function createDatabase(serverUrl: string, name: string): Promise<void> {
  await withClient(serverUrl, (client) =>
    client.query(`create database ${client.escapeIdentifier(name)}`),
  );
}

export async function databaseExists(serverUrl: string, name: string): Promise<boolean> {
  return await withClient(serverUrl, async (client) => {
    const found = await client.query("select from pg_database where datname = $1", [name]);
    return found.rowCount === 1;
  });
}
