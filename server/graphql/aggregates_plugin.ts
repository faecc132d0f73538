// Sums and counts that people of this field read. Statistics beyond them would make half of the
// schema, and a longer start, for nobody.
import "@graphile/pg-aggregates";
import "postgraphile";

declare global {
  namespace GraphileBuild {
    interface BehaviorStrings {
      "resource:groupedAggregates:having": true;
    }
  }
}

const READ = new Set(["sum", "distinctCount", "min", "max", "average"]);

export const AggregatesPlugin: GraphileConfig.Plugin = {
  name: "AggregatesPlugin",
  version: "1.0.0",
  after: ["PgAggregatesSpecsPlugin"],
  schema: {
    behaviorRegistry: {
      add: {
        // Its plugin is off, yet another asks.
        "resource:groupedAggregates:having": {
          description: "may groups be filtered by their sums?",
          entities: ["pgResource"],
        },
      },
    },
    hooks: {
      build(build) {
        const specs = build.pgAggregateSpecs!;
        specs.splice(0, specs.length, ...specs.filter(({ id }) => READ.has(id)));
        return build;
      },
    },
  },
};
