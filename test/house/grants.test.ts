import { expect, test } from "vitest";
import { grantsPage } from "./grants_page.ts";

test("every grant and policy is on the page that was reviewed", async () => {
  await expect(await grantsPage()).toMatchFileSnapshot("grants.snapshot.md");
});
