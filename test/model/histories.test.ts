// Random histories of contracts, played on the database and by a model of docs/billing-rules.md
// that shares nothing with it. TENOR_SEED repeats what a run has printed, TENOR_HISTORIES says how
// many there are.
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { cloneDatabase } from "../support/databases.ts";
import { openChance } from "../support/random.ts";
import { histories, type Subject } from "./arbitraries.ts";
import { Disagreement, play, type Tally } from "./play.ts";
import { Stage } from "./stage.ts";

// As many as the machine has cores for.
const LANES = 2;
const asked = process.env.TENOR_HISTORIES;
const size = Number(asked ?? 200);
const PATIENCE = asked ? undefined : 20_000;

const SUBJECTS: Subject[] = [
  "arrears",
  "calendar",
  "billing day",
  "frequencies",
  "lines",
  "prices",
  "parts",
  "once",
  "ramps",
  "line days",
  "line discounts",
  "amend more",
  "add lines",
  "discounts",
  "discounts given",
  "minimum",
  "shares",
  "tax",
  "tax included",
  "notes",
  "whole notes",
  "voids",
  "generate",
  "reissue",
  "cancel",
  "payers",
  "currencies",
  "undone",
];

// Subjects, alone or together, in which the database is known not to keep to the rules. None that
// stands here is allowed to hide another: it names the rule that is not kept.
const KNOWN: Subject[][] = [];

const { seed } = openChance();
const tally: Tally = { played: {}, refused: {} };
afterAll(() => console.log(`histories, seed ${seed}`, tally));

for (let lane = 0; lane < LANES; lane += 1) {
  test.concurrent(
    `what stands is what the rules say, seed ${seed}, lane ${lane}`,
    async () => {
      // What is rolled back at the end still locks what others write meanwhile.
      const { rootUrl } = await cloneDatabase();
      const stage = await Stage.open(rootUrl, "tenant");
      const history = histories([], SUBJECTS, KNOWN);
      const outcome = await fc.check(
        fc.asyncProperty(history, async (it) => await play(stage, it, tally)),
        {
          numRuns: Math.ceil(size / LANES),
          seed: seed + lane,
          // A build plays as many as it has time for.
          ...(PATIENCE ? { interruptAfterTimeLimit: PATIENCE, markInterruptAsFailure: false } : {}),
        },
      );
      await stage.close();
      const told = outcome.errorInstance;
      if (outcome.failed && !(told instanceof Disagreement)) throw told;
      expect(told instanceof Disagreement ? told.message : undefined).toBeUndefined();
    },
    24 * 3_600_000,
  );
}
