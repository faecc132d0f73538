// What a document may cost, decided before it is validated or planned: both take time that grows
// faster than the document.
import {
  GraphQLError,
  Kind,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
} from "postgraphile/graphql";
import { isRawNumber } from "../rest/json.ts";

export const LIMITS = {
  bytes: 20_000,
  depth: 12,
  // The introspection query of the usual tools is deeper than any question about data.
  introspectionDepth: 20,
  fields: 250,
  // An object is planned longer than a field, a list ten times as long.
  objects: 120,
  lists: 20,
  rootFields: 20,
  values: 100_000,
  // Of the schema; the usual question of tools is for two thirds of them.
  words: 100_000,
  // Of lists and objects inside each other, in variables as in the document.
  inputDepth: 20,
  // How often variables are named; each time is planned like a field.
  variables: 300,
};

export const tooCostly = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: "query_too_costly", status: 400 } });

interface Size {
  fields: number;
  objects: number;
  lists: number;
  depth: number;
}

const NOTHING: Size = { fields: 0, objects: 0, lists: 0, depth: 0 };
// What is asked of a connection; under an alias it still has this name.
const LIST_FIELDS = new Set(["nodes", "edges", "aggregates", "groupedAggregates", "totalCount"]);

/** Throws when the document is too large. Fragments count as often as they are spread. */
export function checkSize(document: DocumentNode): void {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const operations = [];
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition);
    } else if (definition.kind === Kind.OPERATION_DEFINITION) {
      operations.push(definition);
    }
  }
  checkInput(document);
  if (operations.length !== 1) throw tooCostly("A request has exactly one operation.");
  const root = operations[0]!.selectionSet;
  const sizes = new Map<string, Size | undefined>();
  const total = measure(root, fragments, sizes);
  if (total.fields > LIMITS.fields) {
    throw tooCostly(`A request has at most ${LIMITS.fields} fields.`);
  }
  if (total.objects > LIMITS.objects) {
    throw tooCostly(`A request has at most ${LIMITS.objects} fields with fields of their own.`);
  }
  if (total.lists > LIMITS.lists) throw tooCostly(`A request has at most ${LIMITS.lists} lists.`);
  if (total.depth > (isIntrospection(root) ? LIMITS.introspectionDepth : LIMITS.depth)) {
    throw tooCostly(`A request is at most ${LIMITS.depth} levels deep.`);
  }
  if (rootFields(root, fragments).length > LIMITS.rootFields) {
    throw tooCostly(`A request has at most ${LIMITS.rootFields} fields at its root.`);
  }
}

function checkInput(document: DocumentNode): void {
  let depth = 0;
  let named = 0;
  const inside = {
    enter() {
      depth += 1;
      if (depth > LIMITS.inputDepth) throw tooDeep();
    },
    leave() {
      depth -= 1;
    },
  };
  const Variable = () => {
    named += 1;
    if (named <= LIMITS.variables) return;
    throw tooCostly(`A request names variables at most ${LIMITS.variables} times.`);
  };
  visit(document, { ListValue: inside, ObjectValue: inside, Variable });
}

/** Whether what stands in an object is nested too deeply: variables, fields of a body. */
export const isTooDeep = (input: unknown, depth = 0): boolean =>
  typeof input === "object" &&
  input !== null &&
  !isRawNumber(input) &&
  (depth > LIMITS.inputDepth || Object.values(input).some((inner) => isTooDeep(inner, depth + 1)));

export const tooDeep = (): GraphQLError =>
  tooCostly(`What a request says is at most ${LIMITS.inputDepth} levels deep.`);

function measure(
  set: SelectionSetNode,
  fragments: Map<string, FragmentDefinitionNode>,
  sizes: Map<string, Size | undefined>,
): Size {
  const size: Size = { ...NOTHING };
  for (const selection of set.selections) {
    let inner = NOTHING;
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      inner = measureFragment(selection.name.value, fragments, sizes);
    } else if (selection.selectionSet) {
      inner = measure(selection.selectionSet, fragments, sizes);
    }
    const own = selection.kind === Kind.FIELD ? 1 : 0;
    const isList = selection.kind === Kind.FIELD && LIST_FIELDS.has(selection.name.value);
    const isObject = selection.kind === Kind.FIELD && selection.selectionSet;
    size.fields += inner.fields + own;
    size.objects += inner.objects + (isObject ? 1 : 0);
    size.lists += inner.lists + (isList ? 1 : 0);
    size.depth = Math.max(size.depth, inner.depth + own);
  }
  return size;
}

function measureFragment(
  name: string,
  fragments: Map<string, FragmentDefinitionNode>,
  sizes: Map<string, Size | undefined>,
): Size {
  const known = sizes.get(name);
  if (known) return known;
  if (sizes.has(name)) throw tooCostly("A fragment spreads itself.");
  const fragment = fragments.get(name);
  if (!fragment) return NOTHING;
  sizes.set(name, undefined);
  const size = measure(fragment.selectionSet, fragments, sizes);
  sizes.set(name, size);
  return size;
}

function rootFields(
  set: SelectionSetNode,
  fragments: Map<string, FragmentDefinitionNode>,
): FieldNode[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    const inner =
      selection.kind === Kind.INLINE_FRAGMENT
        ? selection.selectionSet
        : fragments.get(selection.name.value)?.selectionSet;
    return inner ? rootFields(inner, fragments) : [];
  });
}

const isIntrospection = (root: SelectionSetNode): boolean =>
  root.selections.every(
    (selection) => selection.kind === Kind.FIELD && selection.name.value.startsWith("__"),
  );
