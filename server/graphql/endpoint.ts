// The GraphQL endpoint: grafserv, with our limits before validation and our words for errors.
import type { Pool } from "pg";
import type { Logger } from "pino";
import { execute, type GrafastExecutionArgs } from "postgraphile/grafast";
import { grafserv, type ExpressGrafserv } from "postgraphile/grafserv/express/v4";
import {
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
} from "postgraphile/graphql";
import { toProblem } from "../errors.ts";
import { checkAnswer } from "./answer_budget.ts";
import { explorerParts } from "./explorer.ts";
import { checkSize, LIMITS } from "./limits.ts";
import { makeMaskError, withoutSuggestion } from "./mask_error.ts";
import { withPooledClient, type Leave } from "./pg_client.ts";
import { getSchema } from "./schema.ts";
import { sessionSettings, type CallerRequest, type Claims } from "./session.ts";

export type Enter = (claims: Claims) => Promise<Leave>;

export interface EndpointOptions {
  pool: Pool;
  log: Logger;
  introspection: boolean;
  /** Waits until the tenant may take one more connection. */
  enter: Enter;
  secretKey?: string | undefined;
  /** The path below which browsers find us; empty at the root. */
  basePath: string;
}

const PATHS = {
  graphqlPath: "/graphql",
  graphiqlPath: "/graphiql",
  graphiqlStaticPath: "/ruru-static/",
};

export async function createEndpoint(options: EndpointOptions): Promise<ExpressGrafserv> {
  const { basePath } = options;
  const { schema, resolvedPreset } = await getSchema(options.pool);
  const parseAndValidate = makeParseAndValidate(schema, options.introspection);
  const edge: GraphileConfig.Plugin = {
    name: "TenorEdgePlugin",
    version: "1.0.0",
    grafserv: {
      middleware: {
        setPreset(next, event) {
          event.getExecutionConfig = () => ({
            schema,
            resolvedPreset,
            parseAndValidate,
            execute: async (args) => {
              try {
                checkAnswer(schema, args.document, args.variableValues);
              } catch (error) {
                return { errors: [error as GraphQLError] };
              }
              const result = (await execute(args)) as ExecutionResult;
              const response = (args as GrafastExecutionArgs).requestContext?.expressv4?.res;
              if (response) response.locals["isOverloaded"] = isOverloaded(result);
              return result;
            },
            subscribe: () => {
              throw new Error("There are no subscriptions.");
            },
            contextValue: {},
          });
          return next();
        },
        async processRequest(next, { requestDigest }) {
          const result = await next();
          const isOverloaded = requestDigest.requestContext.expressv4?.res.locals["isOverloaded"];
          if (isOverloaded && result?.type === "buffer") {
            result.statusCode = 503;
            result.headers["retry-after"] = "1";
          }
          return result;
        },
        async ruruHTML(next, event) {
          // The page names addresses as the browser knows them; its parts are made again from these.
          Object.assign(event.config, {
            endpoint: basePath + PATHS.graphqlPath,
            staticPath: basePath + PATHS.graphiqlStaticPath,
          });
          event.htmlParts = {} as typeof event.htmlParts;
          const html = await next();
          const nonce: unknown = event.request.requestContext.expressv4?.res.locals["nonce"];
          return html.replaceAll("<script", `<script nonce="${String(nonce)}"`);
        },
      },
    },
  };
  return grafserv({
    schema,
    preset: {
      extends: [resolvedPreset],
      plugins: [edge],
      grafserv: {
        ...PATHS,
        graphiqlOnGraphQLGET: false,
        websockets: false,
        watch: false,
        maxRequestLength: LIMITS.bytes,
        allowedRequestContentTypes: ["application/json"],
        maskError: makeMaskError(options.log),
      },
      ruru: { htmlParts: explorerParts(basePath) },
      grafast: {
        explain: false,
        context: (context) => {
          const request = context.expressv4?.req as CallerRequest | undefined;
          if (!request?.claims) throw new Error("A GraphQL request came without its caller.");
          const { claims } = request;
          return {
            withPgClient: withPooledClient(options.pool, oneAtATime(claims, options.enter)),
            pgSettings: sessionSettings(claims, {
              requestId: String(request.id),
              clientIp: request.ip ?? "",
              secretKey: options.secretKey,
            }),
          };
        },
      },
    },
  });
}

type Parsed = { document: DocumentNode; errors?: undefined } | { errors: readonly GraphQLError[] };

const REMEMBERED_DOCUMENTS = 500;

/** Plans are cached by document, so that documents are kept, the latest used last. */
function makeParseAndValidate(schema: GraphQLSchema, introspection: boolean) {
  const rules = introspection
    ? specifiedRules
    : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  const remembered = new Map<string, Parsed>();

  return (text: string): Parsed => {
    const known = remembered.get(text);
    if (known) {
      remembered.delete(text);
      remembered.set(text, known);
      return known;
    }
    const parsed = parseChecked(text);
    if (parsed.errors) return parsed;
    remembered.set(text, parsed);
    if (remembered.size > REMEMBERED_DOCUMENTS) remembered.delete(remembered.keys().next().value!);
    return parsed;
  };

  function parseChecked(text: string): Parsed {
    try {
      const document = parse(text);
      checkSize(document);
      const errors = validate(schema, document, rules, { maxErrors: 5 });
      return errors.length > 0 ? { errors: errors.map(asInvalid) } : { document };
    } catch (error) {
      const known = error instanceof GraphQLError ? error : new GraphQLError("Too deeply nested.");
      return { errors: [known.extensions["code"] ? known : asInvalid(known)] };
    }
  }

  function asInvalid(error: GraphQLError): GraphQLError {
    const message = introspection ? error.message : withoutSuggestion(error.message);
    return new GraphQLError(message, {
      nodes: error.nodes ?? null,
      source: error.source ?? null,
      positions: error.positions ?? null,
      extensions: { code: "invalid_query", status: 400 },
    });
  }
}

/** Nothing could be asked of the database: the request as a whole has to come again. */
const isOverloaded = ({ errors }: ExecutionResult): boolean =>
  Boolean(errors?.length && errors.every((error) => toProblem(error).code === "overloaded"));

/** The fields of one request take turns: a request holds one connection, however many it has. */
function oneAtATime(claims: Claims, enter: Enter): () => Promise<Leave> {
  let last: Promise<unknown> = Promise.resolve();
  return () => {
    const turn = Promise.withResolvers<void>();
    const entered = last.then(() => enter(claims));
    last = entered.then(
      () => turn.promise,
      () => {},
    );
    return entered.then((leave) => () => {
      turn.resolve();
      leave();
    });
  };
}
