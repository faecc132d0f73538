// A mutation with an Idempotency-Key: carried out once, as a whole, and answered alike thereafter, by
// the rules of REST. Its fields share one transaction: if one fails, none was done.
import type { ClientBase, Pool, PoolClient } from "pg";
import { execute, type GrafastExecutionArgs } from "postgraphile/grafast";
import { GraphQLError, OperationTypeNode, getOperationAST } from "postgraphile/graphql";
import type { ExecutionArgs, ExecutionResult } from "postgraphile/graphql";
import { onceForKey, readKey } from "../rest/idempotency.ts";
import { inTransaction } from "../rest/transaction.ts";
import { MAX_BYTES_READ } from "../answer_size.ts";
import { withClientInTransaction } from "./pg_client.ts";
import type { CallerRequest, Settings } from "./session.ts";

export interface OnceOptions {
  pool: Pool;
  request: CallerRequest;
}

interface Context {
  pgSettings: Settings;
  openSecret: (sealed: string) => string;
}

/** The header of a mutation; of what only reads it means nothing. */
export function keyOf(args: ExecutionArgs, request: CallerRequest | undefined): string | undefined {
  return isMutation(args) ? readKey(request?.get("idempotency-key")) : undefined;
}

type Asked = Pick<ExecutionArgs, "document" | "operationName">;

export const isMutation = ({ document, operationName }: Asked): boolean =>
  getOperationAST(document, operationName)?.operation === OperationTypeNode.MUTATION;

export async function executeOnce(
  args: ExecutionArgs,
  key: string,
  { pool, request }: OnceOptions,
): Promise<ExecutionResult> {
  const given = args.contextValue as Context;
  const { pgSettings: settings } = given;
  const shown = new Set<unknown>();
  const act = async (client: ClientBase) => {
    const contextValue = {
      ...given,
      withPgClient: withClientInTransaction(client),
      pgSettings: null,
      openSecret: (sealed: string) => {
        const secret = given.openSecret(sealed);
        shown.add(secret);
        return secret;
      },
    };
    const result = (await execute({
      ...args,
      contextValue,
    } as GrafastExecutionArgs)) as ExecutionResult;
    if (result.errors?.[0]) throw result.errors[0];
    const { data } = result;
    // A secret is shown once: who repeats the request finds null in its place.
    const kept = JSON.stringify(data, (_, value: unknown) => (shown.has(value) ? null : value));
    return { status: 200, body: JSON.stringify(data), kept };
  };
  const claim = { key, route: "POST /graphql", body: JSON.stringify(request.body) };
  const { left, resumed } = request;
  const allowance = { left, resumed, bytes: MAX_BYTES_READ };
  const answer = await inTransaction(pool, settings, allowance, (client: PoolClient) =>
    onceForKey(client, claim, settings["role"]!, () => act(client)),
  );
  if (answer.isReplayed) request.res?.set("idempotency-replayed", "true");
  return { data: JSON.parse(answer.body) };
}

/** What kept an operation from being carried out, as its one error. */
export function failed(error: unknown): ExecutionResult {
  if (error instanceof GraphQLError) return { errors: [error] };
  const originalError = error as Error;
  return { errors: [new GraphQLError(originalError.message, { originalError })] };
}
