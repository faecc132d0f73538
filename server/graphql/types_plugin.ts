// Types of Postgres that PostGraphile does not know and we show as another.
import "postgraphile";
import { TYPES } from "postgraphile/@dataplan/pg";

export const TypesPlugin: GraphileConfig.Plugin = {
  name: "TypesPlugin",
  version: "1.0.0",
  gather: {
    hooks: {
      pgCodecs_findPgCodec(_info, event) {
        if (!event.pgCodec && event.pgType.typname === "xid8") event.pgCodec = TYPES.bigint;
      },
    },
  },
};
