// What a schema says of itself. A type is met again and again and says the same each time: said once,
// the usual question of tools takes a fraction of what the library needs for it. Others have their turn
// in between.
import { collectFields, collectSubfields } from "graphql/execution/collectFields.js";
import {
  getArgumentValues,
  getNamedType,
  isLeafType,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
} from "postgraphile/graphql";
import { LIMITS, tooCostly } from "./limits.ts";
import type { Question } from "./question.ts";

interface Asked {
  key: string;
  nodes: readonly FieldNode[];
  /** Absent for __typename. */
  field: GraphQLField<unknown, unknown> | undefined;
  args: Record<string, unknown>;
}

const META = new Map([SchemaMetaFieldDef, TypeMetaFieldDef].map((field) => [field.name, field]));

// Said within some milliseconds.
const WORDS_A_TURN = 1_000;

type Answer = Record<string, unknown>;

/** The data of a question about the schema; nothing when it is about something else. */
export async function introspect(
  question: Question,
  turn: () => Promise<void>,
): Promise<Answer | undefined> {
  const { schema, fragments, variables, operation } = question;
  const info = { schema } as GraphQLResolveInfo;
  const fieldsOf = new Map<readonly FieldNode[], Asked[]>();
  const said = new Map<Asked[], Map<unknown, unknown>>();
  let words = 0;
  let turns = 0;

  const root = schema.getRootType(operation.operation)!;
  const asked = prepared(
    collectFields(schema, fragments, variables, root, operation.selectionSet),
    root,
  );
  if (!asked.some(({ field }) => field && META.has(field.name))) return undefined;
  if (!asked.every(({ field }) => !field || META.has(field.name))) {
    throw tooCostly("A request is about the schema or about data, not both.");
  }
  const saying = answerOf(asked, root, undefined);
  for (;;) {
    const { done, value } = saying.next();
    if (done) return value;
    await turn();
  }

  function prepared(
    collected: ReadonlyMap<string, readonly FieldNode[]>,
    type: GraphQLObjectType,
  ): Asked[] {
    return [...collected].map(([key, nodes]) => {
      const { value: name } = nodes[0]!.name;
      const field = META.get(name) ?? type.getFields()[name];
      return {
        key,
        nodes,
        field,
        args: field ? getArgumentValues(field, nodes[0]!, variables) : {},
      };
    });
  }

  // Yields where others have their turn.
  function* answerOf(
    fields: Asked[],
    type: GraphQLObjectType,
    source: unknown,
  ): Generator<undefined, Answer> {
    words += fields.length;
    if (words > LIMITS.words) throw tooCostly("This asks for too much of the schema at once.");
    if (words > turns * WORDS_A_TURN) {
      turns += 1;
      yield;
    }
    const answer: Answer = {};
    for (const one of fields) answer[one.key] = one.field ? yield* valueOf(one, source) : type.name;
    return answer;
  }

  function* valueOf({ nodes, field, args }: Asked, source: unknown): Generator<undefined, unknown> {
    const value: unknown = field!.resolve!(source, args, undefined, info);
    const type = getNamedType(field!.type);
    if (value == null || isLeafType(type)) return value ?? null;
    const inner = type as GraphQLObjectType;
    if (!Array.isArray(value)) return yield* objectOf(nodes, inner, value);
    const list: unknown[] = [];
    for (const item of value) list.push(yield* objectOf(nodes, inner, item));
    return list;
  }

  function* objectOf(
    nodes: readonly FieldNode[],
    type: GraphQLObjectType,
    source: unknown,
  ): Generator<undefined, unknown> {
    let fields = fieldsOf.get(nodes);
    if (!fields) {
      fields = prepared(collectSubfields(schema, fragments, variables, type, nodes), type);
      fieldsOf.set(nodes, fields);
      said.set(fields, new Map());
    }
    const answers = said.get(fields)!;
    if (!answers.has(source)) answers.set(source, yield* answerOf(fields, type, source));
    return answers.get(source);
  }
}
