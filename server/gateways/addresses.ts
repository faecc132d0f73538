// Which addresses a tenant's webhook may reach: the public internet, nothing of ours.
import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

export interface Reach {
  allowLoopback: boolean;
}

export class ForbiddenAddress extends Error {
  override name = "ForbiddenAddress";
}

// Prefixes that carry an IPv4 address inside (6to4, Teredo, NAT64) have names of their own in
// ipaddr.js; what it calls unicast is public in IPv4, and inside 2000::/3 in IPv6.
export function mayReach(address: string, { allowLoopback }: Reach): boolean {
  if (!isIP(address)) return false;
  const parsed = ipaddr.process(address.replace(/%.*$/, ""));
  if (PLATFORM.has(parsed.toString())) return false;
  const range = parsed.range();
  if (range === "loopback") return allowLoopback;
  if (range !== "unicast") return false;
  return parsed.kind() === "ipv4" || parsed.match(GLOBAL_UNICAST);
}

// Azure answers its machines at a public address.
const PLATFORM = new Set(["168.63.129.16"]);
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR("2000::/3");

/** Resolves a host once. Every address that it has must be public, or none of them is used. */
export async function reachable(host: string, reach: Reach): Promise<LookupAddress> {
  // The URL parser has already written 127.1, 2130706433 and 0x7f000001 as 127.0.0.1.
  const literal = host.replace(/^\[|\]$/g, "");
  const found: LookupAddress[] = isIP(literal)
    ? [{ address: literal, family: isIP(literal) }]
    : await lookup(host, { all: true });
  const [first] = found;
  if (!first || !found.every(({ address }) => mayReach(address, reach))) {
    throw new ForbiddenAddress("The address is not on the public internet.");
  }
  return first;
}
