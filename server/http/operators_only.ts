// Who may see how the process is doing: who stands on this machine, or knows OPERATIONS_TOKEN. To
// others the address is not there.
import { createHash, timingSafeEqual } from "node:crypto";
import type { Request, RequestHandler } from "express";
import ipaddr from "ipaddr.js";

export function operatorsOnly(token: string | undefined): RequestHandler {
  return (request, _response, next) => {
    next(isLocal(request) || hasToken(request, token) ? undefined : "route");
  };
}

// The connection itself, not what a proxy says of it: what it passes on comes from elsewhere.
function isLocal({ socket, headers }: Request): boolean {
  if (Object.keys(headers).some((name) => PASSED_ON.test(name))) return false;
  const peer = socket.remoteAddress ?? "";
  return ipaddr.isValid(peer) && ipaddr.process(peer).range() === "loopback";
}

function hasToken({ headers }: Request, token: string | undefined): boolean {
  const given = /^Bearer (.+)$/i.exec(headers.authorization ?? "")?.[1];
  if (token === undefined || given === undefined) return false;
  return timingSafeEqual(hash(given), hash(token));
}

// What proxies add by habit.
const PASSED_ON = /^(forwarded|via|x-forwarded-.+|x-real-ip|x-client-ip|[a-z]+-connecting-ip)$/;

const hash = (text: string): Buffer => createHash("sha256").update(text).digest();
