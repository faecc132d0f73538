// Who may know whom: a context names only contexts on lower floors. The one place where a context
// may be born.
export const FLOORS: readonly (readonly string[])[] = [
  ["kernel"],
  ["tenancy"],
  ["audit", "events"],
  ["controls"],
  ["ledger", "customers", "catalog", "currencies"],
  ["sales", "usage", "tax"],
  ["credits"],
  ["billing"],
  ["payments", "revenue", "marketplace"],
  ["analytics", "search", "webhooks"],
];

export const CONTEXTS = FLOORS.flat();

export function floorOf(context: string): number {
  return FLOORS.findIndex((floor) => floor.includes(context));
}
