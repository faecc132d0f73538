import { createRequire } from "node:module";
import path from "node:path";
import { defineConfig, type Plugin } from "vitest/config";

const require = createRequire(import.meta.url);
const runner = path.resolve(import.meta.dirname, "test/support/pgtap.ts");

// A pgTAP file is a test file: each of its assertions becomes one test.
const pgtap: Plugin = {
  name: "pgtap",
  enforce: "pre",
  load(id) {
    const file = id.split("?")[0] ?? id;
    if (!file.endsWith(".sql")) return undefined;
    const code = `import { runPgtap } from ${JSON.stringify(runner)};
await runPgtap(${JSON.stringify(file)});`;
    return { code, moduleType: "js", map: null };
  },
};

export default defineConfig({
  plugins: [pgtap],
  // The copy that Node itself takes: two copies of graphql in one process refuse each other.
  resolve: { alias: [{ find: /^graphql$/, replacement: require.resolve("graphql") }] },
  test: {
    include: ["test/**/*.test.ts", "test/**/*.test.tsx", "test/db/**/*.sql"],
    globalSetup: ["test/support/global_setup.ts"],
    setupFiles: ["test/support/file_setup.ts"],
    pool: "forks",
    isolate: false,
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
  },
});
