// `npm test`: types, lint, then every test; `npm test -- test/db/billing` runs a part of the tests.
// With TENOR_CONTRACT the API is held to its document by `npm run test:contract` too.
// The last line counts them all.
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { startVitest } from "vitest/node";

const bin = path.resolve(import.meta.dirname, "../node_modules/.bin");
const filters = process.argv.slice(2);
const tally = { passed: 0, failed: 0 };

// Of a check that lacks what it needs, and has said so.
const SKIPPED = 77;

async function check(name: string, command: string, args: string[]): Promise<void> {
  // The tools' first line asks for any `node`; ours comes first.
  const env = { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH}` };
  const tool = spawn(path.join(bin, command), args, { stdio: "inherit", env });
  const [status] = await once(tool, "exit");
  if (status === SKIPPED) return;
  tally[status === 0 ? "passed" : "failed"]++;
  console.log(`${name}: ${status === 0 ? "passed" : "failed"}`);
}

if (filters.length === 0) {
  await Promise.all([
    check("types", "tsc", []),
    check("lint", "eslint", ["."]),
    check("layout", "prettier", ["--check", "--log-level=warn", "."]),
    ...(process.env.TENOR_CONTRACT ? [check("contract", "node", ["test/contract.ts"])] : []),
  ]);
}

const vitest = await startVitest(filters, { watch: false });
for (const file of vitest.state.getTestModules()) {
  // A file that breaks before its first test is one failure.
  if (file.errors().length > 0) tally.failed++;
  for (const test of file.children.allTests()) {
    const { state } = test.result();
    if (state === "passed") tally.passed++;
    if (state === "failed") tally.failed++;
  }
}
const stray = vitest.state.getUnhandledErrors().length;
tally.failed += stray;
if (vitest.state.getTestModules().length === 0) tally.failed++;
await vitest.close();

console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exit(tally.failed === 0 ? 0 : 1);
