// Everything about a route that can be known before the first request.
import { getOperationAST, GraphQLObjectType, getNullableType } from "graphql";
import type {
  DocumentNode,
  FieldNode,
  GraphQLOutputType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
} from "graphql";
import { flatten, shapeOf } from "./answer.ts";
import type { Shape } from "./answer.ts";
import { checkDocument, documentOf } from "./documents.ts";
import type { Documents } from "./documents.ts";
import { gatherFilters } from "./filters.ts";
import type { FilterTemplate } from "./filters.ts";
import { inputsOf } from "./inputs.ts";
import type { Input } from "./inputs.ts";
import type { Route } from "./route.ts";

export interface CompiledRoute {
  route: Route;
  document: DocumentNode;
  inputs: Input[];
  filters: FilterTemplate[];
  summary: string;
  /** Response keys that lead from GraphQL's data to the answer. */
  resultPath: string[];
  /** `page` and `list` answer with `{ data: [...] }`, a page with `next_cursor` too. */
  kind: "object" | "list" | "page";
  shape: Shape;
  /** What queues the work when it takes too long. */
  later: CompiledRoute | undefined;
}

export function compileRoute(
  route: Route,
  documents: Documents,
  schema: GraphQLSchema,
): CompiledRoute {
  const written = documentOf(route.operation, documents, schema);
  const operation = getOperationAST(written, route.operation)!;
  const inputs = inputsOf(route, operation, schema);
  const { document, filters } = gatherFilters(written, schema);
  checkDocument(document, route.operation, schema);
  const result = findResult(operation, documents, schema);
  const resultPath = result.path;
  const node = pageless(result.node, documents);
  const shape = shapeOf(node ?? result.node, result.type, documents.fragments);
  const kind = node ? "page" : shape.kind === "list" ? "list" : "object";
  const summary = operation.description?.value.trim() ?? "";
  if (!summary) throw new Error(`Operation ${route.operation} has no description.`);
  for (const key of [route.spread, route.shownOnce]) if (key) checkField(key, shape);
  const later = laterRoute(route);
  return {
    route,
    document,
    inputs,
    filters,
    summary,
    resultPath,
    kind,
    shape,
    later: later && compileRoute(later, documents, schema),
  };
}

function laterRoute({ at, tag, role, slow }: Route): Route | undefined {
  return slow && { at, tag, role, operation: slow.operation, status: 202 };
}

function checkField(key: string, shape: Shape): void {
  const isField = shape.kind === "object" && shape.fields.some((field) => field.key === key);
  if (!isField) throw new Error(`The answer has no field ${key}.`);
}

interface Result {
  node: FieldNode;
  type: GraphQLOutputType;
  path: string[];
}

/** The answer is what the alias `data` names; on the way to it stands one field per level. */
function findResult(
  operation: OperationDefinitionNode,
  { fragments }: Documents,
  schema: GraphQLSchema,
): Result {
  let set: SelectionSetNode | undefined = operation.selectionSet;
  let type: GraphQLOutputType = schema.getRootType(operation.operation)!;
  const path: string[] = [];
  while (set && type instanceof GraphQLObjectType) {
    const nodes: FieldNode[] = flatten(set, fragments);
    const node = nodes.find((field) => field.alias?.value === "data") ?? nodes[0]!;
    type = getNullableType(type.getFields()[node.name.value]!.type);
    path.push(node.alias?.value ?? node.name.value);
    if (node.alias?.value === "data") return { node, type, path };
    set = node.selectionSet;
  }
  throw new Error(`Operation ${operation.name?.value} has no field with the alias data.`);
}

/** The field without `pageInfo`, when it is a page: a connection that asks for its next cursor. */
function pageless(node: FieldNode, { fragments }: Documents): FieldNode | undefined {
  if (!node.selectionSet) return undefined;
  const fields = flatten(node.selectionSet, fragments);
  const rest = fields.filter(({ name }) => name.value !== "pageInfo");
  if (rest.length === fields.length) return undefined;
  return { ...node, selectionSet: { ...node.selectionSet, selections: rest } };
}
