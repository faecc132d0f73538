// Which column a field of the API is, and what a function is about: so that what the database says
// of a column can be told to callers too.
import "postgraphile";
import type { GraphQLSchema } from "postgraphile/graphql";

export interface Place {
  schema: string;
  /** A table, view or type; none for a function that answers with a plain value. */
  table: string | undefined;
  column?: string;
  isNotNull?: boolean;
}

/** By type and field: `Account.accountType`, `Mutation.createAccount`. */
export type Places = Map<string, Place>;

const KEY = "places";

export function placesOf(schema: GraphQLSchema): Places {
  return (schema.extensions[KEY] as Places | undefined) ?? new Map();
}

export const ColumnsPlugin: GraphileConfig.Plugin = {
  name: "ColumnsPlugin",
  version: "1.0.0",
  schema: {
    hooks: {
      finalize(schema, build) {
        const { inflection } = build;
        const { pgCodecs, pgResources } = build.input.pgRegistry;
        const places: Places = new Map();
        for (const codec of Object.values(pgCodecs)) {
          const { attributes, isAnonymous, extensions } = codec;
          if (!attributes || isAnonymous || !extensions?.pg) continue;
          const { schemaName, name } = extensions.pg;
          for (const [attributeName, { notNull }] of Object.entries(attributes)) {
            const field = inflection.attribute({ codec: codec as never, attributeName });
            places.set(`${inflection.tableType(codec as never)}.${field}`, {
              schema: schemaName,
              table: name,
              column: attributeName,
              isNotNull: notNull === true,
            });
          }
        }
        for (const resource of Object.values(pgResources)) {
          const { parameters, extensions, codec } = resource;
          if (!parameters || !extensions?.pg) continue;
          const place = { schema: extensions.pg.schemaName, table: codec.extensions?.pg?.name };
          const named = { resource: resource as never };
          places.set(`Mutation.${inflection.customMutationField(named)}`, place);
          places.set(`Query.${inflection.customQueryField(named)}`, place);
        }
        return Object.assign(schema, { extensions: { ...schema.extensions, [KEY]: places } });
      },
    },
  },
};
