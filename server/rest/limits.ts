// What the database says of the column behind a variable or a field of an input. An argument of a
// function is the column of that name in the table that the function answers with.
import { Kind, TypeInfo, visit, visitWithTypeInfo } from "graphql";
import type { GraphQLSchema, OperationDefinitionNode } from "graphql";
import { placesOf, type Place, type Places } from "../graphql/columns_plugin.ts";
import type { Limit, Limits } from "../graphql/limits_of_columns.ts";
import { snakeCase } from "./names.ts";

const SUFFIX = /(Input|Patch|Filter)$/;

export interface Said {
  /** What the column behind it may hold. */
  limit: Limit;
  /** Whether null is none of that, though it may be left out. */
  refusesNull: boolean;
}

export class ColumnLimits {
  readonly #schema: GraphQLSchema;
  readonly #places: Places;
  readonly #limits: Limits;

  constructor(schema: GraphQLSchema, limits: Limits = new Map()) {
    this.#schema = schema;
    this.#places = placesOf(schema);
    this.#limits = limits;
  }

  /** Of all values of a scalar, such as Amount. */
  ofScalar(name: string): Limit {
    return this.#limits.get(`kernel${snakeCase(name).replace(/^_/, ".")}`) ?? {};
  }

  ofField(type: string, field: string): Limit {
    const place = this.#placeOf(type, field);
    return place?.column ? this.#ofColumn(place, place.column) : {};
  }

  /** Whether null is no value of the field, which a patch may leave out all the same. */
  refusesNull(type: string, field: string): boolean {
    return type.endsWith("Patch") && this.#placeOf(type, field)?.isNotNull === true;
  }

  #placeOf(type: string, field: string): Place | undefined {
    return (
      this.#places.get(`${type}.${field}`) ??
      this.#places.get(`${type.replace(SUFFIX, "")}.${field}`)
    );
  }

  #ofColumn({ schema, table = "" }: Place, column: string): Limit {
    // A type like contract_line_input says what a row of contract_lines will be.
    for (const owner of [table, `${table.replace(/_input$/, "")}s`]) {
      const limit = this.#limits.get(`${schema}.${owner}.${column}`);
      if (limit) return limit;
    }
    return (
      // Else what all tables of the context say of columns with this name.
      this.#agreed(schema, (_owner, name) => name === column) ??
      // Else what the table says of columns that end so: a reason is its release_reason.
      this.#agreed(schema, (owner, name) => owner === table && name.endsWith(`_${column}`)) ??
      {}
    );
  }

  /** What is said of all columns of a context that are meant, if it is one thing. */
  #agreed(schema: string, isMeant: (table: string, column: string) => boolean): Limit | undefined {
    const meant = [...this.#limits].filter(([place]) => {
      const [owner, table = "", column = ""] = place.split(".");
      return owner === schema && isMeant(table, column);
    });
    const said = new Set(meant.map(([, limit]) => JSON.stringify(limit)));
    return said.size === 1 ? meant[0]![1] : undefined;
  }

  /** By the names of an operation's variables. */
  ofVariables(operation: OperationDefinitionNode): Map<string, Said> {
    const found = new Map<string, Said>();
    const typeInfo = new TypeInfo(this.#schema);
    let limit: Limit = {};
    let refusesNull = false;
    const visitor = visitWithTypeInfo(typeInfo, {
      Argument: ({ name }) => {
        const owner = this.#places.get(
          `${typeInfo.getParentType()?.name}.${typeInfo.getFieldDef()?.name}`,
        );
        limit = owner ? this.#ofColumn(owner, snakeCase(name.value)) : {};
        refusesNull = false;
      },
      ObjectField: ({ name }) => {
        const parent = String(typeInfo.getParentInputType()).replace(/!$/, "");
        const place = this.#placeOf(parent, name.value);
        const command = this.#places.get(
          `${typeInfo.getParentType()?.name}.${typeInfo.getFieldDef()?.name}`,
        );
        // What a command is given is not the row yet: it says itself what null means.
        refusesNull = !command && place?.isNotNull === true;
        if (place?.column) limit = this.#ofColumn(place, place.column);
        else if (command && parent.endsWith("Input")) {
          limit = this.#ofColumn(command, snakeCase(name.value));
        }
        // Within `{ status: { equalTo: $status } }` the column is that of the filter.
        else if (!/Filter$/.test(parent)) limit = {};
      },
      Variable: ({ name }, _key, parent) => {
        const isDeclared = parent && !Array.isArray(parent) && "kind" in parent;
        if (isDeclared && parent.kind === Kind.VARIABLE_DEFINITION) return;
        if (!found.has(name.value)) found.set(name.value, { limit, refusesNull });
      },
    });
    visit(operation, visitor);
    return found;
  }
}
