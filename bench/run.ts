// `npm run bench [-- NAME …]`: how fast, as a table and as JSON, ours beside what is promised.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { run, CommandError } from "../server/cli/run.ts";
import { openPlatform } from "./support/platform.ts";
import { meets, type Measurement, type Scenario } from "./support/scenario.ts";

const HERE = import.meta.dirname;

await run(async () => {
  const all = await Promise.all(
    fs
      .readdirSync(HERE)
      .filter((file) => file.endsWith(".ts") && file !== "run.ts" && file !== "compare.ts")
      .map(async (file) => (await import(path.join(HERE, file))).default as Scenario),
  );
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !all.some((scenario) => scenario.name === name));
  if (unknown.length > 0) {
    const known = all.map(({ name }) => name).join(", ");
    throw new CommandError(`No scenario is called ${unknown.join(", ")}. There are: ${known}.`);
  }
  const chosen = asked.length > 0 ? all.filter(({ name }) => asked.includes(name)) : all;
  const measured: Measurement[] = [];
  for (const scenario of chosen) {
    const platform = await openPlatform();
    try {
      measured.push(...(await scenario.run(platform)));
    } finally {
      await platform.close();
    }
  }
  print(measured);
});
process.exit();

function print(measured: Measurement[]): void {
  const row = (cells: string[]) => `| ${cells.join(" | ")} |`;
  const amount = (value: number) => (value < 100 ? value.toPrecision(3) : value.toFixed(0));
  console.log(row(["scenario", "ours", "at least", "customer's", "ratio", ""]));
  console.log(row(["---", "---", "---", "---", "---", "---"]));
  for (const one of measured) {
    const ratio = one.lowerIsBetter ? one.target / one.value : one.value / one.target;
    console.log(
      row([
        one.what,
        `${amount(one.value)} ${one.unit}`,
        `${one.target} ${one.unit}`,
        one.customer ?? "-",
        `${ratio.toFixed(1)}x`,
        meets(one) ? "met" : "missed",
      ]),
    );
  }
  const machine = { cpus: os.cpus().length, node: process.version };
  console.log(`\n${JSON.stringify({ machine, measured })}`);
}
