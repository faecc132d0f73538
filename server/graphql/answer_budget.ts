// Lists inside lists multiply. How many values a valid operation may ask for is known from its
// `first` arguments before anything is planned.
import {
  getNamedType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type SelectionSetNode,
} from "postgraphile/graphql";
import { LIMITS, tooCostly } from "./limits.ts";
import { DEFAULT_PAGE_SIZE } from "./page_size_plugin.ts";

// A row takes as long as a handful of values.
const ROW = 5;

type Variables = Record<string, unknown> | null | undefined;

interface Reading {
  fragments: Map<string, FragmentDefinitionNode>;
  variables: Variables;
  // Values are linear in the rows around them: one reading of a fragment serves every spread.
  known: Map<string, number>;
}

export function checkAnswer(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Variables,
): void {
  const reading: Reading = { fragments: new Map(), variables, known: new Map() };
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      reading.fragments.set(definition.name.value, definition);
    }
  }
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const root = schema.getRootType(definition.operation);
    if (root && valuesOf(definition.selectionSet, root, schema, reading) > LIMITS.values) {
      throw tooCostly(
        `An answer has at most ${LIMITS.values} values: ask for fewer rows in the nested lists.`,
      );
    }
  }
}

function valuesOf(
  set: SelectionSetNode,
  type: GraphQLNamedType,
  schema: GraphQLSchema,
  reading: Reading,
): number {
  let values = 0;
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      values += valuesOfField(selection, type, schema, reading);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      values += valuesOf(selection.selectionSet, type, schema, reading);
    } else {
      const name = selection.name.value;
      const fragment = reading.fragments.get(name);
      if (!fragment) continue;
      if (!reading.known.has(name)) {
        reading.known.set(name, valuesOf(fragment.selectionSet, type, schema, reading));
      }
      values += reading.known.get(name)!;
    }
  }
  return values;
}

function valuesOfField(
  field: FieldNode,
  type: GraphQLNamedType,
  schema: GraphQLSchema,
  reading: Reading,
): number {
  const definition = isObjectType(type) ? type.getFields()[field.name.value] : undefined;
  if (!definition || !field.selectionSet) return 1;
  const inner = valuesOf(field.selectionSet, getNamedType(definition.type), schema, reading);
  const isList = definition.args.some(({ name }) => name === "first");
  return isList ? pageSize(field, reading.variables) * (ROW + inner) : inner;
}

function pageSize(field: FieldNode, variables: Variables): number {
  const value = field.arguments?.find(({ name }) => name.value === "first")?.value;
  if (value?.kind === Kind.INT) return Number(value.value);
  if (value?.kind === Kind.VARIABLE) {
    const given = variables?.[value.name.value];
    if (typeof given === "number") return given;
  }
  return DEFAULT_PAGE_SIZE;
}
