export interface Answer {
  status: number;
  headers: Headers;
  // Parsed when it is JSON, else the text.
  body: any;
  text: string;
}

type HeaderMap = Record<string, string>;

export interface Http {
  get(path: string, headers?: HeaderMap): Promise<Answer>;
  post(path: string, body?: unknown, headers?: HeaderMap): Promise<Answer>;
  put(path: string, body?: unknown, headers?: HeaderMap): Promise<Answer>;
  patch(path: string, body?: unknown, headers?: HeaderMap): Promise<Answer>;
  delete(path: string, headers?: HeaderMap): Promise<Answer>;
  graphql(query: string, variables?: Record<string, unknown>): Promise<Answer>;
}

const isSentAsIs = (body: unknown): body is string | Buffer<ArrayBuffer> =>
  typeof body === "string" || Buffer.isBuffer(body);

export function httpClient(url: string, token?: string): Http {
  // A body that is a string is sent as it stands, so that a test can send broken JSON; so is a file.
  const send = async (method: string, path: string, body?: unknown, headers: HeaderMap = {}) => {
    const response = await fetch(new URL(path, url), {
      method,
      redirect: "manual",
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isSentAsIs(body) ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /\bjson\b/.test(response.headers.get("content-type") ?? "");
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text !== "" ? JSON.parse(text) : text,
      text,
    };
  };
  return {
    get: (path, headers) => send("GET", path, undefined, headers),
    post: (path, body, headers) => send("POST", path, body, headers),
    put: (path, body, headers) => send("PUT", path, body, headers),
    patch: (path, body, headers) => send("PATCH", path, body, headers),
    delete: (path, headers) => send("DELETE", path, undefined, headers),
    graphql: (query, variables = {}) => send("POST", "/graphql", { query, variables }),
  };
}
