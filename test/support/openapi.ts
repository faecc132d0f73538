// Checks answers against the API document: every one that a test receives, field by field.
import { existsSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { OpenApi } from "../../server/rest/openapi.ts";
import { closeAtTheEnd } from "./closing.ts";
import type { Answer, Http } from "./http.ts";

const GENERATED = new URL("../../docs/openapi.json", import.meta.url);
const DOCUMENT_ID = "openapi";

let checker: Checker | undefined;

/** The document that this test file checks against; without it, docs/openapi.json. */
export function useOpenApi(document: OpenApi): void {
  closeAtTheEnd(async () => void (checker = undefined));
  checker = new Checker(document);
}

/** `path` as called, without the query string: /api/invoices/0198…. Throws what does not fit. */
export function assertMatchesOpenApi(
  method: string,
  path: string,
  status: number,
  body: unknown,
): void {
  checker ??= new Checker(readGenerated());
  checker.check(method, path, status, body);
}

/** The same client, every answer of /api checked. */
export function checked(http: Http): Http {
  const check =
    (method: string) =>
    (path: string, answer: Answer): Answer => {
      assertMatchesOpenApi(method, path.split("?", 1)[0]!, answer.status, answer.body || {});
      return answer;
    };
  return {
    ...http,
    get: async (path, headers) => check("GET")(path, await http.get(path, headers)),
    post: async (path, body, headers) => check("POST")(path, await http.post(path, body, headers)),
    put: async (path, body, headers) => check("PUT")(path, await http.put(path, body, headers)),
    patch: async (path, body, headers) =>
      check("PATCH")(path, await http.patch(path, body, headers)),
    delete: async (path, headers) => check("DELETE")(path, await http.delete(path, headers)),
  };
}

function readGenerated(): OpenApi {
  if (!existsSync(GENERATED)) throw new Error("docs/openapi.json is missing: npm run docs.");
  return JSON.parse(readFileSync(GENERATED, "utf8")) as OpenApi;
}

class Checker {
  readonly #document: OpenApi;
  readonly #ajv: Ajv2020;
  readonly #places: { pattern: RegExp; path: string }[];

  constructor(document: OpenApi) {
    this.#document = closed(document);
    this.#ajv = new Ajv2020({ strict: false, allErrors: true });
    (addFormats as unknown as (ajv: Ajv2020) => void)(this.#ajv);
    this.#ajv.addSchema(this.#document, DOCUMENT_ID);
    const base = document.servers[0]!.url;
    this.#places = Object.keys(document.paths)
      // A fixed word wins over a parameter in the same place.
      .sort((a, b) => a.split("{").length - b.split("{").length)
      .map((path) => ({
        path,
        pattern: new RegExp(`^${base + path.replace(/{\w+}/g, "[^/]+")}$`),
      }));
  }

  check(method: string, path: string, status: number, body: unknown): void {
    const place = this.#places.find(({ pattern }) => pattern.test(path));
    const operation = place && this.#document.paths[place.path]?.[method.toLowerCase()];
    const response = operation?.responses[status] as Described | undefined;
    const what = `${method} ${path} ${status}`;
    if (!response) throw new Error(`${what}: the API document does not know this answer.`);
    const [mediaType] = Object.keys(response.content ?? {});
    if (!mediaType?.endsWith("json")) return;
    const { path: template } = place!;
    const pointer = ["paths", template, method.toLowerCase(), "responses", status, "content"]
      .concat(mediaType, "schema")
      .map((part) => encodeURIComponent(String(part).replaceAll("~", "~0").replaceAll("/", "~1")));
    const validate = this.#validator(pointer.join("/"));
    if (validate(body)) return;
    throw new Error(`${what}: ${this.#ajv.errorsText(validate.errors, { dataVar: "answer" })}`);
  }

  #validator(pointer: string): ValidateFunction {
    const validate = this.#ajv.getSchema(`${DOCUMENT_ID}#/${pointer}`);
    if (!validate) throw new Error(`The API document has nothing at ${pointer}.`);
    return validate;
  }
}

interface Described {
  content?: Record<string, unknown>;
}

/** Clients must bear new fields; a test must not: objects have exactly what is written. */
function closed<Node>(node: Node): Node {
  if (Array.isArray(node)) return node.map(closed) as Node;
  if (typeof node !== "object" || node === null) return node;
  const entries = Object.entries(node).map(([key, value]) => [key, closed(value)]);
  const copy = Object.fromEntries(entries);
  const isSchema = copy.type === "object" && copy.properties;
  return isSchema ? { additionalProperties: false, ...copy } : copy;
}
