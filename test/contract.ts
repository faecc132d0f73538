// `npm run test:contract`: an outside program reads the API document and calls a real server with
// what the document admits and what it does not. It needs Python, and the registry that pip is told.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { mintToken } from "../server/cli/mint_token.ts";
import { CommandError, run } from "../server/cli/run.ts";
import { loadConfig } from "../server/config.ts";
import { startApi } from "../server/http/main.ts";
import { createDatabase, withClient, withLogin } from "../server/postgres/connection.ts";
import { applyDefinitions, prepareDatabase } from "../server/postgres/definitions.ts";
import { admitLogins } from "../server/postgres/logins.ts";
import { withScratchServer } from "../server/postgres/scratch.ts";
import type { OpenApi } from "../server/rest/openapi.ts";

const SCHEMATHESIS = "schemathesis==4.32.5";
const SECONDS = 120;
const PASSWORD = "for the length of this command";

const CHECKS = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_headers_conformance",
  "response_schema_conformance",
  "unsupported_method",
  "allow_header_conformance",
  "missing_required_header",
];

const directory = fs.mkdtempSync(path.join(os.tmpdir(), "tenor-contract-"));
const program = (name: string) => path.join(directory, "venv/bin", name);

function must(command: string, args: string[], failure: string): void {
  const { status } = spawnSync(command, args, { stdio: "inherit" });
  if (status !== 0) throw new CommandError(failure);
}

await run(async () => {
  try {
    must("python3", ["-m", "venv", path.join(directory, "venv")], "There is no Python with venv.");
    must(program("pip"), ["install", "--quiet", SCHEMATHESIS], "pip could not install it.");
    await withScratchServer(async (server) => testContract(server.urlOf("postgres"), server.urlOf));
  } finally {
    fs.rmSync(directory, { recursive: true });
  }
});
process.exit();

async function testContract(root: string, urlOf: (name: string) => string): Promise<void> {
  const url = urlOf("tenor");
  await createDatabase(root, "tenor");
  await prepareDatabase(url);
  await applyDefinitions(url);
  const gatewayDatabaseUrl = withLogin(url, "tenor_gateway", PASSWORD);
  await admitLogins(url, { gatewayDatabaseUrl });
  const config = loadConfig({
    PORT: "0",
    GATEWAY_DATABASE_URL: gatewayDatabaseUrl,
    JWT_SECRET: "a key for tests only, of more than 32 characters",
    SECRET_KEY: "a seal for tests only, of more than 32 characters",
    LOG_LEVEL: "error",
    RATE_LIMIT_PER_MINUTE: "1000000",
    RATE_LIMIT_ANONYMOUS_PER_MINUTE: "1000000",
  });
  const api = await startApi(config);
  try {
    const tenantId = await withClient(url, async (client) => {
      await client.query("set role tenor_operator");
      const { rows } = await client.query<{ id: string }>(
        `select id from tenancy.provision_tenant(name => 'Contract', slug => 'contract',
          currency => 'USD', time_zone => 'UTC', sandbox => true,
          clock_at => '2026-02-01T12:00:00Z')`,
      );
      return rows[0]!.id;
    });
    const response = await fetch(`${api.url}/api/openapi.json`);
    const file = path.join(directory, "openapi.json");
    fs.writeFileSync(file, JSON.stringify(withoutCursors((await response.json()) as OpenApi)));
    const token = mintToken(config, { role: "admin", tenantId });
    const options = [
      ["--url", `${api.url}/api`],
      ["--header", `Authorization: Bearer ${token}`],
      ["--phases", "examples,coverage,fuzzing"],
      ["--checks", CHECKS.join()],
      ["--max-time", String(SECONDS)],
      ["--max-examples", "10"],
      ["--warnings", "off"],
      ["--no-shrink", "--continue-on-failure"],
    ];
    // Beside this process, which has to answer.
    const child = spawn(program("schemathesis"), ["run", file, ...options.flat()], {
      cwd: directory,
      stdio: "inherit",
    });
    const [status] = (await once(child, "exit")) as [number | null];
    if (status !== 0) throw new CommandError("The server does not keep to its document.");
  } finally {
    await api.close();
  }
}

/** A cursor is a word that only a server can say: no schema tells those that it knows. */
function withoutCursors(document: OpenApi): OpenApi {
  for (const operation of Object.values(document.paths).flatMap((path) => Object.values(path))) {
    operation.parameters = operation.parameters.filter(
      (one) => !("name" in one && one.name === "cursor"),
    );
  }
  return document;
}
