// A history, played on both: by the rules, and by the database.
import { differences } from "./compare.ts";
import { day, iso } from "./days.ts";
import { script, type Act, type History } from "./language.ts";
import { Model } from "./model.ts";
import type { Stage } from "./stage.ts";

export class Disagreement extends Error {}

export interface Tally {
  played: Record<string, number>;
  refused: Record<string, number>;
}

/** Throws where the two disagree, with the history as it was played. */
export async function play(stage: Stage, history: History, tally: Tally): Promise<void> {
  const { world } = history;
  const model = new Model(world);
  const told: Act[] = [];
  await stage.begin(world);
  try {
    await agree();
    for (const it of history.acts) {
      const act = concrete(it, model);
      if (!act) continue;
      const refusal = await stage.play(act);
      if (refusal !== undefined) {
        tally.refused[`${act.do}: ${refusal}`] = (tally.refused[`${act.do}: ${refusal}`] ?? 0) + 1;
        continue;
      }
      told.push(act);
      tally.played[act.do] = (tally.played[act.do] ?? 0) + 1;
      model.play(act);
      await agree();
    }
    const end: Act = {
      do: "days go by",
      to: iso(Math.max(model.today, day(world.contract.to) + 2)),
    };
    told.push(end);
    await stage.play(end);
    model.play(end);
    await agree();
    const unexplained = await stage.unexplained();
    if (unexplained.length > 0) tell(unexplained.map((it) => JSON.stringify(it)));
  } finally {
    await stage.end();
  }

  async function agree(): Promise<void> {
    const found = differences(model, await stage.facts());
    if (found.length > 0) tell(found);
  }

  function tell(found: string[]): never {
    throw new Disagreement(`${script({ world, acts: told })}\n=> ${found.join("\n=> ")}`);
  }
}

/** With days that come later than today's, and what there is to choose from. */
function concrete(act: Act, model: Model): Act | undefined {
  if (act.do === "days go by") return day(act.to) > model.today ? act : undefined;
  return act;
}
