// Types of Postgres that PostGraphile does not know and we show as another. Without it each start warns
// of the columns that have one, shown to anybody or not.
import "postgraphile";
import { TYPES } from "postgraphile/@dataplan/pg";
import { sql } from "postgraphile/pg-sql2";

const CODECS = {
  // It is compared as what it is: a transaction is no bigint to Postgres.
  xid8: { ...TYPES.bigint, name: "xid8", sqlType: sql`pg_catalog.xid8` },
  datemultirange: {
    ...TYPES.text,
    name: "datemultirange",
    sqlType: sql`pg_catalog.datemultirange`,
  },
};
const SHOWN_AS = { xid8: "BigInt", datemultirange: "String" };

export const TypesPlugin: GraphileConfig.Plugin = {
  name: "TypesPlugin",
  version: "1.0.0",
  gather: {
    hooks: {
      pgCodecs_findPgCodec(_info, event) {
        const codec = CODECS[event.pgType.typname as keyof typeof CODECS];
        if (!event.pgCodec && codec) event.pgCodec = codec;
      },
    },
  },
  schema: {
    hooks: {
      init(_, build) {
        for (const [name, codec] of Object.entries(CODECS)) {
          const shownAs = build.inflection.builtin(SHOWN_AS[name as keyof typeof CODECS]);
          build.setGraphQLTypeForPgCodec(codec, ["input", "output"], shownAs);
        }
        return _;
      },
    },
  },
};
