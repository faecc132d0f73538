// Behind a proxy that serves us below a path, as PUBLIC_URL says. Pages name addresses below it; a
// request may come with it, from a proxy that passes on what it was asked, or without.
import type { RequestListener } from "node:http";

/** The path below which browsers find us, such as `/billing`; empty at the root. */
export function basePathOf(publicUrl: string | undefined): string {
  return publicUrl === undefined ? "" : new URL(publicUrl).pathname.replace(/\/$/, "");
}

export function withoutBasePath(listener: RequestListener, basePath: string): RequestListener {
  if (basePath === "") return listener;
  return (request, response) => {
    const { url = "" } = request;
    const rest = url.startsWith(basePath) ? url.slice(basePath.length) : undefined;
    if (rest !== undefined && /^([/?]|$)/.test(rest)) request.url = rest.replace(/^(?!\/)/, "/");
    listener(request, response);
  };
}
