// The errors of the API document: one schema, and per route the statuses that can occur.
import type { CompiledRoute } from "./compile.ts";
import type { JsonSchema } from "./json_schema.ts";
import { methodOf, pathParameters } from "./route.ts";

export const PROBLEM: JsonSchema = {
  type: "object",
  description: "What went wrong (RFC 9457).",
  required: ["type", "title", "status", "code", "detail"],
  properties: {
    type: { type: "string", description: "A URI for the kind of problem." },
    title: { type: "string" },
    status: { type: "integer" },
    code: { type: "string", description: "A stable word to branch on, like credit_hold." },
    detail: { type: "string", description: "A sentence for people." },
    instance: { type: "string", description: "The id of this request, for support." },
    errors: {
      type: "array",
      items: {
        type: "object",
        required: ["pointer", "detail"],
        properties: {
          pointer: { type: "string", description: "Where: a JSON pointer like /lines/0/quantity." },
          detail: { type: "string" },
        },
      },
    },
  },
};

const MEANINGS: Record<number, string> = {
  400: "The body is not JSON.",
  401: "No valid token.",
  403: "The role may not do this.",
  404: "No such object.",
  409: "The state of things does not allow it.",
  413: "The body is larger than 1 MB, or than a file may be.",
  415: "The body is not application/json, or no file of a type that is taken.",
  422: "A field or parameter is not valid, or the answer would be larger than 8 MB.",
  429: "Too many requests.",
  500: "Our mistake; the detail names an id for support.",
  503: "Too busy or too slow; try again later.",
};

export function problemResponses(compiled: CompiledRoute): Record<string, unknown> {
  const writes = methodOf(compiled.route) !== "GET";
  const statuses = [
    401,
    403,
    422,
    429,
    500,
    503,
    ...(writes ? [400, 404, 409, 413, 415] : []),
    ...(pathParameters(compiled.route).length > 0 || compiled.kind === "object" ? [404] : []),
  ];
  return Object.fromEntries(
    [...new Set(statuses)].sort().map((status) => [
      status,
      {
        description: MEANINGS[status],
        content: {
          "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } },
        },
      },
    ]),
  );
}
