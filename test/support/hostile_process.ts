// A tenant's callers who do their worst, in a process of their own, until it is killed:
// `node hostile_process.ts <targets as JSON> <seed>`. Who measures beside them waits for nothing that
// they read or write.
import { askToHurt, hangUp, sendHalf, type Target } from "./hostility.ts";
import { openChance } from "./random.ts";

const [targets = "[]", seed = "1"] = process.argv.slice(2);
const chance = openChance(Number(seed));

const forever = async (act: (n: number) => Promise<void>): Promise<never> => {
  for (let n = 0; ; n += 1) await act(n);
};
const account = (name: string) => ({
  path: "/api/accounts",
  body: { account_name: name, metadata: { text: "y".repeat(8_000) } },
});
const callers = (JSON.parse(targets) as Target[]).flatMap((it, who) => [
  forever(() => askToHurt(it, chance)),
  forever(() => askToHurt(it, chance)),
  forever((n) => hangUp(it, account(`left ${who} ${n}`), chance.between(1, 60))),
  forever((n) => sendHalf(it, account(`half ${who} ${n}`), chance.between(1, 400))),
]);
await Promise.all(callers);
