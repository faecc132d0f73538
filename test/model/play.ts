// A history, played on both: by the rules, and by the database.
import { Comparison } from "./compare.ts";
import { day, iso } from "./days.ts";
import { script, type Act, type Change, type History } from "./language.ts";
import { Model } from "./model.ts";
import type { Facts, Stage } from "./stage.ts";

export class Disagreement extends Error {}

export interface Tally {
  played: Record<string, number>;
  refused: Record<string, number>;
}

/** Throws where the two disagree, with the history as it was played. */
export async function play(stage: Stage, history: History, tally: Tally): Promise<void> {
  const { world } = history;
  const model = new Model(world);
  const comparison = new Comparison(model);
  const told: Act[] = [];
  try {
    await stage.begin(world);
    let facts = await look();
    for (const it of history.acts) {
      const act = concrete(it, model, facts);
      if (!act) continue;
      const refusal = await stage.play(act).catch((error: unknown) => {
        told.push(act);
        throw error;
      });
      if (refusal !== undefined) {
        count(tally.refused, `${act.do}: ${refusal}`);
        continue;
      }
      told.push(act);
      count(tally.played, act.do);
      // A reissue credits before it bills anew.
      const credited = act.do === "reissue" ? comparison.takeNotes(act, await stage.facts()) : [];
      if (credited.length > 0) tell(credited);
      model.play(act);
      facts = await look(act.do === "reissue" ? undefined : act);
    }
    const end: Act = {
      do: "days go by",
      to: iso(Math.max(model.today, day(world.contract.to) + 2)),
    };
    told.push(end);
    await stage.play(end);
    model.play(end);
    facts = await look(end);
    if (history.asks === "explained") {
      const unexplained = await stage.unexplained();
      if (unexplained.length > 0) tell(unexplained.map((it) => JSON.stringify(it)));
    }
    if (history.asks === "undone") await undoAll(facts);
  } catch (error) {
    if (error instanceof Disagreement) throw error;
    // What the database breaks off, it breaks off after a history too.
    tell([String(error)]);
  } finally {
    await stage.end();
  }

  /** The last first: credited in full, or voided where there is nothing to credit. */
  async function undoAll(standing: Facts): Promise<void> {
    let isUsed = false;
    for (let invoice = standing.invoices.length - 1; invoice >= 0; invoice -= 1) {
      if (standing.invoices[invoice]!.status === "void") continue;
      const note: Act = { do: "note", invoice };
      const refusals = [await stage.play(note)];
      if (refusals[0] === undefined) {
        told.push(note);
        comparison.takeNotes(note, await stage.facts());
      } else {
        const drop: Act = { do: "void", invoice };
        refusals.push(await stage.play(drop));
        if (refusals[1] === undefined) told.push(drop);
        // What gave the account a balance that paid another invoice stands for as long as that does,
        // and so does what it gave back of earlier ones.
        else if (refusals[1].includes("is used already")) isUsed = true;
        // What gave back more than it charged stands, as a credit note does, once something has
        // changed what it charged.
        else if (refusals[1].includes("gave days") && isCredit(standing.invoices[invoice]!))
          continue;
        else if (!isUsed && !model.isGone(invoice))
          tell([`invoice ${invoice} has no way back: ${refusals.join("; ")}`]);
      }
    }
    const left = await stage.takenOfDiscounts();
    // What waits has its discounts still.
    if (left.length > 0 && (await stage.facts()).waiting.length === 0)
      tell(left.map((it) => `a discount is not given back: ${JSON.stringify(it)}`));
  }

  async function look(act?: Act): Promise<Facts> {
    const facts = await stage.facts();
    const faults = act ? comparison.takeNotes(act, facts) : [];
    faults.push(...comparison.link(facts));
    const found = [...faults, ...comparison.differences(facts)];
    if (found.length > 0) tell(found);
    return facts;
  }

  function tell(found: string[]): never {
    throw new Disagreement(`${script(world, told)}\n=> ${found.join("\n=> ")}`);
  }
}

const isCredit = ({ items }: Facts["invoices"][number]): boolean =>
  items.reduce((sum, it) => sum + Number(it.amount) - Number(it.discount), 0) < 0;

function count(of: Record<string, number>, what: string): void {
  of[what] = (of[what] ?? 0) + 1;
}

const OWED = ["open", "overdue", "partially_paid"];
const ISSUED = [...OWED, "paid", "draft"];

/** What chance picked, among what there is; nothing where there is none of it. */
function concrete(act: Act, model: Model, facts: Facts): Act | undefined {
  switch (act.do) {
    case "days go by":
      return day(act.to) > model.today ? act : undefined;
    case "amend": {
      if (model.isOver) return undefined;
      const lines = model.amendable(day(act.on));
      const changes = act.changes.map((it): Change | undefined => {
        if (it.add) return it;
        const line = lines[(it.line ?? 0) % Math.max(lines.length, 1)];
        return line === undefined ? undefined : { ...it, line };
      });
      const found = changes.filter((it) => it !== undefined);
      return found.length > 0 ? { ...act, changes: found } : undefined;
    }
    case "end discount": {
      const running = model.running();
      return running.length === 0
        ? undefined
        : { ...act, discount: running[act.discount % running.length]! };
    }
    case "cancel":
      return model.isOver ? undefined : act;
    case "generate": {
      const [period] = model.undonePeriods();
      return period && { ...act, from: iso(period.from), to: iso(period.until - 1) };
    }
    case "note":
    case "pay":
    case "issue":
    case "void":
    case "reissue": {
      const invoices = facts.invoices.flatMap(({ status }, place) =>
        (act.do === "pay" ? OWED : ISSUED).includes(status) ? [place] : [],
      );
      if (invoices.length === 0) return undefined;
      const invoice = invoices[act.invoice % invoices.length]!;
      if (act.do !== "note") return { ...act, invoice };
      const of = facts.invoices[invoice]!.items.length;
      return {
        ...act,
        invoice,
        ...(act.items ? { items: act.items.map((it) => ({ ...it, item: it.item % of })) } : {}),
      };
    }
    default:
      return act;
  }
}
