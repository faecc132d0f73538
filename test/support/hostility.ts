// What a tenant may ask to hurt others: all of it within its rights, most of it within the limits.
import net from "node:net";
import { getIntrospectionQuery } from "graphql";
import type { Chance } from "./random.ts";

export interface Target {
  url: string;
  token: string;
}

const many = (count: number, make: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => make(n)).join(" ");
const deep = (levels: number): string =>
  levels === 0 ? "id" : `parentAccount { ${deep(levels - 1)} }`;
const anyOf = (count: number, value: string) =>
  `{ or: [${many(count, (n) => `{ accountName: { ${value.replace("#", String(n))} } }`)}] }`;
const page = (first: number, fields: string, filter = "{}") =>
  `accounts(first: ${first}, filter: ${filter}) { nodes { ${fields} } }`;

const QUESTIONS: Record<string, string> = {
  "as deep as it goes": `{ accounts { nodes { ${deep(8)} } } }`,
  "too deep": `{ accounts { nodes { ${deep(14)} } } }`,
  "braces only": "{a".repeat(8000),
  "as wide as it goes": `{ ${page(
    500,
    many(190, (n) => `a${n}: ${n % 2 ? "id" : "createdAt"}`),
  )} }`,
  "lists beside lists": `{ ${many(20, (n) => `a${n}: members(first: 1) { nodes { id } }`)} }`,
  "lists in lists": `{ journals(first: 20) { nodes { transfers(first: 50) { nodes { id } } } } }`,
  "a big answer": `{ ${page(400, "metadata")} }`,
  "too big an answer": `{ ${page(500, "metadata")} }`,
  "the same again and again": `{ ${page(
    90,
    many(8, (n) => `a${n}: metadata`),
  )} }`,
  "conditions that no index knows": `{ ${page(500, "id", anyOf(300, 'greaterThan: "z#"'))} }`,
  "a condition of thousands": `{ ${many(5, (n) => `a${n}: ${page(1, "id", anyOf(100, 'equalTo: "#"'))}`)} }`,
  "sums in groups": `{ accounts { groupedAggregates(groupBy: [STATUS]) { keys distinctCount { id } } } }`,
  "the whole schema": getIntrospectionQuery(),
};

const READS = ["/api/accounts?limit=400", "/api/accounts?limit=500", "/api/search?q=account%201"];

/** Asks one of them, in another spelling each time, so that nothing is remembered. */
export async function askToHurt({ url, token }: Target, chance: Chance): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const isRead = chance.next() < 0.2;
  const [question] = chance.shuffled(Object.values(QUESTIONS));
  const query = `# ${chance.next()}\n${question}`;
  const asked = isRead
    ? fetch(new URL(chance.shuffled(READS)[0]!, url), { headers })
    : fetch(new URL("/graphql", url), { method: "POST", headers, body: JSON.stringify({ query }) });
  await asked.then((response) => response.arrayBuffer()).catch(() => {});
}

export interface Written {
  path: string;
  body: object;
  headers?: Record<string, string>;
}

/** Asks for something to be written, and hangs up soon. */
export async function hangUp(
  { url, token }: Target,
  { path, body, headers = {} }: Written,
  ms: number,
): Promise<void> {
  await fetch(new URL(path, url), {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(ms),
  })
    .then((response) => response.text())
    .catch(() => {});
}

/** Announces a body, sends half of it, and is gone after a while. */
export async function sendHalf(
  { url, token }: Target,
  { path, body }: Written,
  ms: number,
): Promise<void> {
  const { hostname, port } = new URL(url);
  const text = JSON.stringify(body);
  const head = [
    `POST ${path} HTTP/1.1`,
    `Host: ${hostname}`,
    `Authorization: Bearer ${token}`,
    "Content-Type: application/json",
    `Content-Length: ${text.length}`,
  ];
  const socket = net.connect(Number(port), hostname);
  socket.on("error", () => {});
  socket.write(`${head.join("\r\n")}\r\n\r\n${text.slice(0, text.length / 2)}`);
  await new Promise((resolve) => setTimeout(resolve, ms));
  socket.destroy();
}
