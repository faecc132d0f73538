// JSON schemas of bodies and answers, the named ones kept as components.
import { getNullableType, isEnumType, isInputObjectType, isListType, isNonNullType } from "graphql";
import type { GraphQLInputObjectType, GraphQLInputType } from "graphql";
import type { Field, Shape } from "./answer.ts";
import type { CompiledRoute } from "./compile.ts";
import { inputFields, orderWords, wholesOf } from "./inputs.ts";
import type { Input, InputField } from "./inputs.ts";
import type { Limit } from "../graphql/limits_of_columns.ts";
import type { ColumnLimits } from "./limits.ts";
import { nullable } from "./json_schema.ts";
import type { JsonSchema } from "./json_schema.ts";
import { scalarRule } from "./scalars.ts";
import { shorthandOf } from "./shorthand.ts";

type Make = () => JsonSchema;

export class Components {
  readonly schemas: Record<string, JsonSchema> = {};
  readonly limits: ColumnLimits;

  constructor(limits: ColumnLimits) {
    this.limits = limits;
  }

  /** A reference to the component, made on first use. Recursion finds the name already taken. */
  named(name: string, make: Make): JsonSchema {
    if (!this.schemas[name]) {
      this.schemas[name] = {};
      this.schemas[name] = make();
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  body(operation: string, inputs: Input[]): JsonSchema {
    const wholes = wholesOf(inputs);
    if (wholes.length === 1) {
      return inputSchema(getNullableType(wholes[0]!.input.type) as GraphQLInputType, this, false);
    }
    if (wholes.length > 1) {
      return this.named(`${operation}Body`, () => {
        const parts = wholes.map(({ input, fields }) => {
          const { name } = getNullableType(input.type) as GraphQLInputObjectType;
          return fieldsOfInput(name, [...fields], this);
        });
        const properties = Object.assign({}, ...parts.map((part) => part.properties));
        return { ...parts[0], properties };
      });
    }
    return this.named(`${operation}Body`, () => {
      const properties = inputs.flatMap((input) => {
        const schema = inputSchema(input.type, this, !input.refusesNull, input.limit);
        const others = input.alsoCalled.map(
          (name) => [name, withNote(schema, { description: otherName(input) })] as const,
        );
        return [[input.name, withNote(schema, input)] as const, ...others];
      });
      const required = inputs.filter(({ isRequired }) => isRequired);
      const renamed = required.filter(({ alsoCalled }) => alsoCalled.length > 0);
      return objectSchema(
        Object.fromEntries(properties),
        required.filter((input) => !renamed.includes(input)).map(({ name }) => name),
        { additionalProperties: false, ...(renamed.length > 0 && { allOf: renamed.map(oneName) }) },
      );
    });
  }

  answer({ kind, shape, route }: CompiledRoute): JsonSchema {
    const data = answerSchema(shape, this);
    if (kind === "object") return route.spread ? countersBeside(data, route.spread) : data;
    if (kind === "list") return objectSchema({ data }, ["data"]);
    const cursor: JsonSchema = {
      type: ["string", "null"],
      description: "For the next page; null on the last.",
    };
    const { properties = { data } } = shape.kind === "object" ? data : {};
    const all = { ...properties, next_cursor: cursor };
    return objectSchema(all, Object.keys(all));
  }
}

/** Which counters there are depends on what was done. */
function countersBeside({ properties = {} }: JsonSchema, spread: string): JsonSchema {
  const { [spread]: _counters, ...rest } = properties;
  return { ...objectSchema(rest, Object.keys(rest)), additionalProperties: { type: "integer" } };
}

export function otherName({ name }: Input): string {
  return `Another name of ${name}.`;
}

function oneName({ name, alsoCalled }: Input): JsonSchema {
  return { oneOf: [name, ...alsoCalled].map((one) => ({ required: [one] })) };
}

function objectSchema(
  properties: Record<string, JsonSchema>,
  required: string[],
  more: JsonSchema = {},
): JsonSchema {
  return { type: "object", ...more, ...(required.length > 0 && { required }), properties };
}

function withNote(
  schema: JsonSchema,
  { description, default: value }: { description?: string | undefined | null; default?: unknown },
): JsonSchema {
  return {
    ...schema,
    ...(description && { description }),
    ...(value !== undefined && { default: value }),
  };
}

/** `takesNull`: a field of a body may be null where GraphQL says so; a parameter never is. */
export function inputSchema(
  type: GraphQLInputType,
  components: Components,
  takesNull: boolean,
  limit: Limit = {},
): JsonSchema {
  const inner = getNullableType(type);
  const schema = bareInputSchema(inner as GraphQLInputType, components, takesNull, limit);
  return takesNull && !isNonNullType(type) ? nullable(schema) : schema;
}

function bareInputSchema(
  inner: GraphQLInputType,
  components: Components,
  takesNull: boolean,
  limit: Limit,
): JsonSchema {
  if (isListType(inner)) {
    const { minItems, maxItems, ...ofItems } = limit;
    const items = bareInputSchema(getNullableType(inner.ofType), components, takesNull, ofItems);
    return { type: "array", items, ...defined({ minItems, maxItems }) };
  }
  if (isEnumType(inner)) {
    return { type: "string", enum: inner.getValues().map(({ name }) => name.toLowerCase()) };
  }
  if (isInputObjectType(inner)) {
    const whole = components.named(inner.name, () => inputObjectSchema(inner, components));
    const short = shorthandOf(inner);
    return short ? { anyOf: [whole, inputSchema(short.type, components, false)] } : whole;
  }
  const scalar = (inner as { name: string }).name;
  const { schema } = scalarRule(scalar);
  const { name, ...all } = { ...components.limits.ofScalar(scalar), ...limit };
  if (schema.type === "number") return decimalSchema(schema, all);
  const narrowed = { ...schema, ...limitsFor(schema.type, all) };
  return name && schema.type === "string" ? components.named(name, () => narrowed) : narrowed;
}

const OF_NUMBERS = ["minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"] as const;
const OF_TEXT = ["enum", "pattern", "minLength", "maxLength"] as const;

function limitsFor(type: JsonSchema["type"], limit: Limit): JsonSchema {
  if (type === "integer") return only(limit, OF_NUMBERS);
  if (type === "string") return only(limit, OF_TEXT);
  return type === undefined ? only(limit, ["type"]) : {};
}

/** Exact numbers may be sent as strings too, by those whose JSON library has only floats. */
function decimalSchema(schema: JsonSchema, limit: Limit): JsonSchema {
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum, scale = MAX_SCALE } = limit;
  const sign = (minimum ?? exclusiveMinimum ?? -1) < 0 ? "-?" : "";
  // Of texts, too, nothing is no value where it must be more.
  const some = (exclusiveMinimum ?? -1) >= 0 ? "(?=.*[1-9])" : "";
  // One digit fewer than the highest number has, so that no text lies above it.
  const most = maximum ?? exclusiveMaximum;
  const digits = most === undefined ? MAX_DIGITS : Math.max(1, String(most).length - 1);
  const pattern = `^${some}${sign}\\d{1,${digits}}(\\.\\d{1,${scale}})?$`;
  const bounds = only(limit, OF_NUMBERS);
  if (exclusiveMinimum === 0) {
    delete bounds.exclusiveMinimum;
    bounds.minimum = Number(`1e-${scale}`);
  }
  return { ...schema, type: ["number", "string"], pattern, ...bounds };
}

const MAX_DIGITS = 15;
const MAX_SCALE = 8;

function only<Key extends keyof Limit & keyof JsonSchema>(
  limit: Limit,
  keys: readonly Key[],
): JsonSchema {
  return defined(Object.fromEntries(keys.map((key) => [key, limit[key]])));
}

function defined(schema: Record<string, unknown>): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined));
}

function inputObjectSchema(type: GraphQLInputObjectType, components: Components): JsonSchema {
  return fieldsOfInput(type.name, [...inputFields(type)], components);
}

function fieldsOfInput(
  type: string,
  fields: [string, InputField][],
  components: Components,
): JsonSchema {
  const { limits } = components;
  const properties = fields.map(([name, field]) => {
    const takesNull = !limits.refusesNull(type, field.name);
    const limit = limits.ofField(type, field.name);
    const schema = inputSchema(field.type, components, takesNull, limit);
    return [name, withNote(schema, { description: field.description })] as const;
  });
  const required = fields.filter(
    ([, field]) => isNonNullType(field.type) && field.defaultValue === undefined,
  );
  return objectSchema(
    Object.fromEntries(properties),
    required.map(([name]) => name),
    { additionalProperties: false, ...(type.endsWith("Patch") && { minProperties: 1 }) },
  );
}

export function orderSchema(type: GraphQLInputType): JsonSchema {
  const items = { type: "string" as const, enum: [...orderWords(type).keys()] };
  return { type: "array", minItems: 1, items };
}

function answerSchema(shape: Shape, components: Components): JsonSchema {
  switch (shape.kind) {
    case "scalar":
      return shape.rule.schema;
    case "enum":
      return { type: "string", enum: shape.values };
    case "list": {
      const items = answerSchema(shape.of, components);
      return { type: "array", items: shape.hasNulls ? nullable(items) : items };
    }
    case "object":
      return shape.name
        ? components.named(shape.name, () => fieldsSchema(shape.fields, shape, components))
        : fieldsSchema(shape.fields, {}, components);
  }
}

function fieldsSchema(
  fields: Field[],
  { description }: { description?: string | undefined },
  components: Components,
): JsonSchema {
  const properties = fields.map((field) => {
    const schema = answerSchema(field.shape, components);
    return [field.key, withNote(field.isNullable ? nullable(schema) : schema, field)] as const;
  });
  return withNote(
    objectSchema(
      Object.fromEntries(properties),
      fields.map(({ key }) => key),
    ),
    { description },
  );
}
