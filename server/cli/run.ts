// The frame of every command: an obstacle that a person can remove is told in a sentence, anything
// else with its stack.
import { ConfigError } from "../config.ts";
import { PostgresError } from "../postgres/postgres_error.ts";
import { shortError } from "../worker/short_error.ts";

// No connection, or one that was cut: the server is down, starting up or going down.
const AWAY_CODE = /^(ECONN(REFUSED|RESET)|EPIPE|ETIMEDOUT|EHOSTUNREACH|57P0[123]|08\d{3})$/;
const AWAY_WORDS = /^(Connection terminated|Client has encountered a connection error)/;

export class CommandError extends Error {
  override name = "CommandError";
}

export async function run(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    const isKnown = [ConfigError, PostgresError, CommandError].some(
      (kind) => error instanceof kind,
    );
    const code = error instanceof Error ? String((error as NodeJS.ErrnoException).code) : "";
    const isUsage = code.startsWith("ERR_PARSE_ARGS");
    const isAway = AWAY_CODE.test(code) || (error instanceof Error && AWAY_WORDS.test(error.message));
    if (isAway) console.error(`The database does not answer: ${shortError(error)}.`);
    else console.error(isKnown || isUsage ? (error as Error).message : error);
    process.exitCode = 1;
  }
}
