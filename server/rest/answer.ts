// The shape of an answer, computed once from an operation and the schema: it writes answers and
// describes them. Aliases are the keys of the answer; a connection of bare `nodes` is a list.
import {
  Kind,
  getNamedType,
  getNullableType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLObjectType,
  GraphQLOutputType,
  SelectionSetNode,
} from "graphql";
import { scalarRule } from "./scalars.ts";
import type { ScalarRule } from "./scalars.ts";

export interface Field {
  key: string;
  /** The object that it comes from, where that is written `beside`. */
  of?: string;
  shape: Shape;
  isNullable: boolean;
  description: string | undefined;
}

export type Shape =
  | { kind: "object"; name: string | undefined; fields: Field[]; description: string | undefined }
  | { kind: "list"; of: Shape; hasNulls: boolean; throughNodes: boolean }
  | { kind: "scalar"; rule: ScalarRule }
  | { kind: "enum"; values: string[] };

/** What an object under such an alias has stands beside the fields around it. */
const BESIDE = /^beside_/;

type Row = Record<string, unknown>;
type Fragments = Map<string, FragmentDefinitionNode>;

export function shapeOf(node: FieldNode, type: GraphQLOutputType, fragments: Fragments): Shape {
  const inner = getNullableType(type);
  if (isListType(inner)) {
    const of = shapeOf(node, inner.ofType as GraphQLOutputType, fragments);
    return { kind: "list", of, hasNulls: !isNonNullType(inner.ofType), throughNodes: false };
  }
  const named = getNamedType(inner);
  if (isEnumType(named)) {
    return { kind: "enum", values: named.getValues().map(({ name }) => name.toLowerCase()) };
  }
  if (!isObjectType(named)) return { kind: "scalar", rule: scalarRule(named.name) };
  const fields = fieldsOf(node.selectionSet!, named, fragments);
  const [only] = fields;
  if (fields.length === 1 && only?.key === "nodes" && only.shape.kind === "list") {
    // A row that the reader may not see is no row: nullable only in GraphQL's eyes.
    return { ...only.shape, hasNulls: false, throughNodes: true };
  }
  const name = fragmentName(node.selectionSet!);
  return { kind: "object", name, fields, description: named.description ?? undefined };
}

/** An object that is described by one fragment alone carries its name: InvoiceFields -> Invoice. */
function fragmentName({ selections }: SelectionSetNode): string | undefined {
  const [only] = selections;
  if (selections.length !== 1 || only?.kind !== Kind.FRAGMENT_SPREAD) return undefined;
  return only.name.value.replace(/Fields$/, "");
}

function fieldsOf(set: SelectionSetNode, type: GraphQLObjectType, fragments: Fragments): Field[] {
  const fields = new Map<string, Field>();
  for (const node of flatten(set, fragments)) {
    const key = node.alias?.value ?? node.name.value;
    if (node.name.value === "__typename") continue;
    const definition = type.getFields()[node.name.value]!;
    const shape = shapeOf(node, definition.type, fragments);
    if (BESIDE.test(key) && shape.kind === "object") {
      for (const field of shape.fields) {
        fields.set(field.key, { ...field, of: key, isNullable: true });
      }
      continue;
    }
    fields.set(key, {
      key,
      shape,
      isNullable: !isNonNullType(definition.type),
      description: definition.description ?? undefined,
    });
  }
  return [...fields.values()];
}

/** The fields of a selection, fragments opened. */
export function flatten(set: SelectionSetNode, fragments: Fragments): FieldNode[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    const inner =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value)!;
    return flatten(inner.selectionSet, fragments);
  });
}

/** From what GraphQL returned to what `JSON.stringify` shall print. */
export function write(value: unknown, shape: Shape): unknown {
  if (value === null || value === undefined) return null;
  switch (shape.kind) {
    case "scalar":
      return shape.rule.write ? shape.rule.write(value) : value;
    case "enum":
      return (value as string).toLowerCase();
    case "list": {
      const rows = shape.throughNodes ? (value as { nodes: unknown[] }).nodes : value;
      return (rows as unknown[]).map((row) => write(row, shape.of));
    }
    case "object": {
      const answer: Row = {};
      for (const field of shape.fields) {
        const owner = (field.of ? value[field.of as never] : value) as Row | null;
        answer[field.key] = write(owner?.[field.key], field.shape);
      }
      return answer;
    }
  }
}
