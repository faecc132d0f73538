// How a transaction opens: with its settings, which end with it, so that nothing of a caller stays
// behind on a pooled connection.
import { escapeLiteral, type ClientBase } from "pg";
import type { WithPgClient } from "postgraphile/@dataplan/pg";
import {
  makeWithPgClientViaPgClientAlreadyInTransaction,
  type NodePostgresPgClient,
} from "postgraphile/adaptors/pg";

type Settings = Record<string, string | undefined> | null;

// Whether the tenant is suspended or closed is asked as the caller, hence after the settings.
const ADMISSION = "; select tenancy.admit_caller()";

/** `begin`, the settings and the admission to the tenant, in one round trip. */
export function openingStatement(settings: Settings): string {
  const parts = Object.entries(settings ?? {})
    .filter(([, value]) => value != null)
    .map(([name, value]) => `set_config(${escapeLiteral(name)}, ${escapeLiteral(value!)}, true)`);
  const admission = settings?.["tenor.tenant_id"] ? ADMISSION : "";
  return parts.length > 0 ? `begin; select ${parts.join(", ")}${admission}` : "begin";
}

/** For an operation inside a transaction that somebody else opened with its settings. */
export function withClientInTransaction(client: ClientBase): WithPgClient<NodePostgresPgClient> {
  return makeWithPgClientViaPgClientAlreadyInTransaction(client as never, true);
}
