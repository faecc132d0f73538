// What went wrong, in words for people: SQLSTATEs become problems, for GraphQL and REST alike.
import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import { API_ROLE, API_SCHEMAS } from "./graphql/schemas.ts";
import { isAway } from "./postgres/is_away.ts";

export interface FieldProblem {
  /** JSON pointer into the input, in snake_case: `/lines/0/quantity`. */
  pointer: string;
  detail: string;
}

export interface Problem {
  code: string;
  status: number;
  detail: string;
  errors?: FieldProblem[];
  /** Of an internal error: what the caller is told and the log says. */
  errorId?: string;
}

/** A refusal made by the edge itself. */
export class ApiError extends Error {
  override name = "ApiError";
  readonly code: string;
  readonly status: number;
  readonly errors: FieldProblem[] | undefined;

  constructor(status: number, code: string, detail: string, errors?: FieldProblem[]) {
    super(detail);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}

interface Word {
  word: string;
  status: number;
}

const words = new Map<string, Word>();
const sentences = new Map<string, string>();

/** Reads the catalogue of codes and the comments on constraints, once at the start. */
export async function loadErrorCatalogue(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query(`begin read only; set local role ${API_ROLE}`);
    const codes = await client.query<{ code: string; word: string; http_status: number }>(
      "select code, word, http_status from kernel.error_codes",
    );
    const comments = await client.query<{ name: string; sentence: string }>(CONSTRAINT_COMMENTS, [
      ["kernel", ...API_SCHEMAS],
    ]);
    await client.query("commit");
    for (const { code, word, http_status } of codes.rows) {
      words.set(code, { word, status: http_status });
    }
    for (const { name, sentence } of comments.rows) {
      // Lines that start with @ tell PostGraphile names.
      sentences.set(name, sentence.replaceAll(/^@.*\n?/gm, "").trim());
    }
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}

const CONSTRAINT_COMMENTS = `
  select n.nspname || '.' || o.name as name, d.description as sentence
  from pg_catalog.pg_namespace n
  cross join lateral (
    select conname as name, oid, 'pg_constraint'::regclass as class
    from pg_catalog.pg_constraint where connamespace = n.oid
    union all
    select relname, oid, 'pg_class'::regclass
    from pg_catalog.pg_class where relnamespace = n.oid and relkind in ('i', 'I')
  ) o
  join pg_catalog.pg_description d on d.objoid = o.oid and d.classoid = o.class and d.objsubid = 0
  where n.nspname = any ($1)`;

interface DatabaseError extends Error {
  code: string;
  severity: string;
  schema?: string;
  table?: string;
  column?: string;
  constraint?: string;
}

export function toProblem(error: unknown): Problem {
  for (let cause = error, depth = 0; cause != null && depth < 6; depth += 1) {
    const problem = problemOf(cause as Record<string, unknown>);
    if (problem) return problem;
    const { originalError, cause: inner } = cause as { originalError?: unknown; cause?: unknown };
    cause = originalError ?? inner;
  }
  return {
    code: "internal",
    status: 500,
    detail: "An internal error occurred.",
    errorId: randomUUID(),
  };
}

function problemOf(error: Record<string, unknown>): Problem | undefined {
  if (isDatabaseError(error)) return databaseProblem(error);
  if (error instanceof ApiError)
    return refusal(error.code, error.status, error.message, error.errors);
  const extensions = error["extensions"] as Record<string, unknown> | undefined;
  if (extensions && isRefusal({ ...extensions, message: error["message"] })) {
    const { code, status, pointer } = extensions as unknown as Refusal;
    return refusal(code, status, String(error["message"]), pointer);
  }
  // PostGraphile's own words when a delete finds no row, foreign or none at all.
  if (/^No values were (deleted|updated) /.test(String(error["message"]))) {
    return refusal("not_found", 404, "Nothing here has this id.");
  }
  return connectionProblem(error);
}

interface Refusal {
  code: string;
  status: number;
  message: string;
  pointer?: string;
}

const isRefusal = (error: object): error is Refusal => {
  const { code, status, message } = error as Partial<Refusal>;
  return typeof code === "string" && typeof status === "number" && typeof message === "string";
};

const isDatabaseError = (error: object): error is DatabaseError => {
  const { code, severity } = error as Partial<DatabaseError>;
  return typeof severity === "string" && typeof code === "string" && code.length === 5;
};

function refusal(
  code: string,
  status: number,
  detail: string,
  where?: string | FieldProblem[],
): Problem {
  const errors =
    typeof where === "string" && where !== ""
      ? [{ pointer: where.startsWith("/") ? where : `/${where}`, detail }]
      : where;
  return { code, status, detail, ...(errors?.length ? { errors: errors as FieldProblem[] } : {}) };
}

function databaseProblem(error: DatabaseError): Problem | undefined {
  const word = words.get(error.code);
  if (word) return refusal(word.word, word.status, error.message, error.column);
  const sentence = sentences.get(`${error.schema}.${error.constraint}`);
  switch (error.code) {
    case "23505":
    case "23P01":
      return refusal("conflict", 409, sentence ?? "Another object already has this key.");
    case "23503":
      return isReferenced(error)
        ? refusal("conflict", 409, "Other objects still refer to this one.")
        : refusal("not_found", 404, sentence ?? "There is no such object.");
    case "23514":
      return refusal("invalid_input", 422, sentence ?? "A value is not allowed here.");
    case "23502":
      return refusal(
        "invalid_input",
        422,
        `${error.column ?? "A value"} is missing.`,
        error.column,
      );
    case "42501":
      return refusal("forbidden", 403, "Your role may not do this.");
    case "40001":
    case "40P01":
      return refusal("conflict", 409, "Others were changing the same objects. Try again.");
    case "57014":
      return refusal("timeout", 503, "This took too long and was stopped.");
    case "25006":
      return refusal("tenant_suspended", 403, "The tenant is suspended: it can be read alone.");
    case "22012":
      return undefined;
  }
  if (error.code.startsWith("22")) {
    return refusal("invalid_input", 422, DATA_SENTENCES[error.code] ?? "A value is malformed.");
  }
  return /^(08|53|57P)/.test(error.code) ? OVERLOADED : undefined;
}

const DATA_SENTENCES: Record<string, string> = {
  "22001": "A text is too long.",
  "22003": "A number is out of range.",
  "22007": "A date or time is malformed.",
  "22008": "A date or time does not exist.",
};

const OVERLOADED: Problem = {
  code: "overloaded",
  status: 503,
  detail: "The service is busy. Try again in a moment.",
};

// On deletion the table that refers is the one named by the error, not the one deleted from.
const isReferenced = (error: DatabaseError): boolean => /^update or delete/.test(error.message);

function connectionProblem(error: Record<string, unknown>): Problem | undefined {
  return isAway(error) ? OVERLOADED : undefined;
}
