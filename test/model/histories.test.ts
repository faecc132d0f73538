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
const PATIENCE = asked ? undefined : 30_000;

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

// Subjects, alone or together, in which the database is known not to keep to the rules.
const KNOWN: Subject[][] = [
  // Discounts belong to invoices, not to periods (7.4 to 7.9).
  ["discounts"],
  ["discounts given"],
  // What a line's discount took of what was used is split, not reckoned anew (7.6).
  ["line discounts"],
  // Changes bill again what a note gave back; parts and bases are mixed (6.7, 11.1, 12.4).
  ["notes"],
  ["whole notes"],
  // What an added line costs is charged before its service (6.2).
  ["add lines", "arrears"],
  ["add lines", "amend more"],
  ["add lines", "once"],
  ["add lines", "line days"],
  // A yearly price that is billed in parts does not add up (5.1).
  ["parts"],
  // A minimum counts whole charges, and looks again where it was reached (8.2, 8.6).
  ["minimum"],
  // Credits go to who pays now (13.3).
  ["payers"],
  // Nothing undoes an invoice of nothing or less (14.1).
  ["undone"],
];

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
          ...(PATIENCE ? { interruptAfterTimeLimit: PATIENCE } : {}),
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
