// `npm run test:contract`: an outside program reads the API document and calls a real server with
// what the document admits and what it does not. It needs Python, and the registry that pip is told:
// without them it says so and ends with 77, which is neither passed nor failed.
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
import { openChance } from "./support/random.ts";

const SCHEMATHESIS = "schemathesis==4.32.5";
const SKIPPED = 77;
// Side by side, each on a core of its own: what is drawn at random asks a little of every address;
// what is drawn from the edges of each schema asks much of a few, which are others each time. With
// the program's installation and a database it takes less than three minutes.
const SECONDS = 90;
const AT_RANDOM = ["--phases", "examples,fuzzing", "--max-examples", "10"];
const AT_EDGES = ["--phases", "coverage"];
const ADDRESSES_AT_EDGES = 16;
const PATIENCE_MS = 120_000;
const PASSWORD = "for the length of this command";

// All but four. `positive_data_acceptance`: what fits the schema may still be refused by a rule of
// two fields (a percentage or an amount) or by what the tenant has, which no schema can say.
// `ignored_auth`, `use_after_free`, `ensure_resource_availability` and `object_level_authorization`
// need histories of calls; test/api has them for every route.
const CHECKS = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_headers_conformance",
  "response_schema_conformance",
  "negative_data_rejection",
  "unsupported_method",
  "allow_header_conformance",
  "missing_required_header",
];

const chance = openChance(Date.now() % 1_000_000);
const directory = fs.mkdtempSync(path.join(os.tmpdir(), "tenor-contract-"));
const program = (name: string) => path.join(directory, "venv/bin", name);

function has(command: string, args: string[]): boolean {
  return spawnSync(command, args, { stdio: ["ignore", "ignore", "inherit"] }).status === 0;
}

await run(async () => {
  try {
    const missing = whatIsMissing();
    if (missing) {
      console.log(`Skipped: ${missing}`);
      process.exitCode = SKIPPED;
      return;
    }
    await withScratchServer(async (server) => testContract(server.urlOf("postgres"), server.urlOf));
  } finally {
    fs.rmSync(directory, { recursive: true });
  }
});
process.exit();

function whatIsMissing(): string | undefined {
  if (!has("python3", ["-m", "venv", path.join(directory, "venv")])) {
    return "there is no Python 3 with venv.";
  }
  if (!has(program("pip"), ["install", "--quiet", "--timeout", "10", SCHEMATHESIS])) {
    return `pip could not install ${SCHEMATHESIS}.`;
  }
  return undefined;
}

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
    SECURITY_LOG: path.join(directory, "security.log"),
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
    const document = withoutCursors((await response.json()) as OpenApi);
    const addresses = chance.shuffled(Object.entries(document.paths));
    const write = (name: string, some: typeof addresses): string => {
      const file = path.join(directory, name);
      fs.writeFileSync(file, JSON.stringify({ ...document, paths: Object.fromEntries(some) }));
      return file;
    };
    const all = write("all.json", addresses);
    const some = write("some.json", addresses.slice(0, ADDRESSES_AT_EDGES));
    const token = mintToken(config, { role: "admin", tenantId });
    const options = [
      ["--url", `${api.url}/api`],
      ["--header", `Authorization: Bearer ${token}`],
      ["--checks", CHECKS.join()],
      ["--max-time", String(SECONDS)],
      ["--seed", String(chance.seed)],
      ["--warnings", "off"],
      ["--no-shrink", "--continue-on-failure"],
      // That few random texts are e-mail addresses says nothing of the server.
      ["--suppress-health-check", "filter_too_much"],
    ];
    console.log(`Seed ${chance.seed}.`);
    const ends = await Promise.all([
      call([all, ...options.flat(), ...AT_RANDOM]),
      call([some, ...options.flat(), ...AT_EDGES]),
    ]);
    for (const { said } of ends) console.log(said);
    if (ends.some(({ isClean }) => !isClean)) {
      throw new CommandError("The server does not keep to its document.");
    }
  } finally {
    await api.close();
  }
}

/** Beside this process, which has to answer. Who is not through in time says what was found so far. */
async function call(args: string[]): Promise<{ said: string; isClean: boolean }> {
  const child = spawn(program("schemathesis"), ["run", ...args], {
    cwd: directory,
    env: { ...process.env, NO_COLOR: "1" },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (piece) => (said += String(piece)));
  }
  let isLate = false;
  const patience = setTimeout(() => {
    isLate = true;
    child.kill("SIGINT");
  }, PATIENCE_MS);
  const [status] = (await once(child, "close")) as [number | null];
  clearTimeout(patience);
  return { said, isClean: isLate ? !said.includes("❌") : status === 0 };
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
