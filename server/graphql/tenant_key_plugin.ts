// The tenant is in every key of the database and in no sentence of the API. Row-level security
// answers for one tenant only, so that within a request (tenant_id, x) is unique exactly when x is.
import "postgraphile";

export const TENANT_COLUMN = "tenant_id";

const withoutTenant = (attributes: readonly string[]): string[] =>
  attributes.filter((attribute) => attribute !== TENANT_COLUMN);

interface Keyed {
  codec: { attributes?: Record<string, { codec: { rangeOfCodec?: unknown } }> };
  uniques?: ReadonlyArray<{ attributes: readonly string[]; isPrimary?: boolean }> | undefined;
}

// A key of the tenant alone says "the one row of this tenant": nothing is left to ask by. A key
// around the primary key is there for foreign keys to point at: the id says it all. A key over a
// range forbids overlaps, which nobody can ask by either.
const meaningfulKeys = (options: Keyed): void => {
  const id = options.uniques?.find(({ isPrimary }) => isPrimary)?.attributes ?? [];
  const isRange = (name: string) => Boolean(options.codec.attributes?.[name]?.codec.rangeOfCodec);
  options.uniques = options.uniques?.filter(({ attributes, isPrimary }) => {
    const isAroundId = id.length > 0 && id.every((attribute) => attributes.includes(attribute));
    return attributes.length > 0 && (isPrimary || !isAroundId) && !attributes.some(isRange);
  });
};

export const TenantKeyPlugin: GraphileConfig.Plugin = {
  name: "TenantKeyPlugin",
  version: "1.0.0",
  after: ["PgTablesPlugin"],
  gather: {
    hooks: {
      pgTables_unique(_info, { unique }) {
        unique.attributes = withoutTenant(unique.attributes);
      },
      pgTables_PgResourceOptions(_info, { resourceOptions }) {
        meaningfulKeys(resourceOptions as unknown as Keyed);
      },
      pgRelations_relation(_info, { relation }) {
        const columns = relation as unknown as {
          localAttributes: string[];
          remoteAttributes: string[];
        };
        const pairs = columns.localAttributes
          .map((local, i) => [local, columns.remoteAttributes[i]!] as const)
          .filter(([local, remote]) => local !== TENANT_COLUMN && remote !== TENANT_COLUMN);
        columns.localAttributes = pairs.map(([local]) => local);
        columns.remoteAttributes = pairs.map(([, remote]) => remote);
        // The comment on a key is the sentence for its violation, it describes no relation.
        delete relation.description;
      },
    },
  },
  schema: {
    entityBehavior: {
      pgCodecAttribute: {
        override: {
          provides: ["tenantKey"],
          callback: (behavior, [, attributeName]) =>
            attributeName === TENANT_COLUMN ? [behavior, "-*"] : behavior,
        },
      },
      pgResource: {
        override: {
          provides: ["tenantKey"],
          callback: (behavior, resource) =>
            resource.parameters && resource.extensions?.pg?.name.endsWith(TENANT_COLUMN)
              ? [behavior, "-*"]
              : behavior,
        },
      },
      // Rows are found by any key and changed by their id.
      pgResourceUnique: {
        override: {
          provides: ["tenantKey"],
          callback: (behavior, [, unique]) =>
            unique.isPrimary
              ? behavior
              : [behavior, "-constraint:resource:update", "-constraint:resource:delete"],
        },
      },
      pgCodecRelation: {
        override: {
          provides: ["tenantKey"],
          callback: (behavior, relation) =>
            relation.localAttributes.length === 0 ? [behavior, "-*"] : behavior,
        },
      },
    },
  },
};
