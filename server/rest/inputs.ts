// What a request may bring: every variable of the operation is a path parameter, a query
// parameter or a field of the body, named in snake_case. `$body` stands for the body as a whole;
// `$bodyForm` and the like share it: each takes the fields that it knows, and `$bodyFormGiven` says
// whether there were any.
import {
  getNamedType,
  getNullableType,
  isEnumType,
  isNonNullType,
  typeFromAST,
  valueFromAST,
} from "graphql";
import type {
  GraphQLInputObjectType,
  GraphQLInputType,
  GraphQLSchema,
  OperationDefinitionNode,
  VariableDefinitionNode,
} from "graphql";
import type { ColumnLimits, Said } from "./limits.ts";
import { camelCase, snakeCase } from "./names.ts";
import { methodOf, pathParameters } from "./route.ts";
import type { Route } from "./route.ts";

export type Place = "path" | "query" | "body";
export type Role = "field" | "limit" | "cursor" | "order" | "whole" | "given";

export interface Input extends Said {
  /** The name in REST. */
  name: string;
  alsoCalled: string[];
  variable: string;
  type: GraphQLInputType;
  place: Place;
  role: Role;
  isRequired: boolean;
  default: unknown;
  description: string | undefined;
}

export const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 500;

const PAGING: Record<string, { name: string; role: Role }> = {
  first: { name: "limit", role: "limit" },
  after: { name: "cursor", role: "cursor" },
  orderBy: { name: "order_by", role: "order" },
};

export function inputsOf(
  route: Route,
  operation: OperationDefinitionNode,
  schema: GraphQLSchema,
  limits: ColumnLimits,
): Input[] {
  const said = limits.ofVariables(operation);
  const inputs = (operation.variableDefinitions ?? []).map((node) => ({
    ...inputOf(route, node, schema),
    ...(said.get(node.variable.name.value) ?? { limit: {}, refusesNull: false }),
  }));
  for (const parameter of pathParameters(route)) {
    if (!inputs.some(({ place, name }) => place === "path" && name === parameter)) {
      throw new Error(`${route.at}: ${route.operation} has no variable for :${parameter}.`);
    }
  }
  for (const name of Object.values(route.alsoCalled ?? {})) {
    if (inputs.some((input) => input.name === name)) continue;
    throw new Error(`${route.at}: ${route.operation} has no variable for ${name}.`);
  }
  return inputs;
}

function inputOf(
  route: Route,
  node: VariableDefinitionNode,
  schema: GraphQLSchema,
): Omit<Input, keyof Said> {
  const variable = node.variable.name.value;
  const type = typeFromAST(schema, node.type as never) as GraphQLInputType;
  const place = placeOf(route, variable);
  const paging = place === "query" ? PAGING[variable] : undefined;
  const shared = place === "body" ? /^body([A-Z]\w*?)??(Given)?$/.exec(variable) : null;
  const name = paging?.name ?? snakeCase(variable);
  return {
    name,
    alsoCalled: namesOf(route, name),
    variable,
    type,
    place,
    role: paging?.role ?? (shared ? (shared[2] ? "given" : "whole") : "field"),
    isRequired: isNonNullType(type) && !node.defaultValue,
    default: node.defaultValue && valueFromAST(node.defaultValue, type),
    description: node.description?.value,
  };
}

function namesOf({ alsoCalled = {} }: Route, name: string): string[] {
  return Object.keys(alsoCalled).filter((other) => alsoCalled[other] === name);
}

/** By every name that a request may use. */
export function byName(inputs: Input[]): Map<string, Input> {
  return new Map(
    inputs.flatMap((input) => [input.name, ...input.alsoCalled].map((name) => [name, input])),
  );
}

function placeOf(route: Route, variable: string): Place {
  if (pathParameters(route).some((name) => camelCase(name) === variable)) return "path";
  return route.receive || ["GET", "DELETE"].includes(methodOf(route)) ? "query" : "body";
}

/** The objects that make up a body as a whole; what two of them know belongs to the first. */
export function wholesOf(inputs: Input[]): { input: Input; fields: Map<string, InputField> }[] {
  const taken = new Set<string>();
  return inputs
    .filter(({ role }) => role === "whole")
    .map((input) => {
      const all = inputFields(getNullableType(input.type) as GraphQLInputObjectType);
      const fields = new Map([...all].filter(([name]) => !taken.has(name)));
      for (const name of fields.keys()) taken.add(name);
      return { input, fields };
    });
}

/** Fields of an input object by their REST name, without Relay's client mutation id. */
export function inputFields(type: GraphQLInputObjectType): Map<string, InputField> {
  const kept = inputFieldCache.get(type);
  if (kept) return kept;
  const fields = Object.values(type.getFields())
    .filter(({ name }) => name !== "clientMutationId")
    .map((field) => [snakeCase(field.name), field] as const);
  const map = new Map(fields);
  inputFieldCache.set(type, map);
  return map;
}

export type InputField = ReturnType<GraphQLInputObjectType["getFields"]>[string];
const inputFieldCache = new WeakMap<GraphQLInputObjectType, Map<string, InputField>>();

/** The words of `order_by`: `due_date`, `-due_date` and so on, each with its enum value. */
export function orderWords(type: GraphQLInputType): Map<string, unknown> {
  const named = getNamedType(type);
  if (!isEnumType(named)) throw new Error(`${String(type)} is not an order.`);
  const words = new Map<string, unknown>();
  for (const { name } of named.getValues()) {
    const match = /^(.+)_(ASC|DESC)$/.exec(name);
    if (!match || match[1] === "PRIMARY_KEY") continue;
    words.set((match[2] === "DESC" ? "-" : "") + match[1]!.toLowerCase(), name);
  }
  return words;
}
