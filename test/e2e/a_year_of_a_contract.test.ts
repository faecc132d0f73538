// The worked example: told again, it must say what is kept in docs/examples, to the cent.
import { expect, test } from "vitest";
import { tellTheYear } from "../../server/demo/a_year_of_a_contract.ts";
import { startApi } from "../../server/http/main.ts";
import { startTestApi } from "../support/api.ts";
import { closeAtTheEnd } from "../support/closing.ts";

test("a year of a contract is billed as it is written down", async () => {
  const { config } = await startTestApi();
  const served = await startApi({ ...config, port: 0 });
  closeAtTheEnd(served.close);
  const told: string[] = [];
  const say = (line: string) => void told.push(line);
  await tellTheYear({ config, url: served.url, slug: "fabrikam", say });
  await expect(`${told.join("\n")}\n`).toMatchFileSnapshot(
    "../../docs/examples/a_year_of_a_contract.txt",
  );
}, 60_000);
