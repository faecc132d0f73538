// The GraphQL operations behind the routes: read, checked against the schema and kept, once.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Kind, parse, specifiedRules, validate, visit, NoUnusedFragmentsRule } from "graphql";
import type {
  DocumentNode,
  FragmentDefinitionNode,
  GraphQLSchema,
  OperationDefinitionNode,
} from "graphql";

export interface Documents {
  operations: Map<string, OperationDefinitionNode>;
  fragments: Map<string, FragmentDefinitionNode>;
}

const RULES = specifiedRules.filter((rule) => rule !== NoUnusedFragmentsRule);

export function readDocuments(directory: string): Documents {
  const files = readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".graphql"))
    .sort();
  return parseDocuments(files.map((name) => readFileSync(join(directory, name), "utf8")));
}

export function parseDocuments(texts: string[]): Documents {
  const documents: Documents = { operations: new Map(), fragments: new Map() };
  for (const definition of texts.flatMap((text) => parse(text).definitions)) {
    if (definition.kind === Kind.OPERATION_DEFINITION) {
      keep(documents.operations, definition.name?.value, definition);
    } else if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      keep(documents.fragments, definition.name.value, definition);
    }
  }
  return documents;
}

function keep<Node>(map: Map<string, Node>, name: string | undefined, node: Node): void {
  if (!name) throw new Error("Every operation needs a name.");
  if (map.has(name)) throw new Error(`Two GraphQL definitions are called ${name}.`);
  map.set(name, node);
}

/** One operation with the fragments that it needs, valid against the schema. */
export function documentOf(
  name: string,
  { operations, fragments }: Documents,
  schema: GraphQLSchema,
): DocumentNode {
  const operation = operations.get(name);
  if (!operation) throw new Error(`There is no GraphQL operation ${name}.`);
  const used = new Set<FragmentDefinitionNode>();
  collectFragments(operation, fragments, used);
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [operation, ...used] };
  checkDocument(document, name, schema);
  return document;
}

export function checkDocument(document: DocumentNode, name: string, schema: GraphQLSchema): void {
  const errors = validate(schema, document, RULES, { maxErrors: 5 });
  if (errors.length > 0) {
    throw new Error(`Operation ${name}: ${errors.map((error) => error.message).join(" ")}`);
  }
}

function collectFragments(
  node: OperationDefinitionNode | FragmentDefinitionNode,
  fragments: Documents["fragments"],
  used: Set<FragmentDefinitionNode>,
): void {
  visit(node, {
    FragmentSpread({ name }) {
      const fragment = fragments.get(name.value);
      if (!fragment || used.has(fragment)) return;
      used.add(fragment);
      collectFragments(fragment, fragments, used);
    },
  });
}
