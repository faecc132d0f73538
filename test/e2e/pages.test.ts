// The pages that people open, in a real browser.
import chromium from "@sparticuz/chromium";
import { chromium as playwright, type Browser, type Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { startTestApi, type TestApi } from "../support/api.ts";
import { closeAtTheEnd } from "../support/closing.ts";

let api: TestApi;
let browser: Browser;

beforeAll(async () => {
  api = await startTestApi();
  await api.as("admin").post("/api/accounts", { account_name: "Seen in the browser" });
  browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: [...chromium.args, "--no-sandbox", "--disable-background-networking"],
    headless: true,
  });
  closeAtTheEnd(() => browser.close());
}, 120_000);

// A page that talks to anybody else, or complains, is not a page that we show.
async function open(path: string): Promise<{ page: Page; faults: string[] }> {
  const page = await browser.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith("http") && origin !== new URL(api.url).origin) faults.push(origin);
  });
  await page.goto(api.url + path, { waitUntil: "load" });
  return { page, faults };
}

test("the API's page lists the routes and tries one with a token", async () => {
  const { page, faults } = await open("/api/docs");
  await page.getByRole("button", { name: "Authorize" }).first().click();
  await page.locator("input[type=text], input[type=password]").first().fill(api.token("viewer"));
  await page.locator(".auth-btn-wrapper button.authorize").first().click();
  await page.locator(".auth-btn-wrapper button.btn-done").first().click();

  await page.locator(".opblock-tag", { hasText: "Accounts" }).first().click();
  const route = page.locator(".opblock-get", { hasText: "/accounts" }).first();
  await route.locator("button.opblock-summary-control").first().click();
  await route.getByRole("button", { name: "Execute" }).click();
  await expect
    .poll(() => route.locator(".live-responses-table").textContent(), { timeout: 15_000 })
    .toContain("Seen in the browser");
  expect(faults).toEqual([]);
}, 60_000);

test("the explorer runs a query with a token", async () => {
  const { page, faults } = await open("/graphiql");
  await page.locator("input").first().fill(api.token("viewer"));
  // The page loads anew with the token; what is typed into the old one would be lost.
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Use" }).click()]);
  // The editor closes brackets by itself: those that it keeps behind the cursor are a comment. What
  // is typed before it has settled may be lost, and runs a moment later; so it is tried again.
  const answer = page.getByText("Seen in the browser").first();
  const ask = async () => {
    await page.locator(".monaco-editor").first().click();
    await page.keyboard.press("Control+A");
    await page.keyboard.type("{ accounts { nodes { accountName } } } #");
    await page.waitForTimeout(500);
    await page.keyboard.press("Control+Enter");
    return await answer.waitFor({ timeout: 3_000 }).then(
      () => true,
      () => false,
    );
  };
  await expect.poll(ask, { timeout: 45_000, interval: 100 }).toBe(true);
  expect(faults).toEqual([]);
}, 60_000);
