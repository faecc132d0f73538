// `npm run bench:compare -- COMMIT NAME …`: this tree beside an earlier commit, in turns, so that
// what else the machine does falls on both. Say what each turn measured, and the ratio of medians.
import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { CommandError, run } from "../server/cli/run.ts";
import type { Measurement } from "./support/scenario.ts";

const TURNS = 3;
const OURS = path.resolve(import.meta.dirname, "..");
const execute = promisify(execFile);

await run(async () => {
  const [commit, ...names] = process.argv.slice(2);
  if (commit === undefined) throw new CommandError("Say which commit to compare with.");
  const theirs = fs.mkdtempSync(path.join(os.tmpdir(), "tenor-bench-"));
  await execute("git", ["-C", OURS, "worktree", "add", "--detach", theirs, commit]);
  try {
    fs.symlinkSync(path.join(OURS, "node_modules"), path.join(theirs, "node_modules"));
    const turns: { ours: Measurement[]; theirs: Measurement[] }[] = [];
    for (let turn = 0; turn < TURNS; turn += 1) {
      // Who goes first has the colder machine.
      const order = turn % 2 === 0 ? ["theirs", "ours"] : ["ours", "theirs"];
      const found: Record<string, Measurement[]> = {};
      for (const whose of order) {
        found[whose] = await measure(whose === "ours" ? OURS : theirs, names);
      }
      turns.push({ ours: found.ours ?? [], theirs: found.theirs ?? [] });
    }
    print(turns, commit);
  } finally {
    await execute("git", ["-C", OURS, "worktree", "remove", "--force", theirs]);
  }
});
process.exit();

async function measure(tree: string, names: string[]): Promise<Measurement[]> {
  const { stdout } = await execute(process.execPath, ["bench/run.ts", ...names], {
    cwd: tree,
    maxBuffer: 1 << 26,
  });
  const last = stdout.trimEnd().split("\n").at(-1) ?? "";
  return (JSON.parse(last) as { measured: Measurement[] }).measured;
}

function print(turns: { ours: Measurement[]; theirs: Measurement[] }[], commit: string): void {
  for (const { what, unit, lowerIsBetter } of turns[0]?.ours ?? []) {
    const of = (whose: "ours" | "theirs") =>
      turns.flatMap((it) => it[whose].filter((one) => one.what === what).map(({ value }) => value));
    const [ours, theirs] = [of("ours"), of("theirs")];
    if (theirs.length === 0) continue;
    const ratio = lowerIsBetter ? median(theirs) / median(ours) : median(ours) / median(theirs);
    const told = (all: number[]) => all.map((it) => it.toPrecision(4)).join(" ");
    console.log(`${what}: ${ratio.toFixed(3)} of ${commit}`);
    console.log(`  ours ${told(ours)} ${unit}; then ${told(theirs)} ${unit}`);
  }
}

function median(all: number[]): number {
  const sorted = [...all].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
