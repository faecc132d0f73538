// The browsable page of the API: Swagger UI from its npm package, nothing from elsewhere.
import { createRequire } from "node:module";
import { dirname } from "node:path";
import express from "express";
import type { Router } from "express";

const ASSETS = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
const FILES = ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"];

// Swagger UI writes style attributes and inlines its icons; scripts come from here alone.
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const page = (base: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tenor API</title>
<link rel="icon" href="${base}/favicon-32x32.png">
<link rel="stylesheet" href="${base}/swagger-ui.css">
</head>
<body>
<div id="page"></div>
<script src="${base}/swagger-ui-bundle.js"></script>
<script src="${base}/start.js"></script>
</body>
</html>
`;

function startScript(base: string): string {
  const options = {
    url: `${dirname(base)}/openapi.json`,
    dom_id: "#page",
    deepLinking: true,
    docExpansion: "none",
    filter: true,
    tryItOutEnabled: true,
    validatorUrl: null,
  };
  return `SwaggerUIBundle(${JSON.stringify(options)});\n`;
}

/** To be mounted beside the document, at `…/docs`; browsers find us below the base path. */
export function docsPage(basePath: string): Router {
  const router = express.Router();
  router.get("/", (request, response) => {
    response
      .set("content-security-policy", POLICY)
      .type("html")
      .end(page(basePath + request.baseUrl));
  });
  router.get("/start.js", (request, response) => {
    response.type("js").end(startScript(basePath + request.baseUrl));
  });
  for (const file of FILES) {
    router.get(`/${file}`, (_request, response) => {
      response.sendFile(file, { root: ASSETS, maxAge: "1d" });
    });
  }
  return router;
}
