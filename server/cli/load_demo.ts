// What an empty database starts with: a sandbox tenant on which the main job has been done, and,
// where the logins are ours to make, an analyst's login.
import type { Config } from "../config.ts";
import { runMainJob } from "../demo/main_job.ts";
import { keepSecret } from "../postgres/secrets.ts";
import { createAnalyst } from "./create_analyst.ts";

export const DEMO_SLUG = "northwind";
export const DEMO_ANALYST = "analyst_northwind";

export async function loadDemo(config: Config, url: string): Promise<void> {
  await runMainJob({ config, url, slug: DEMO_SLUG, say: () => {} });
  if (!config.embedded) return;
  await createAnalyst(config.databaseUrl, {
    login: DEMO_ANALYST,
    password: keepSecret(config.dataDir, DEMO_ANALYST),
    slug: DEMO_SLUG,
  });
}
