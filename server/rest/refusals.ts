// What the REST edge itself refuses, before or instead of the database.
import { ApiError } from "../errors.ts";
import type { FieldProblem } from "../errors.ts";

/** One wording for unknown, foreign and malformed ids, so that nobody can probe for them. */
export function notFound(): ApiError {
  return new ApiError(404, "not_found", "There is no such object.");
}

export function invalidJson(detail: string): ApiError {
  return new ApiError(400, "invalid_json", detail);
}

export function invalidInput(errors: FieldProblem[]): ApiError {
  const [first] = errors;
  const detail =
    errors.length === 1 && first
      ? `${first.pointer.slice(1) || "The body"} ${first.detail}`
      : `${errors.length} fields of the request are not valid.`;
  return new ApiError(422, "invalid_input", detail, errors);
}
