// The rows of a list that is refused when it is too long: sums of some of the groups would be wrong.
import type { PgSelectStep } from "postgraphile/@dataplan/pg";
import { flagError, SafeError, Step, type ExecutionDetails } from "postgraphile/grafast";

export class AtMostStep extends Step {
  static override $$export = { moduleName: "tenor", exportName: "AtMostStep" };
  override isSyncAndSafe = false;
  readonly #$select: PgSelectStep;
  readonly #most: number;

  constructor($select: PgSelectStep, most: number) {
    super();
    this.#$select = $select;
    this.#most = most;
    this.addStrongDependency($select);
  }

  listItem: PgSelectStep["listItem"] = ($item) => this.#$select.listItem($item);

  override execute({ indexMap, values }: ExecutionDetails) {
    return indexMap((i) => {
      const { items } = values[0]!.at(i) as { items: unknown[] };
      return items.length > this.#most ? flagError(this.#refusal()) : items;
    });
  }

  #refusal(): SafeError {
    return new SafeError(`A list of groups has at most ${this.#most}: filter, or group by less.`, {
      code: "invalid_input",
      status: 422,
      pointer: "groupBy",
    });
  }
}
