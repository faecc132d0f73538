// What a request asks, as it will be seen: its operation, its fragments, its variables coerced.
import {
  getVariableValues,
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "postgraphile/graphql";
import { isTooDeep, tooDeep } from "./limits.ts";

export interface Question {
  schema: GraphQLSchema;
  operation: OperationDefinitionNode;
  fragments: Record<string, FragmentDefinitionNode>;
  variables: Record<string, unknown>;
}

const FEW = { maxErrors: 5 };

/** Of a valid document with one operation. Throws or returns what is wrong with the variables. */
export function readQuestion(
  schema: GraphQLSchema,
  document: DocumentNode,
  given: Record<string, unknown> | null | undefined,
): Question | { errors: readonly GraphQLError[] } {
  if (isTooDeep(given)) return { errors: [tooDeep()] };
  const fragments: Question["fragments"] = {};
  let operation: OperationDefinitionNode | undefined;
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) operation = definition;
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments[definition.name.value] = definition;
    }
  }
  const { variableDefinitions = [] } = operation!;
  const { coerced, errors } = getVariableValues(schema, variableDefinitions, given ?? {}, FEW);
  return errors ? { errors } : { schema, operation: operation!, fragments, variables: coerced };
}
