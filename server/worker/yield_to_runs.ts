// Whoever started a run waits for its invoices, and nobody yet for their files. So what renders lets
// batches of this worker go first, though not for ever: a run over all contracts takes its time.
import { setTimeout as sleep } from "node:timers/promises";
import type { Task } from "graphile-worker";

const LONGEST_MS = 30_000;
const LOOK_MS = 100;

export interface Manners {
  /** Of a task that others let go first. */
  first(task: Task): Task;
  /** Of a task that lets them. */
  after(task: Task): Task;
}

export function yieldToRuns(): Manners {
  let underWay = 0;
  return {
    first: (task) => async (payload, helpers) => {
      underWay += 1;
      try {
        await task(payload, helpers);
      } finally {
        underWay -= 1;
      }
    },
    after: (task) => async (payload, helpers) => {
      const end = Date.now() + LONGEST_MS;
      while (underWay > 0 && Date.now() < end && !helpers.abortSignal?.aborted)
        await sleep(LOOK_MS);
      await task(payload, helpers);
    },
  };
}
