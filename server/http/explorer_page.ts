// Headers of the GraphQL explorer's page: scripts of this origin, inline ones by nonce.
import { randomBytes } from "node:crypto";
import { Router } from "express";
import { tokenScript, TOKEN_SCRIPT_PATH } from "../graphql/explorer.ts";

export function explorerPage(basePath: string): Router {
  const router = Router();
  router.get(TOKEN_SCRIPT_PATH, (_request, response) => {
    response.type("js").end(tokenScript(basePath));
  });
  router.get("/graphiql", (_request, response, next) => {
    const nonce = randomBytes(16).toString("base64");
    response.locals["nonce"] = nonce;
    response.set(
      "content-security-policy",
      [
        "default-src 'self'",
        `script-src 'self' 'nonce-${nonce}'`,
        "style-src 'self' 'unsafe-inline'",
        "font-src 'self' data:",
        "img-src 'self' data:",
        "worker-src 'self' blob:",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
      ].join("; "),
    );
    next();
  });
  return router;
}
