// The frame of every command: an obstacle that a person can remove is told in a sentence, anything
// else with its stack.
import { ConfigError } from "../config.ts";
import { PostgresError } from "../postgres/postgres_error.ts";

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
    const isUsage =
      error instanceof Error &&
      String((error as NodeJS.ErrnoException).code).startsWith("ERR_PARSE_ARGS");
    console.error(isKnown || isUsage ? (error as Error).message : error);
    process.exitCode = 1;
  }
}
