// The GraphQL endpoint: grafserv, with our limits before validation and our words for errors.
import type { Pool } from "pg";
import type { Logger } from "pino";
import { execute, type GrafastExecutionArgs } from "postgraphile/grafast";
import { grafserv, type ExpressGrafserv } from "postgraphile/grafserv/express/v4";
import {
  GraphQLError,
  Kind,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
} from "postgraphile/graphql";
import { answerTooLarge, isTooLarge, MAX_ANSWER_BYTES, MAX_BYTES_READ } from "../answer_size.ts";
import { toProblem } from "../errors.ts";
import { checkAnswer } from "./answer_budget.ts";
import { explorerParts } from "./explorer.ts";
import { introspect } from "./introspection.ts";
import { checkSize, LIMITS } from "./limits.ts";
import { makeMaskError, withoutSuggestion } from "./mask_error.ts";
import { withPooledClient } from "./pooled_client.ts";
import { readQuestion, type Question } from "./question.ts";
import { getSchema } from "./schema.ts";
import type { Denial } from "../http/security_log.ts";
import { executeOnce, failed, isMutation, keyOf } from "./once.ts";
import { openerOf } from "./secrets_plugin.ts";
import { ONE_PLAN, sessionSettings, turnForOthers, type CallerRequest } from "./session.ts";
import type { Vault } from "../vault.ts";

export interface EndpointOptions {
  pool: Pool;
  log: Logger;
  introspection: boolean;
  vault: Vault;
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
  const carryOut = async (
    args: ExecutionArgs,
    request: CallerRequest | undefined,
  ): Promise<ExecutionResult> => {
    try {
      const key = keyOf(args, request);
      if (key === undefined || !request?.claims) return (await execute(args)) as ExecutionResult;
      return await executeOnce(args, key, { pool: options.pool, request });
    } catch (error) {
      return failed(error);
    }
  };
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
              const question = readQuestion(schema, args.document, args.variableValues);
              if ("errors" in question) return question;
              const { req, res } = (args as GrafastExecutionArgs).requestContext?.expressv4 ?? {};
              const request = req as CallerRequest | undefined;
              const turn = () => turnForOthers(request);
              const result = await answerTo(question, turn, () => carryOut(args, request));
              await turn();
              if (isTooLarge(result)) return TOO_LARGE;
              await turn();
              if (res) {
                res.locals["isOverloaded"] = isOverloaded(result);
                res.locals["denied"] = denialIn(result);
              }
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
          if (result?.type !== "buffer") return result;
          if (isOverloaded) {
            result.statusCode = 503;
            result.headers["retry-after"] = "1";
          }
          if (result.buffer.length > MAX_ANSWER_BYTES) {
            result.buffer = Buffer.from(JSON.stringify(TOO_LARGE));
            result.headers["content-length"] = String(result.buffer.length);
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
        context: (context, args) => {
          const request = context.expressv4?.req as CallerRequest | undefined;
          if (!request?.claims) throw new Error("A GraphQL request came without its caller.");
          const { claims, left, resumed } = request;
          return {
            withPgClient: withPooledClient(options.pool, { left, resumed, bytes: MAX_BYTES_READ }),
            // Not spread: a secret is read anew by each transaction.
            pgSettings: Object.assign(
              sessionSettings(claims, {
                requestId: String(request.id),
                clientIp: request.ip ?? "",
                vault: options.vault,
              }),
              isMutation(args) && ONE_PLAN,
            ),
            openSecret: openerOf(options.vault, claims),
          };
        },
      },
    },
  });
}

async function answerTo(
  question: Question,
  turn: () => Promise<void>,
  execute: () => unknown,
): Promise<ExecutionResult> {
  try {
    const data = await introspect(question, turn);
    if (data) return { data };
    checkAnswer(question);
  } catch (error) {
    return { errors: [error as GraphQLError] };
  }
  // Others have their turn between what may take long: to check, to answer, to measure, to write.
  await turn();
  return (await execute()) as ExecutionResult;
}

const { message, code, status } = answerTooLarge();
const TOO_LARGE = { errors: [new GraphQLError(message, { extensions: { code, status } })] };

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
      for (const asked of document.definitions) {
        if (asked.kind !== Kind.OPERATION_DEFINITION || schema.getRootType(asked.operation))
          continue;
        throw new GraphQLError(`There is no ${asked.operation}.`, { nodes: asked });
      }
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

/** The first error that says that the caller may not do this, and where it stands. */
function denialIn({ errors = [] }: ExecutionResult): Denial | undefined {
  for (const error of errors) {
    const { code, status } = toProblem(error);
    if (status === 401 || status === 403) return { code, what: error.path?.join(".") ?? "" };
  }
  return undefined;
}
