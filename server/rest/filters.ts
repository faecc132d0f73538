// A filter of a list is written out in its operation; a request uses a part of it. GraphQL has no
// word for "leave this out", so each written filter becomes one variable, built per request.
import { Kind, TypeInfo, getNamedType, visit, visitWithTypeInfo } from "graphql";
import type {
  ArgumentNode,
  DocumentNode,
  GraphQLSchema,
  ObjectValueNode,
  ValueNode,
  VariableDefinitionNode,
} from "graphql";
import type { Variables } from "./read_request.ts";

export interface FilterTemplate {
  variable: string;
  value: ObjectValueNode;
  /** Variables that nothing but filters uses. */
  own: string[];
}

interface Gathered {
  document: DocumentNode;
  filters: FilterTemplate[];
}

const ARGUMENT = "filter";

export function gatherFilters(document: DocumentNode, schema: GraphQLSchema): Gathered {
  const filters: (FilterTemplate & { type: string })[] = [];
  const typeInfo = new TypeInfo(schema);
  const replaced = visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Argument(node): ArgumentNode | undefined {
        if (node.name.value !== ARGUMENT || node.value.kind !== Kind.OBJECT) return undefined;
        const variable = `filter${filters.length}`;
        const type = getNamedType(typeInfo.getInputType()!)!.name;
        filters.push({ variable, type, value: node.value, own: [] });
        return { ...node, value: variableNode(variable) };
      },
    }),
  );
  if (filters.length === 0) return { document, filters };
  const elsewhere = new Set<string>();
  visit(replaced, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void elsewhere.add(name.value),
  });
  for (const filter of filters) {
    filter.own = variablesIn(filter.value).filter((name) => !elsewhere.has(name));
  }
  return { document: declare(replaced, filters), filters };
}

/** Declares the new variables instead of those that only the filters used. */
function declare(
  document: DocumentNode,
  filters: (FilterTemplate & { type: string })[],
): DocumentNode {
  const replaced = new Set(filters.flatMap(({ own }) => own));
  const definitions = document.definitions.map((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return definition;
    const kept = (definition.variableDefinitions ?? []).filter(
      ({ variable }) => !replaced.has(variable.name.value),
    );
    const added = filters.map(({ variable, type }): VariableDefinitionNode => ({
      kind: Kind.VARIABLE_DEFINITION,
      variable: variableNode(variable),
      type: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type } },
    }));
    return { ...definition, variableDefinitions: [...kept, ...added] };
  });
  return { ...document, definitions };
}

function variableNode(name: string) {
  return { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } } as const;
}

function variablesIn(node: ValueNode): string[] {
  const names: string[] = [];
  visit(node, {
    enter(inner) {
      if (inner.kind === Kind.VARIABLE) names.push(inner.name.value);
    },
  });
  return names;
}

/** The variables of the gathered document, from those of the written one. */
export function applyFilters(filters: FilterTemplate[], variables: Variables): Variables {
  if (filters.length === 0) return variables;
  const result = { ...variables };
  for (const { variable, value, own } of filters) {
    for (const name of own) delete result[name];
    const filter = fill(value, variables);
    if (filter !== undefined) result[variable] = filter;
  }
  return result;
}

/** The template with the given values; what has none disappears, up to the whole filter. */
function fill(node: ValueNode, variables: Variables): unknown {
  if (node.kind === Kind.VARIABLE) return variables[node.name.value] ?? undefined;
  if (node.kind === Kind.LIST) {
    const items = node.values.map((item) => fill(item, variables));
    const given = items.filter((item) => item !== undefined);
    return given.length > 0 ? given : undefined;
  }
  if (node.kind !== Kind.OBJECT) return literal(node);
  const entries = node.fields
    .map((field) => [field.name.value, fill(field.value, variables)] as const)
    .filter(([, value]) => value !== undefined);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function literal(node: ValueNode): unknown {
  if (node.kind === Kind.NULL) return null;
  if (node.kind === Kind.INT) return Number(node.value);
  return (node as { value: unknown }).value;
}
