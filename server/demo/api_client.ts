// Speaks to the platform as its users do: over REST, with a token of each role.
import type { Config } from "../config.ts";
import { mintToken, type Role } from "../cli/mint_token.ts";

// The answers are whatever the API says; the demo only prints them.
export type Answer = Record<string, any>;

export interface Speaker {
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown): Promise<Answer>;
  patch(path: string, body: unknown): Promise<Answer>;
  graphql(query: string, variables: unknown): Promise<Answer>;
  bytes(path: string): Promise<Buffer>;
}

export class DemoError extends Error {
  override name = "DemoError";
}

export function speakAs(config: Config, url: string, role: Role, tenantId?: string): Speaker {
  const headers = {
    authorization: `Bearer ${mintToken(config, { role, ...(tenantId ? { tenantId } : {}) })}`,
    "content-type": "application/json",
  };
  const ask = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const answer = await fetch(url + path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (answer.ok) return answer;
    throw new DemoError(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  };
  const json = async (answer: Response) => (await answer.json()) as Answer;
  return {
    get: async (path) => await json(await ask("GET", path)),
    post: async (path, body = {}) => await json(await ask("POST", path, body)),
    patch: async (path, body) => await json(await ask("PATCH", path, body)),
    graphql: async (query, variables) =>
      await json(await ask("POST", "/graphql", { query, variables })),
    bytes: async (path) => Buffer.from(await (await ask("GET", path)).arrayBuffer()),
  };
}
