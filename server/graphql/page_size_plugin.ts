// No list is unbounded: 50 rows unless asked, never more than 500.
import "postgraphile";
import type { PgSelectStep } from "postgraphile/@dataplan/pg";
import { constant, context, lambda, SafeError, type Step } from "postgraphile/grafast";
import { AtMostStep } from "./at_most_step.ts";

export const DEFAULT_PAGE_SIZE = 50;
export const MAX_PAGE_SIZE = 500;

/** The list whose rows are no part of a page. */
export const GROUPS = "groupedAggregates";

export const checkedPageSize = (first: number | null | undefined, most = MAX_PAGE_SIZE): number => {
  if (first == null) return DEFAULT_PAGE_SIZE;
  if (first >= 0 && first <= most) return first;
  throw new SafeError(`A page has at most ${most} rows.`, {
    code: "invalid_input",
    status: 422,
    pointer: "first",
  });
};

/** Said by who reads a file, not by who asks over GraphQL. */
const maxRows = () => context().get("maxRows" as never) as unknown as Step<number | undefined>;

export const PageSizePlugin: GraphileConfig.Plugin = {
  name: "PageSizePlugin",
  version: "1.0.0",
  after: ["PgFirstLastBeforeAfterArgsPlugin"],
  schema: {
    hooks: {
      GraphQLObjectType_fields_field(field, _build, { scope }) {
        const { plan } = field;
        if (scope.fieldName !== GROUPS || !plan) return field;
        return {
          ...field,
          description: `Sums by group, for at most ${MAX_PAGE_SIZE} groups: more are refused.`,
          plan(...given) {
            const $groups = plan(...given) as PgSelectStep;
            $groups.setFirst(constant(MAX_PAGE_SIZE + 1));
            $groups.items = () => new AtMostStep($groups, MAX_PAGE_SIZE) as never;
            return $groups;
          },
        };
      },
      GraphQLObjectType_fields_field_args(args, _build, { scope }) {
        const { isPgFieldConnection, isPgFieldSimpleCollection } = scope;
        const first = args["first"];
        if (!first || !(isPgFieldConnection || isPgFieldSimpleCollection)) return args;
        first.description = `How many rows, at most ${MAX_PAGE_SIZE}.`;
        first.defaultValue = DEFAULT_PAGE_SIZE;
        first.applyPlan = (_$parent, $connection, arg) => {
          const $size = lambda([arg.getRaw(), maxRows()], ([asked, most]) =>
            checkedPageSize(asked, most),
          );
          $connection.setFirst($size);
        };
        return args;
      },
    },
  },
};
