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
import { columnsOf } from "./csv_file.ts";
import { checkDocument, documentOf } from "./documents.ts";
import type { Documents } from "./documents.ts";
import { gatherFilters } from "./filters.ts";
import type { FilterTemplate } from "./filters.ts";
import { inputsOf } from "./inputs.ts";
import type { Input } from "./inputs.ts";
import type { ColumnLimits } from "./limits.ts";
import type { Route } from "./route.ts";

export interface CompiledRoute {
  route: Route;
  document: DocumentNode;
  inputs: Input[];
  filters: FilterTemplate[];
  summary: string;
  /** Response keys that lead from GraphQL's data to the answer; where parts of an operation are
   * left out, the last that is there. */
  resultPaths: string[][];
  /** `page` and `list` answer with `{ data: [...] }`, a page with `next_cursor` too. */
  kind: "object" | "list" | "page";
  shape: Shape;
  /** What queues the work when it takes too long. */
  later: CompiledRoute | undefined;
  /** Of a list that is also a file. */
  columns: string[] | undefined;
}

export function compileRoute(
  route: Route,
  documents: Documents,
  schema: GraphQLSchema,
  limits: ColumnLimits,
): CompiledRoute {
  const written = documentOf(route.operation, documents, schema);
  const operation = getOperationAST(written, route.operation)!;
  const inputs = inputsOf(route, operation, schema, limits);
  const { document, filters } = gatherFilters(written, schema);
  checkDocument(document, route.operation, schema);
  const results = findResults(operation, documents, schema);
  const [result] = results;
  if (!result) throw new Error(`Operation ${route.operation} has no field with the alias data.`);
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
    resultPaths: results.map(({ path }) => path),
    kind,
    shape,
    later: later && compileRoute(later, documents, schema, limits),
    columns: route.csv ? columnsOf(route.operation, shape) : undefined,
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

/** The answer is what the alias `data` names, wherever it stands. */
function findResults(
  operation: OperationDefinitionNode,
  { fragments }: Documents,
  schema: GraphQLSchema,
): Result[] {
  const search = (set: SelectionSetNode, owner: GraphQLObjectType, path: string[]): Result[] =>
    flatten(set, fragments).flatMap((node) => {
      const type = getNullableType(owner.getFields()[node.name.value]!.type);
      const key = node.alias?.value ?? node.name.value;
      const here = [...path, key];
      if (key === "data") return [{ node, type, path: here }];
      if (!node.selectionSet || !(type instanceof GraphQLObjectType)) return [];
      return search(node.selectionSet, type, here);
    });
  return search(operation.selectionSet, schema.getRootType(operation.operation)!, []);
}

/** The field without `pageInfo`, when it is a page: a connection that asks for its next cursor. */
function pageless(node: FieldNode, { fragments }: Documents): FieldNode | undefined {
  if (!node.selectionSet) return undefined;
  const fields = flatten(node.selectionSet, fragments);
  const rest = fields.filter(({ name }) => name.value !== "pageInfo");
  if (rest.length === fields.length) return undefined;
  return { ...node, selectionSet: { ...node.selectionSet, selections: rest } };
}
