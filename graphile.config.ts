// How the database becomes GraphQL: PostGraphile, and the few rules of the house. The grants of the
// database decide what is shown; `server/graphql` gives this the pool and serves it.
import { PgAggregatesPreset } from "@graphile/pg-aggregates";
import { PgSimplifyInflectionPreset } from "@graphile/simplify-inflection";
import "postgraphile";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { PostGraphileConnectionFilterPreset } from "postgraphile-plugin-connection-filter";
import { AggregatesPlugin } from "./server/graphql/aggregates_plugin.ts";
import { ColumnsPlugin } from "./server/graphql/columns_plugin.ts";
import { DecimalsPlugin } from "./server/graphql/decimals_plugin.ts";
import { NamesPlugin } from "./server/graphql/names_plugin.ts";
import { OrdersPlugin } from "./server/graphql/orders_plugin.ts";
import { PageSizePlugin } from "./server/graphql/page_size_plugin.ts";
import { SearchPlugin } from "./server/graphql/search_plugin.ts";
import { SecretsPlugin } from "./server/graphql/secrets_plugin.ts";
import { TenantKeyPlugin } from "./server/graphql/tenant_key_plugin.ts";
import { TypesPlugin } from "./server/graphql/types_plugin.ts";

const preset: GraphileConfig.Preset = {
  extends: [
    PostGraphileAmberPreset,
    PgSimplifyInflectionPreset,
    PostGraphileConnectionFilterPreset,
    PgAggregatesPreset,
  ],
  plugins: [
    TenantKeyPlugin,
    TypesPlugin,
    NamesPlugin,
    PageSizePlugin,
    OrdersPlugin,
    ColumnsPlugin,
    DecimalsPlugin,
    AggregatesPlugin,
    SearchPlugin,
    SecretsPlugin,
  ],
  disablePlugins: [
    // Rows are asked for by their own id: an opaque global id would be a second name for it.
    "NodePlugin",
    "AddNodeInterfaceToSuitableTypesPlugin",
    "RegisterQueryNodePlugin",
    "PgTableNodePlugin",
    "PgNodeIdAttributesPlugin",
    "PgMutationPayloadEdgePlugin",
    "QueryQueryPlugin",
    // There are no subscriptions, and their root type would take the name of a table.
    "SubscriptionPlugin",
    // One way to ask: `filter`.
    "PgConditionArgumentPlugin",
    "PgConditionCustomFieldsPlugin",
    "PgAggregatesAddHavingAggregateTypesPlugin",
    // These would sort and filter by other tables, which no index serves.
    "PgAggregatesOrderByAggregatesPlugin",
    "PgConnectionArgFilterBackwardRelationsPlugin",
    "PgConnectionArgFilterForwardRelationsPlugin",
    "PgAggregatesFilterRelationalAggregatesPlugin",
  ],
  gather: {
    // An argument without a default must be given.
    pgStrictFunctions: true,
  },
  schema: {
    defaultBehavior: "-resource:list -resource:connection:backwards",
    pgForbidSetofFunctionsToReturnNull: true,
    connectionFilterAllowedOperators: [
      "isNull",
      "equalTo",
      "notEqualTo",
      "in",
      "lessThan",
      "lessThanOrEqualTo",
      "greaterThan",
      "greaterThanOrEqualTo",
    ],
    // What a filter does not say, or says null to, is no condition.
    connectionFilterAllowNullInput: true,
    connectionFilterAllowEmptyObjectInput: true,
    connectionFilterArrays: false,
    connectionFilterComputedColumns: false,
    connectionFilterSetofFunctions: false,
  },
};

export default preset;
