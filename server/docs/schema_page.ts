// The database as a page for people: every table with its columns and keys, and who may touch it.
import { withClient } from "../postgres/connection.ts";
import {
  catalogueOf,
  contextsOf,
  type Catalogue,
  type Column,
  type Context,
  type Key,
  type Policy,
  type Relation,
  type Right,
  type Routine,
} from "./catalogue.ts";
import { diagram } from "./diagram.ts";
import { list, table, words } from "./markdown.ts";

const OF_THE_TENANT = "(tenant_id = ( SELECT tenancy.current_tenant_id() AS current_tenant_id))";

export async function schemaPage(url: string): Promise<string> {
  return await withClient(url, async (client) => {
    // Names are printed in full only when the path is empty.
    await client.query("set search_path to ''");
    const contexts = await contextsOf(client);
    const sections: string[] = [];
    for (const context of contexts) {
      sections.push(section(context, await catalogueOf(client, context.name)));
    }
    return `${[
      "# The database",
      "Made by `npm run docs` from the catalogue and its comments; change db/ and run it again.",
      "Every table stands behind `tenant_isolation`: whoever acts in a tenant sees its rows alone. " +
        "What is said under a table comes on top. A role may what it is granted here, and what the " +
        "roles it contains may: viewer < sales, cashier, tax, approver, auditor < admin; cashier, tax < finance < admin.",
      contexts.map(({ name }) => `[${name}](#${name})`).join(" · "),
      ...sections,
    ].join("\n\n")}\n`;
  });
}

function section({ name, comment }: Context, catalogue: Catalogue): string {
  const { relations, routines, shapes } = catalogue;
  return [
    `## ${name}`,
    words(comment),
    diagram(name, catalogue),
    ...relations.flatMap((relation) => relationParts(name, relation, catalogue)),
    ...routineParts(`${name}: commands`, routines.filter((it) => it.changes)),
    ...routineParts(`${name}: queries`, routines.filter((it) => !it.changes)),
    ...(shapes.length === 0
      ? []
      : [
          `### ${name}: types`,
          table(
            ["type", "made of", "meaning"],
            shapes.map((it) => [it.name, it.parts, words(it.comment)]),
          ),
        ]),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function relationParts(context: string, relation: Relation, catalogue: Catalogue): string[] {
  const of = <T extends { relation: string }>(rows: T[]) =>
    rows.filter((it) => it.relation === relation.name);
  const kind = relation.kind === "table" ? "" : `*${relation.kind}* `;
  return [
    `### ${context}.${relation.name}`,
    `${kind}${words(relation.comment)}`,
    relation.kind === "table" ? tableColumns(of(catalogue.columns)) : viewColumns(of(catalogue.columns)),
    keysInWords(of(catalogue.keys)),
    accessInWords(of(catalogue.rights), of(catalogue.policies)),
  ];
}

function tableColumns(columns: Column[]): string {
  return table(
    ["column", "type", "null", "default", "meaning"],
    columns.map((it) => [
      it.name,
      it.type,
      it.is_required ? "" : "null",
      it.value === null ? "" : `\`${it.is_generated ? "= " : ""}${it.value}\``,
      words(it.comment),
    ]),
  );
}

function viewColumns(columns: Column[]): string {
  return table(
    ["column", "type", "meaning"],
    columns.map((it) => [it.name, it.type, words(it.comment)]),
  );
}

function keysInWords(keys: Key[]): string {
  return keys.length === 0 ? "" : `Keys and limits:\n${list(keys.map(keyInWords))}`;
}

function keyInWords({ kind, columns, target, definition, name, comment }: Key): string {
  const said = comment === null ? "" : `: ${words(comment)}`;
  if (kind === "p") return `key: ${columns.join(", ")}`;
  if (kind === "u") return `unique: ${columns.join(", ")}${said}`;
  if (kind === "f") return `${columns.join(", ")} → ${target}${said}`;
  if (kind === "x") return `never twice: \`${definition}\`${said}`;
  return comment === null ? `check \`${name}\`` : `check${said}`;
}

function accessInWords(rights: Right[], policies: Policy[]): string {
  const roles = [...new Set(rights.map((it) => it.role))];
  const lines = roles.map((role) => {
    const can = rights
      .filter((it) => it.role === role)
      .map(({ verb, columns }) => (columns === null ? verb : `${verb} ${columns.join(", ")}`));
    return `**${role}**: ${can.join("; ")}`;
  });
  const special = policies
    .filter((it) => !it.is_restrictive && it.rows !== OF_THE_TENANT)
    .map((it) => `rows for ${it.roles.join(", ")} (${it.verb}): \`${it.rows.replace(/\s+/g, " ")}\``);
  if (lines.length === 0) lines.push("nobody but the functions of the house");
  return `Who may:\n${list([...lines, ...special])}`;
}

function routineParts(title: string, routines: Routine[]): string[] {
  if (routines.length === 0) return [];
  return [
    `### ${title}`,
    table(
      ["function", "answer", "for", "what it does"],
      routines.map((it) => [
        `\`${it.name}(${it.arguments})\``,
        it.answer,
        it.roles.join(", "),
        words(it.comment),
      ]),
    ),
  ];
}
