// The OpenAPI 3.1 document, from the compiled routes: nothing in it is written by hand twice.
import type { CompiledRoute } from "./compile.ts";
import { CSV } from "./csv_file.ts";
import { DEFAULT_LIMIT, MAX_LIMIT } from "./inputs.ts";
import type { ColumnLimits } from "./limits.ts";
import type { JsonSchema } from "./json_schema.ts";
import { PROBLEM, problemResponses } from "./openapi_problems.ts";
import { Components } from "./openapi_schemas.ts";
import { inputSchema, orderSchema, otherName } from "./openapi_schemas.ts";
import { addressOf, methodOf, pathOf, pathParameters, statusOf } from "./route.ts";

export interface OpenApi {
  openapi: "3.1.1";
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  security: Record<string, string[]>[];
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: Record<string, unknown>;
}

interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  description?: string | undefined;
  schema: JsonSchema;
  explode?: boolean;
}

interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  parameters: (Parameter | { $ref: string })[];
  requestBody?: unknown;
  responses: Record<string, unknown>;
}

const DESCRIPTION = `Contract revenue over HTTP. Amounts are JSON numbers with the decimals of their
currency; read them as decimals, not as binary floats. Dates are \`YYYY-MM-DD\`, instants RFC 3339.
Every POST takes an \`Idempotency-Key\`: the same key and body is answered with the first result
for 24 hours. Errors are \`application/problem+json\` with a stable \`code\`.`;

const IDEMPOTENCY_KEY: Parameter = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "A name for this request; repeating it repeats nothing.",
  schema: { type: "string", minLength: 1, maxLength: 255 },
};

const FORMAT: Parameter = {
  name: "format",
  in: "query",
  required: false,
  description: "csv: all rows as a file of comma-separated values, without limit and cursor.",
  schema: { type: "string", enum: ["json", "csv"], default: "json" },
};

export function openApiOf(
  compiled: CompiledRoute[],
  limits: ColumnLimits,
  publicUrl = "",
): OpenApi {
  const components = new Components(limits);
  const paths: OpenApi["paths"] = {};
  const twice = repeatedOperations(compiled);
  for (const routes of Map.groupBy(compiled, ({ route }) => addressOf(route)).values()) {
    const names = pathParameters(routes[0]!.route);
    const path = pathOf(routes[0]!.route).replace(/:(\w+)/g, "{$1}");
    paths[path] = {};
    for (const one of routes) {
      const operation = operationOf(one, components, names);
      if (twice.has(one)) operation.operationId += suffixOf(one);
      paths[path][methodOf(one.route).toLowerCase()] = operation;
    }
  }
  return {
    openapi: "3.1.1",
    info: { title: "Tenor", version: "1", description: DESCRIPTION },
    servers: [{ url: `${publicUrl}/api` }],
    security: [{ bearer: [] }],
    tags: [...new Set(compiled.map(({ route }) => route.tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
      parameters: { IdempotencyKey: IDEMPOTENCY_KEY },
      schemas: { ...components.schemas, Problem: PROBLEM },
    },
  };
}

/** One operation may stand at two addresses (accounts, customers) or methods (PUT, PATCH). */
function repeatedOperations(compiled: CompiledRoute[]): Set<CompiledRoute> {
  const seen = new Set<string>();
  return new Set(compiled.filter(({ route }) => seen.size === seen.add(route.operation).size));
}

function suffixOf({ route }: CompiledRoute): string {
  const words = [methodOf(route).toLowerCase(), ...pathOf(route).match(/\w+/g)!];
  return `_${words.join("_")}`;
}

/** `names`: how the address calls its parameters, which is up to its first route. */
function operationOf(compiled: CompiledRoute, components: Components, names: string[]): Operation {
  const { route, summary } = compiled;
  const [title = "", ...more] = summary.split(/\n\s*\n/);
  return {
    operationId: lowerFirst(route.operation),
    tags: [route.tag],
    summary: title.replace(/\s+/g, " "),
    description: [...more, `Role: ${route.role}.`].join("\n\n"),
    parameters: parametersOf(compiled, components, names),
    ...bodyOf(compiled, components),
    responses: {
      ...successOf(compiled, components),
      ...(compiled.later && successOf(compiled.later, components)),
      ...problemResponses(compiled),
    },
  };
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function parametersOf(
  compiled: CompiledRoute,
  components: Components,
  names: string[],
): Operation["parameters"] {
  const places = pathParameters(compiled.route);
  const own = compiled.inputs
    .filter(({ place }) => place !== "body")
    .flatMap((input): Parameter[] => {
      const isList = input.role === "order" || String(input.type).startsWith("[");
      const parameter: Parameter = {
        name: input.place === "path" ? names[places.indexOf(input.name)]! : input.name,
        in: input.place as "path" | "query",
        required: input.place === "path" || (input.isRequired && input.role !== "limit"),
        description: input.description,
        schema: parameterSchema(input, components),
        ...(isList && { explode: false }),
      };
      const description = otherName(input);
      return [parameter, ...input.alsoCalled.map((name) => ({ ...parameter, name, description }))];
    });
  if (compiled.columns) own.push(FORMAT);
  const isPost = methodOf(compiled.route) === "POST";
  return isPost ? [...own, { $ref: "#/components/parameters/IdempotencyKey" }] : own;
}

function parameterSchema(input: CompiledRoute["inputs"][number], components: Components) {
  if (input.role === "limit") {
    const usual = input.default ?? DEFAULT_LIMIT;
    return { type: "integer", minimum: 1, maximum: MAX_LIMIT, default: usual };
  }
  if (input.role === "order") return orderSchema(input.type);
  return inputSchema(input.type, components, false, input.limit);
}

function bodyOf(compiled: CompiledRoute, components: Components): { requestBody?: unknown } {
  const { route } = compiled;
  if (route.receive) {
    const types = route.receive.mediaTypes.map((type) => [type, {}]);
    return { requestBody: { required: true, content: Object.fromEntries(types) } };
  }
  const inputs = compiled.inputs.filter(({ place }) => place === "body");
  if (inputs.length === 0) return {};
  const schema = components.body(route.operation, inputs);
  const required = inputs.some(({ isRequired }) => isRequired);
  const example = route.example === undefined ? {} : { example: route.example };
  return { requestBody: { required, content: { "application/json": { schema, ...example } } } };
}

function successOf(compiled: CompiledRoute, components: Components): Record<string, unknown> {
  const { route } = compiled;
  const status = statusOf(route);
  const mediaType = route.respond?.mediaType;
  if (status === 204) return { 204: { description: "Done." } };
  const content = mediaType
    ? { [mediaType]: {} }
    : {
        "application/json": { schema: components.answer(compiled) },
        ...(compiled.columns && { [CSV]: {} }),
      };
  return { [status]: { description: "The answer.", content } };
}
