// From a request to the variables of its operation.
import { getNullableType, isListType } from "graphql";
import type { GraphQLInputObjectType, GraphQLInputType } from "graphql";
import { isTooDeep, LIMITS } from "../graphql/limits.ts";
import type { Limit } from "../graphql/limits_of_columns.ts";
import { Complaints, coerce, coerceObject, escapePointer } from "./coerce.ts";
import { byName, DEFAULT_LIMIT, MAX_LIMIT, orderWords, wholesOf } from "./inputs.ts";
import type { Input } from "./inputs.ts";
import { isJsonObject, parseJson, repeatedName } from "./json.ts";
import { invalidInput, invalidJson, notFound } from "./refusals.ts";

export type Variables = Record<string, unknown>;

export interface RequestParts {
  path: Record<string, string>;
  query: URLSearchParams;
  body: string;
}

/** Throws one ApiError that names everything that is wrong. */
export function readRequest(inputs: Input[], { path, query, body }: RequestParts): Variables {
  const complaints = new Complaints();
  const variables: Variables = {};
  readPath(inputs, path, variables);
  readQuery(inputs, query, variables, complaints);
  readBody(inputs, body, variables, complaints);
  if (complaints.list.length > 0) throw invalidInput(complaints.list);
  return variables;
}

/** A malformed id is an id that does not exist. */
function readPath(inputs: Input[], path: Record<string, string>, variables: Variables): void {
  const complaints = new Complaints();
  for (const input of inputs.filter(({ place }) => place === "path")) {
    variables[input.variable] = coerce(path[input.name], input.type, "", complaints);
  }
  if (complaints.list.length > 0) throw notFound();
}

function readQuery(
  inputs: Input[],
  query: URLSearchParams,
  variables: Variables,
  complaints: Complaints,
): void {
  const parameters = inputs.filter(({ place }) => place === "query");
  const known = byName(parameters);
  const given = new Set<Input>();
  for (const name of new Set(query.keys())) {
    const input = known.get(name);
    const pointer = `/${escapePointer(name)}`;
    if (!input) complaints.add(pointer, "is not a known parameter.");
    else if (query.getAll(name).length > 1 || given.has(input)) {
      complaints.add(pointer, "is given more than once.");
    } else variables[input.variable] = readParameter(input, query.get(name)!, complaints);
    if (input) given.add(input);
  }
  for (const input of parameters) {
    if (given.has(input)) continue;
    if (input.role === "limit") variables[input.variable] = input.default ?? DEFAULT_LIMIT;
    else if (input.isRequired) complaints.add(`/${input.name}`, "is required.");
  }
}

function readParameter(input: Input, text: string, complaints: Complaints): unknown {
  const pointer = `/${input.name}`;
  switch (input.role) {
    case "limit":
      return readLimit(text, pointer, complaints);
    case "order":
      return readOrder(text, input.type, pointer, complaints);
    default: {
      const value = coerce(jsonOfText(text, input.type), input.type, pointer, complaints);
      if ([value].flat().some((one) => isOutside(input.limit, one))) {
        complaints.add(pointer, expectationOf(input.limit));
      }
      return value;
    }
  }
}

/** What no row can hold is a slip of whoever asks, and no empty list. */
function isOutside({ enum: words, pattern, minLength = 0, maxLength }: Limit, value: unknown) {
  if (typeof value !== "string") return false;
  if (words && !words.includes(value)) return true;
  if (pattern !== undefined && !new RegExp(pattern, "u").test(value)) return true;
  const length = [...value].length;
  return length < minLength || (maxLength !== undefined && length > maxLength);
}

function expectationOf({ enum: words }: Limit): string {
  return words ? `must be one of ${words.join(", ")}.` : "is nothing that it could be.";
}

function readLimit(text: string, pointer: string, complaints: Complaints): number {
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > MAX_LIMIT) complaints.add(pointer, `must be from 1 to ${MAX_LIMIT}.`);
  return limit;
}

function readOrder(
  text: string,
  type: GraphQLInputType,
  pointer: string,
  complaints: Complaints,
): unknown[] {
  const words = orderWords(type);
  return text.split(",").map((word) => {
    if (!words.has(word)) complaints.add(pointer, `must be of ${[...words.keys()].join(", ")}.`);
    return words.get(word);
  });
}

/** A query string has only text: lists are separated by commas, the rest is as JSON would be. */
function jsonOfText(text: string, type: GraphQLInputType): unknown {
  const inner = getNullableType(type);
  if (isListType(inner)) {
    return text.split(",").map((item) => jsonOfText(item, inner.ofType as GraphQLInputType));
  }
  if (String(inner) === "Boolean") return { true: true, false: false }[text] ?? text;
  return text;
}

function readBody(
  inputs: Input[],
  text: string,
  variables: Variables,
  complaints: Complaints,
): void {
  const fields = inputs.filter(({ place }) => place === "body");
  const body = text.trim() === "" ? {} : parseBody(text);
  if (!isJsonObject(body)) throw invalidInput([{ pointer: "", detail: "must be an object." }]);
  if (isTooDeep(body)) {
    const detail = `is nested more than ${LIMITS.inputDepth} levels deep.`;
    throw invalidInput([{ pointer: "", detail }]);
  }
  const wholes = wholesOf(fields);
  if (wholes.length > 0) return readWhole(wholes, body, variables, complaints);
  const known = byName(fields);
  const given = new Set<Input>();
  for (const [key, value] of Object.entries(body)) {
    const pointer = `/${escapePointer(key)}`;
    const input = known.get(key);
    if (!input) complaints.add(pointer, "is not a known field.");
    else if (given.has(input)) complaints.add(pointer, "is given more than once.");
    else variables[input.variable] = coerce(value, input.type, pointer, complaints);
    if (input) given.add(input);
  }
  for (const input of fields) {
    if (input.isRequired && !given.has(input)) complaints.add(`/${input.name}`, "is required.");
  }
}

/** What none of the objects knows goes to the last, to be complained about. */
function readWhole(
  wholes: ReturnType<typeof wholesOf>,
  body: Record<string, unknown>,
  variables: Variables,
  complaints: Complaints,
): void {
  if (Object.keys(body).length === 0) complaints.add("", "must have at least one field.");
  const rest = new Map(Object.entries(body));
  for (const [place, { input, fields }] of wholes.entries()) {
    const isLast = place === wholes.length - 1;
    const own = [...rest].filter(([key]) => isLast || fields.has(key));
    for (const [key] of own) rest.delete(key);
    const type = getNullableType(input.type) as GraphQLInputObjectType;
    variables[`${input.variable}Given`] = own.length > 0;
    variables[input.variable] = coerceObject(Object.fromEntries(own), type, "", complaints);
  }
}

function parseBody(text: string): unknown {
  const body = valueOf(text);
  const twice = repeatedName(text);
  if (twice === undefined) return body;
  throw invalidJson(`The body has the field ${escapePointer(twice)} twice.`);
}

function valueOf(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    throw invalidJson("The body is not valid JSON.");
  }
}
