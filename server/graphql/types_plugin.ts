// Types of Postgres that PostGraphile does not know and we show as another. Without it each start warns
// of the columns that have one, shown to anybody or not.
import "postgraphile";
import { TYPES } from "postgraphile/@dataplan/pg";
import { sql } from "postgraphile/pg-sql2";

// It is compared as what it is: a transaction is no bigint to Postgres.
const TRANSACTION = { ...TYPES.bigint, name: "xid8", sqlType: sql`pg_catalog.xid8` };

export const TypesPlugin: GraphileConfig.Plugin = {
  name: "TypesPlugin",
  version: "1.0.0",
  gather: {
    hooks: {
      pgCodecs_findPgCodec(_info, event) {
        if (!event.pgCodec && event.pgType.typname === "xid8") event.pgCodec = TRANSACTION;
      },
    },
  },
  schema: {
    hooks: {
      init(_, build) {
        const shownAs = build.inflection.builtin("BigInt");
        build.setGraphQLTypeForPgCodec(TRANSACTION, ["input", "output"], shownAs);
        return _;
      },
    },
  },
};
