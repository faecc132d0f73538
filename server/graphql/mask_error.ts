// What a caller of GraphQL is told about an error: a sentence, a word and a status, nothing of how
// the database is made.
import type { Logger } from "pino";
import { isSafeError } from "postgraphile/grafast";
import { GraphQLError } from "postgraphile/graphql";
import { toProblem, type Problem } from "../errors.ts";

export function makeMaskError(log: Logger): (error: Error) => GraphQLError {
  return (raised) => {
    // What breaks before or after an operation is no error of GraphQL.
    const error =
      raised instanceof GraphQLError
        ? raised
        : new GraphQLError(raised.message, { originalError: raised });
    const problem = problemOf(error);
    if (problem.errorId) logInternal(log, error, problem.errorId);
    const pointer = problem.errors?.[0]?.pointer;
    return new GraphQLError(problem.detail, {
      nodes: error.nodes ?? null,
      path: error.path ?? null,
      extensions: {
        code: problem.code,
        status: problem.status,
        ...(pointer ? { pointer: camelCase(pointer) } : {}),
        ...(problem.errorId ? { id: problem.errorId } : {}),
      },
    });
  };
}

function problemOf(error: GraphQLError): Problem {
  if (!error.path && isPlain(error) && !error.extensions["code"]) {
    return { code: "invalid_input", status: 422, detail: withoutSuggestion(error.message) };
  }
  const { originalError } = error;
  // Grafast's own words, made for callers: a cursor from nowhere, or planning that took too long.
  if (originalError && isSafeError(originalError) && !originalError.extensions?.["code"]) {
    const detail = originalError.message;
    return /too long|time/i.test(detail)
      ? { code: "query_too_costly", status: 400, detail }
      : { code: "invalid_input", status: 422, detail };
  }
  return toProblem(error);
}

/** Only what tells where to look: values of rows stand in detail and hint, which are left out. */
export function logInternal(log: Logger, error: unknown, errorId: string): void {
  let cause = error as Error & { originalError?: unknown };
  while (cause.originalError) cause = cause.originalError as typeof cause;
  const { name, message, stack, ...rest } = cause as Error & Record<string, unknown>;
  const { code, schema, table, constraint, routine, where } = { ...rest, ...cause } as Record<
    string,
    unknown
  >;
  log.error(
    { errorId, error: { name, message, stack, code, schema, table, constraint, routine, where } },
    "internal error",
  );
}

export const withoutSuggestion = (message: string): string =>
  message.replace(/ Did you mean .*\?/s, "");

// Raised by GraphQL itself, or by a scalar about a value that the caller gave.
const isPlain = (error: GraphQLError): boolean =>
  error.originalError == null || error.originalError instanceof GraphQLError;

const camelCase = (pointer: string): string =>
  pointer.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
