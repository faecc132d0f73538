// A picture of a context for Mermaid: its tables by their keys, and what they point at.
import type { Catalogue, Column, Key } from "./catalogue.ts";

export function diagram(context: string, { relations, columns, keys }: Catalogue): string {
  const tables = relations.filter((it) => it.kind === "table");
  if (tables.length === 0) return "";
  const lines = tables.flatMap(({ name }) => [
    `  ${name} {`,
    ...columns
      .filter((column) => column.relation === name && column.name !== "tenant_id")
      .flatMap((column) => {
        const marks = marksOf(column, keys);
        return marks === "" ? [] : [`    ${shortType(column.type)} ${column.name} ${marks}`];
      }),
    "  }",
  ]);
  const relationsDrawn = keys.flatMap((key) => {
    const [schema = "", target = ""] = (key.target ?? "").split(".");
    const pointing = key.columns.filter((it) => it !== "tenant_id");
    // Every table points at its tenant; the picture would show nothing else.
    if (key.kind !== "f" || pointing.length === 0) return [];
    const ofThis = columns.filter((it) => it.relation === key.relation);
    const isOptional = ofThis.some((it) => pointing.includes(it.name) && !it.is_required);
    const other = schema === context ? target : `"${schema}.${target}"`;
    const label = pointing.join(", ");
    return [`  ${other} ${isOptional ? "|o" : "||"}--${endOf(key, keys)} ${key.relation} : "${label}"`];
  });
  return ["```mermaid", "erDiagram", ...lines, ...relationsDrawn, "```"].join("\n");
}

function marksOf(column: Column, keys: Key[]): string {
  const holds = (kind: string) =>
    keys.some(
      (key) =>
        key.relation === column.relation && key.kind === kind && key.columns.includes(column.name),
    );
  const marks = [holds("p") && "PK", holds("f") && "FK", holds("u") && "UK"];
  return marks.filter(Boolean).join(", ");
}

// One row at most points there when the pointing columns are a key themselves.
function endOf(foreign: Key, keys: Key[]): string {
  const isKey = keys.some(
    (key) =>
      key.relation === foreign.relation &&
      (key.kind === "p" || key.kind === "u") &&
      key.columns.every((column) => foreign.columns.includes(column)),
  );
  return isKey ? "o|" : "o{";
}

function shortType(type: string): string {
  return type
    .replace("timestamp with time zone", "timestamptz")
    .replace(/^\w+\./, "")
    .replace(/\W+/g, "_");
}
