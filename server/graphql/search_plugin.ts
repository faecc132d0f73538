// `filter: { matches: "acme" }`: what people type, beside any other filter and order of a list. The
// ids that the index finds are compared as ids, which an index serves behind the wall of the tenant.
import "postgraphile";
import "postgraphile-plugin-connection-filter";
import { TYPES, type PgConditionCapableParent } from "postgraphile/@dataplan/pg";

// What a table's rows are called in the index.
const KINDS: Record<string, string> = {
  accounts: "account",
  contracts: "contract",
  invoices: "invoice",
};

export const SearchPlugin: GraphileConfig.Plugin = {
  name: "SearchPlugin",
  version: "1.0.0",
  schema: {
    hooks: {
      GraphQLInputObjectType_fields(fields, build, context) {
        const { scope, fieldWithHooks } = context;
        const { isPgConnectionFilter, pgCodec } = scope;
        const table = pgCodec?.extensions?.pg;
        const kind = table?.schemaName === "analytics" ? undefined : KINDS[table?.name ?? ""];
        if (!isPgConnectionFilter || !kind) return fields;
        const { sql, graphql, sqlValueWithCodec } = { ...build, ...build.dataplanPg };
        const matches = fieldWithHooks({ fieldName: "matches" }, () => ({
          type: graphql.GraphQLString,
          description:
            "Names, numbers, e-mail addresses or tax ids as people type them; the best 1,000.",
          apply(parent: PgConditionCapableParent, typed: unknown) {
            if (typeof typed !== "string" || typed.trim() === "") return;
            const text = sqlValueWithCodec(typed, TYPES.text);
            const found = sql`select f.subject_id from search.find(array[${sql.literal(kind)}], ${text}) as f`;
            parent.where(sql`${parent.alias}.id = any (array(${found}))`);
          },
        }));
        return build.extend(fields, { matches }, "Adding the search");
      },
    },
  },
};
