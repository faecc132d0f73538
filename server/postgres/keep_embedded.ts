// An embedded Postgres that is started again when it falls, at the same address.
import { setTimeout as sleep } from "node:timers/promises";
import { startEmbedded, type EmbeddedOptions, type EmbeddedPostgres } from "./embedded.ts";

// Who falls more often than that within this time has something that a start does not cure.
const MOST_FALLS = 5;
const WITHIN_MS = 120_000;
const WAIT_MS = 1_000;

export async function keepEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const say = options.say ?? (() => {});
  const leaving = new AbortController();
  let server = await startEmbedded(options);
  const { dataDir, port, urlOf } = server;

  // Whether there is a server again; what prevents one start may be gone at the next.
  const startAgain = async (): Promise<boolean> => {
    const again = { ...options, port, keepsLog: true, signal: leaving.signal };
    try {
      server = await startEmbedded(again);
      if (leaving.signal.aborted) await server.stop();
      return true;
    } catch (error) {
      if (!leaving.signal.aborted) say((error as Error).message);
      await sleep(WAIT_MS, undefined, { signal: leaving.signal }).catch(() => {});
      return false;
    }
  };

  const keep = async (): Promise<void> => {
    let falls: number[] = [];
    for (let isThere = true; ;) {
      if (isThere) await server.ended;
      if (leaving.signal.aborted) return;
      falls = [...falls.filter((at) => Date.now() - at < WITHIN_MS), Date.now()];
      if (falls.length > MOST_FALLS) return;
      say("Postgres has ended. Starting it again.");
      isThere = await startAgain();
    }
  };
  const ended = keep();
  return {
    dataDir,
    port,
    urlOf,
    ended,
    stop: async () => {
      leaving.abort();
      await server.stop();
      await ended;
    },
  };
}
