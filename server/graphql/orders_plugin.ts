// Every order of a list is total: its key breaks ties, and rows without a value stand at one end,
// where Postgres puts them. So a cursor is a place in the list, whatever it is ordered by.
import "postgraphile";
import { TYPES, type PgSelectQueryBuilder } from "postgraphile/@dataplan/pg";
import { SafeError, constant, lambda, type Step } from "postgraphile/grafast";
import { sql, type SQL } from "postgraphile/pg-sql2";

type Direction = "ASC" | "DESC";

interface Order {
  column: string;
  direction: Direction;
}

interface Column {
  expression: SQL;
  type: SQL;
  isNullable: boolean;
}

interface Table {
  name: string;
  key: readonly string[];
  /** What each word of `orderBy` means. */
  orders: Map<unknown, Order[]>;
  column(name: string, alias: SQL): Column;
}

// As text a value keeps all of its digits.
const AS_TEXT = { ...TYPES.text, castFromPg: (value: SQL) => sql`(${value})::text` };

const cursors = new WeakMap<object, Step>();

export const OrdersPlugin: GraphileConfig.Plugin = {
  name: "OrdersPlugin",
  version: "1.0.0",
  after: ["PgFirstLastBeforeAfterArgsPlugin", "PgConnectionArgOrderByPlugin"],
  schema: {
    hooks: {
      GraphQLObjectType_fields_field_args(args, { inflection }, { scope }) {
        const { isPgFieldConnection, pgFieldResource } = scope;
        const { after, orderBy, ...others } = args;
        if (!isPgFieldConnection || !pgFieldResource || !after || !orderBy) return args;
        const resource = pgFieldResource as unknown as Resource;
        const table = tableOf(resource, (attributeName, direction) =>
          inflection.orderByAttributeEnum({
            codec: resource.codec as never,
            attributeName,
            variant: direction === "ASC" ? "asc" : "desc",
          }),
        );
        after.applyPlan = (_$parent, $connection, arg) => {
          cursors.set($connection, arg.getRaw());
        };
        orderBy.applyPlan = (_$parent, $connection, arg) => {
          const given = [arg.getRaw(), cursors.get($connection) ?? constant(null)] as const;
          const apply = ([words, cursor]: readonly [unknown, unknown]) => {
            const asked = (words as unknown[] | null | undefined) ?? [];
            const orders = [asked].flat().flatMap((word) => table.orders.get(word) ?? []);
            return (query: PgSelectQueryBuilder) => arrange(query, table, orders, cursor);
          };
          $connection.getSubplan().apply(lambda(given, apply, true));
        };
        // Arguments are taken in this order: the cursor is there when the orders are.
        return { ...others, after, orderBy };
      },
    },
  },
};

interface Resource {
  name: string;
  uniques: readonly { attributes: readonly string[]; isPrimary?: boolean }[];
  codec: { attributes: Record<string, { codec: { sqlType: SQL }; notNull?: boolean }> };
}

function tableOf(
  { name, uniques, codec }: Resource,
  wordOf: (column: string, direction: Direction) => string,
): Table {
  const primary = uniques.find(({ isPrimary }) => isPrimary);
  const key = (primary ?? uniques[0])?.attributes;
  if (!key) throw new Error(`The list ${name} has no key that tells its rows apart.`);
  const words = (["ASC", "DESC"] as const).flatMap((direction): [unknown, Order[]][] => [
    [`PRIMARY_KEY_${direction}`, key.map((column) => ({ column, direction }))],
    ...Object.keys(codec.attributes).map((column): [unknown, Order[]] => [
      wordOf(column, direction),
      [{ column, direction }],
    ]),
  ]);
  return {
    name,
    key,
    orders: new Map(words),
    column(column, alias) {
      const attribute = codec.attributes[column]!;
      return {
        expression: sql`${alias}.${sql.identifier(column)}`,
        type: attribute.codec.sqlType,
        isNullable: !attribute.notNull,
      };
    },
  };
}

/** Tells the query its orders, the key at their end, and where to begin. */
function arrange(query: PgSelectQueryBuilder, table: Table, asked: Order[], cursor: unknown): void {
  if (query.mode === "aggregate") return;
  const { direction = "ASC" } = asked[0] ?? {};
  const all = [...asked, ...table.key.map((column): Order => ({ column, direction }))];
  const orders = all.filter((one, i) => all.findIndex(({ column }) => column === one.column) === i);
  const columns = orders.map(({ column }) => table.column(column, query.alias));
  // The same for all rows, so that Postgres leaves it out, and in every cursor: which list it is of.
  const label = [table.name, ...orders.map((order) => `${order.column} ${order.direction}`)].join();
  query.orderBy({ fragment: sql`${sql.literal(label)}::text`, codec: AS_TEXT, direction });
  for (const [i, { expression }] of columns.entries()) {
    query.orderBy({ fragment: expression, codec: AS_TEXT, direction: orders[i]!.direction });
  }
  query.setOrderIsUnique();
  if (cursor != null) {
    query.where(isBehind(orders, columns, placeOf(String(cursor), label, orders.length)));
  }
}

type Value = string | null;

/** The values of the row that a cursor stands for: it begins with the library's own digest. */
function placeOf(cursor: string, label: string, length: number): Value[] {
  const parts = decoded(cursor);
  const values = parts.slice(2);
  const isText = values.every((value) => value === null || typeof value === "string");
  if (parts[1] === label && values.length === length && isText) return values as Value[];
  throw new SafeError("A cursor belongs to one list in one order.", {
    code: "invalid_input",
    status: 422,
    pointer: "after",
  });
}

function decoded(cursor: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, "base64").toString("utf8"));
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

/** Whether a row stands behind the place: null comes after all values, or before, descending. */
function isBehind(orders: Order[], columns: Column[], place: Value[]): SQL {
  const values = place.map((value, i) => sql`${sql.value(value)}::${columns[i]!.type}`);
  const [{ direction }] = orders as [Order];
  const isOneRange =
    orders.every((order) => order.direction === direction) &&
    place.every((value, i) => value !== null && !(columns[i]!.isNullable && direction === "ASC"));
  if (isOneRange) {
    const rows = sql.join(
      columns.map(({ expression }) => expression),
      ", ",
    );
    return sql`(${rows}) ${comparison(direction)} (${sql.join(values, ", ")})`;
  }
  const behind = (i: number): SQL => {
    const { expression, isNullable } = columns[i]!;
    const { direction } = orders[i]!;
    const isNull = place[i] === null;
    const isFurther = isNull
      ? direction === "ASC"
        ? sql`false`
        : sql`${expression} is not null`
      : sql`${expression} ${comparison(direction)} ${values[i]!}`;
    const isAtEnd = sql`${expression} is null`;
    const further =
      isNullable && !isNull && direction === "ASC" ? sql`${isFurther} or ${isAtEnd}` : isFurther;
    if (i === orders.length - 1) return sql`(${further})`;
    const isSame = isNull ? isAtEnd : sql`${expression} = ${values[i]!}`;
    return sql`(${further} or (${isSame} and ${behind(i + 1)}))`;
  };
  return behind(0);
}

function comparison(direction: Direction): SQL {
  return direction === "ASC" ? sql`>` : sql`<`;
}
