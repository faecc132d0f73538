// Each test file leaves as it came: what it opened is closed, last opened first. Properties play the
// seed that is asked for, and end before their test does: a bare time-out tells no counterexample.
import fc from "fast-check";
import { afterAll, beforeEach } from "vitest";
import { closeEverything } from "./closing.ts";
import { askedSeed } from "./random.ts";

// A file that broke while it was read has closed nothing.
await closeEverything();

const seed = askedSeed();

beforeEach(({ task }) => {
  fc.configureGlobal({
    seed,
    interruptAfterTimeLimit: task.timeout * 0.8,
    markInterruptAsFailure: true,
  });
});

afterAll(closeEverything);
