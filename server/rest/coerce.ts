// From JSON to GraphQL variables. Every complaint is collected, so that one answer names them all.
import {
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isScalarType,
} from "graphql";
import type { GraphQLInputObjectType, GraphQLInputType } from "graphql";
import type { FieldProblem } from "../errors.ts";
import { inputFields } from "./inputs.ts";
import { isJsonObject } from "./json.ts";
import { constantCase } from "./names.ts";
import { Complaint, scalarRule } from "./scalars.ts";
import { shorthandOf } from "./shorthand.ts";

const MAX_COMPLAINTS = 50;

export class Complaints {
  readonly list: FieldProblem[] = [];

  add(pointer: string, detail: string): void {
    if (this.list.length < MAX_COMPLAINTS) this.list.push({ pointer, detail });
  }
}

/** The value as GraphQL wants it; what is wrong with it goes to `complaints`. */
export function coerce(
  value: unknown,
  type: GraphQLInputType,
  pointer: string,
  complaints: Complaints,
): unknown {
  if (value === null || value === undefined) {
    if (isNonNullType(type)) complaints.add(pointer, "is required.");
    return null;
  }
  const inner = getNullableType(type);
  if (isListType(inner)) return coerceList(value, inner.ofType, pointer, complaints);
  if (isInputObjectType(inner)) {
    const short = isJsonObject(value) ? undefined : shorthandOf(inner);
    if (!short) return coerceObject(value, inner, pointer, complaints);
    return { [short.name]: coerce(value, short.type, pointer, complaints) };
  }
  if (isEnumType(inner)) {
    const words = inner.getValues().map(({ name }) => name);
    const word = typeof value === "string" ? constantCase(value) : "";
    if (!words.includes(word)) {
      complaints.add(pointer, `must be one of ${words.join(", ").toLowerCase()}.`);
    }
    return word;
  }
  if (!isScalarType(inner)) throw new Error(`${String(type)} is no input type.`);
  return readScalar(value, inner.name, pointer, complaints);
}

function readScalar(
  value: unknown,
  scalar: string,
  pointer: string,
  complaints: Complaints,
): unknown {
  try {
    return scalarRule(scalar).read(value);
  } catch (error) {
    if (!(error instanceof Complaint)) throw error;
    complaints.add(pointer, error.message);
    return null;
  }
}

function coerceList(
  value: unknown,
  type: GraphQLInputType,
  pointer: string,
  complaints: Complaints,
): unknown {
  if (!Array.isArray(value)) {
    complaints.add(pointer, "must be a list.");
    return null;
  }
  return value.map((item, index) => {
    // Postgres would take a null row for a row of nulls.
    const place = `${pointer}/${index}`;
    if (item !== null) return coerce(item, type, place, complaints);
    complaints.add(place, "must not be null.");
    return null;
  });
}

export function coerceObject(
  value: unknown,
  type: GraphQLInputObjectType,
  pointer: string,
  complaints: Complaints,
): unknown {
  if (!isJsonObject(value)) {
    complaints.add(pointer, "must be an object.");
    return null;
  }
  const fields = inputFields(type);
  const result: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    const field = fields.get(key);
    const place = `${pointer}/${escapePointer(key)}`;
    if (field) result[field.name] = coerce(inner, field.type, place, complaints);
    else complaints.add(place, "is not a known field.");
  }
  for (const [key, field] of fields) {
    const isRequired = isNonNullType(field.type) && field.defaultValue === undefined;
    if (isRequired && !Object.hasOwn(value, key)) {
      complaints.add(`${pointer}/${key}`, "is required.");
    }
  }
  return result;
}

/** RFC 6901. A key comes from outside, so its length is bounded too. */
export function escapePointer(key: string): string {
  return key.slice(0, 100).replaceAll("~", "~0").replaceAll("/", "~1");
}
