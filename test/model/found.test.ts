// Histories in which the database and the model once disagreed, or one of them broke off: in the words
// in which a failure is told, so that the next one is pasted here (found.txt).
import fs from "node:fs";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { closeAtTheEnd } from "../support/closing.ts";
import { cloneDatabase } from "../support/databases.ts";
import type { Act, ContractTerms, History, World } from "./language.ts";
import { Disagreement, play } from "./play.ts";
import { Stage } from "./stage.ts";

const FOUND = fs
  .readFileSync(path.join(import.meta.dirname, "found.txt"), "utf8")
  .trim()
  .split("\n\n");

function read(told: string): History {
  let world: World | undefined;
  const acts: Act[] = [];
  let asks: History["asks"];
  for (const line of told.split("\n")) {
    const [, what = "", rest = ""] = /^([a-z ]+?) (\{.*\}|undone|explained)$/.exec(line) ?? [];
    if (what === "world") world = JSON.parse(rest) as World;
    else if (what === "sign") world!.contract = JSON.parse(rest) as ContractTerms;
    else if (what === "ask") asks = rest as History["asks"];
    else acts.push({ do: what, ...(JSON.parse(rest) as object) } as Act);
  }
  return { world: world!, acts, asks };
}

let stage: Stage;
beforeAll(async () => {
  const { rootUrl } = await cloneDatabase();
  stage = await Stage.open(rootUrl, "tenant");
  closeAtTheEnd(() => stage.close());
});

test.each(FOUND.map((told, place) => [place + 1, told] as const))(
  "what was found stays mended: %i",
  async (_, told) => {
    const outcome = await play(stage, read(told), { played: {}, refused: {} }).catch(
      (error: unknown) => {
        if (error instanceof Disagreement) return error.message;
        throw error;
      },
    );
    expect(outcome).toBeUndefined();
  },
);
