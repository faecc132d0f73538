// What is known of a caller before anything is asked: from where, and whether still there.
import type { RequestHandler } from "express";
import ipaddr from "ipaddr.js";
import { ApiError } from "../errors.ts";
import type { CallerRequest } from "../graphql/session.ts";

/** Sets `request.left`, which is aborted when the caller leaves, and corrects `request.ip`. */
export const knowCaller: RequestHandler = (request: CallerRequest, response, next) => {
  const leaving = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) leaving.abort(callerLeft());
  });
  request.left = leaving.signal;
  const ip = addressOf(request.ip) ?? addressOf(request.socket.remoteAddress) ?? "";
  Object.defineProperty(request, "ip", { value: ip });
  next();
};

// Nobody reads it; proxies write 499 for it in their logs.
const callerLeft = (): ApiError => new ApiError(499, "caller_left", "The caller left.");

// Some proxies add the port, which is another one for every connection.
const WITH_PORT = /^(?:\[(?<v6>[^\]]+)\](?::\d+)?|(?<v4>[\d.]+):\d+)$/;

/** The address alone, or nothing where it is none. */
export function addressOf(text: string | undefined): string | undefined {
  const { v6, v4 } = WITH_PORT.exec(text ?? "")?.groups ?? {};
  const address = v6 ?? v4 ?? text ?? "";
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : undefined;
}
