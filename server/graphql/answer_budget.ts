// Lists inside lists multiply. How many values a valid operation may ask for is known before anything
// is planned, from its arguments as they will be seen: variables coerced, defaults put in.
import {
  getArgumentValues,
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  Kind,
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type SelectionSetNode,
} from "postgraphile/graphql";
import { LIMITS, tooCostly } from "./limits.ts";
import { DEFAULT_PAGE_SIZE, GROUPS, MAX_PAGE_SIZE } from "./page_size_plugin.ts";
import type { Question } from "./question.ts";

// A row takes as long as a handful of values.
const ROW = 5;
// What a field is asked with becomes a part of its SQL.
const INPUT = 8;

/** Throws when an answer may have too many values. */
export function checkAnswer(question: Question): void {
  const { schema, operation } = question;
  const place = { type: schema.getRootType(operation.operation)!, page: 1 };
  if (valuesOf(operation.selectionSet, place, question) > LIMITS.values) {
    const hint = "ask for fewer rows in the nested lists, by fewer conditions.";
    throw tooCostly(`An answer has at most ${LIMITS.values} values: ${hint}`);
  }
}

interface Place {
  type: GraphQLNamedType;
  /** Rows of the connection that the fields belong to. */
  page: number;
}

function valuesOf(set: SelectionSetNode, place: Place, question: Question): number {
  let values = 0;
  for (const selection of set.selections) {
    if (values > LIMITS.values) break;
    if (selection.kind === Kind.FIELD) values += valuesOfField(selection, place, question);
    else {
      const inner =
        selection.kind === Kind.INLINE_FRAGMENT
          ? selection
          : question.fragments[selection.name.value]!;
      values += valuesOf(inner.selectionSet, place, question);
    }
  }
  return values;
}

function valuesOfField(node: FieldNode, { type, page }: Place, question: Question): number {
  const field = isObjectType(type) ? type.getFields()[node.name.value] : undefined;
  if (!field || !node.selectionSet) return 1;
  const args = getArgumentValues(field, node, question.variables);
  const said = INPUT * sizeOf(args);
  const rows = rowsOf(field, args, page);
  const inner = getNamedType(field.type);
  if (!CONNECTION.test(inner.name)) {
    return said + rows * (ROW + valuesOf(node.selectionSet, { type: inner, page: 1 }, question));
  }
  // Its rows stand in its nodes and edges; what else it has is there once.
  return said + valuesOf(node.selectionSet, { type: inner, page: rows }, question);
}

const sizeOf = (input: unknown): number =>
  typeof input === "object" && input !== null
    ? Object.values(input).reduce<number>((sum, inner) => sum + 1 + sizeOf(inner), 0)
    : 0;

const CONNECTION = /Connection$/;
const ROWS_OF_CONNECTION = new Set(["nodes", "edges"]);

function rowsOf(
  field: GraphQLField<unknown, unknown>,
  { first }: Record<string, unknown>,
  page: number,
): number {
  if (field.args.some(({ name }) => name === "first")) {
    return typeof first === "number" ? Math.max(0, first) : DEFAULT_PAGE_SIZE;
  }
  if (ROWS_OF_CONNECTION.has(field.name)) return page;
  if (field.name === GROUPS) return MAX_PAGE_SIZE;
  return isListType(getNullableType(field.type)) ? DEFAULT_PAGE_SIZE : 1;
}
