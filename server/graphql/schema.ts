// The GraphQL schema of this process, and how an operation is carried out inside a transaction.
import "./environment.ts";
import type { ClientBase, Pool } from "pg";
import { makeSchema } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { execute } from "postgraphile/grafast";
import type { DocumentNode, ExecutionResult, GraphQLSchema } from "postgraphile/graphql";
import preset from "../../graphile.config.ts";
import { withClientInTransaction } from "./pg_client.ts";
import { API_ROLE, API_SCHEMAS } from "./schemas.ts";
import { openerOf } from "./secrets_plugin.ts";
import type { Claims } from "./session.ts";
import type { Vault } from "../vault.ts";

export interface Engine {
  schema: GraphQLSchema;
  resolvedPreset: GraphileConfig.ResolvedPreset;
}

// Planning stops after half a second: a document that needs longer was written to hurt.
const TIMEOUTS = { planning: 500, execution: 30_000 };

let engine: Promise<Engine> | undefined;

/** Read from the database once per process; the pool is needed for that first call only. */
export function getSchema(pool?: Pool): Promise<Engine> {
  if (!engine) {
    if (!pool) throw new Error("The GraphQL schema is built by startApi: call it first.");
    engine = buildSchema(pool);
    engine.catch(() => (engine = undefined));
  }
  return engine;
}

async function buildSchema(pool: Pool): Promise<Engine> {
  const service = makePgService({
    pool,
    schemas: API_SCHEMAS,
    pubsub: false,
    pgSettingsForIntrospection: { role: API_ROLE },
  });
  const { schema, resolvedPreset } = await makeSchema({
    extends: [preset],
    pgServices: [service],
    grafast: { timeouts: TIMEOUTS },
  });
  return { schema, resolvedPreset };
}

export interface Execution {
  /** In a transaction that has its settings already. */
  client: ClientBase;
  /** Parsed once and kept: the plan is cached by the identity of its operation. */
  document: DocumentNode;
  variables?: Record<string, unknown>;
  claims: Claims;
  vault: Vault;
  /** How many rows a page may have, where that is more than usual. */
  maxRows?: number;
}

/** Errors are as the database raised them: give them to `toProblem`. */
export async function executeInTransaction(execution: Execution): Promise<ExecutionResult> {
  const { schema, resolvedPreset } = await getSchema();
  const { grafast: _untimed, ...preset } = resolvedPreset;
  const result = await execute({
    schema,
    document: execution.document,
    variableValues: execution.variables ?? {},
    contextValue: {
      withPgClient: withClientInTransaction(execution.client),
      pgSettings: null,
      claims: execution.claims,
      maxRows: execution.maxRows,
      openSecret: openerOf(execution.vault, execution.claims),
    },
    resolvedPreset: preset,
  });
  return result as ExecutionResult;
}
