// The frame of every command: an obstacle that a person can remove is told in a sentence, anything
// else with its stack.
import { ConfigError } from "../config.ts";
import { obstacleOf } from "../obstacle.ts";
import { isAway } from "../postgres/is_away.ts";
import { PostgresError } from "../postgres/postgres_error.ts";
import { shortError } from "../worker/short_error.ts";

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
    if (isKnown || isUsage) console.error((error as Error).message);
    else if (obstacleOf(error) !== undefined) console.error(obstacleOf(error));
    else if (error instanceof Error && isAway(error)) {
      console.error(`The database does not answer: ${shortError(error)}.`);
    } else console.error(error);
    process.exitCode = 1;
  }
}
