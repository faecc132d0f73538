// Days as whole numbers, so that periods are arithmetic. Months are counted from an anchor.
const DAY_MS = 86_400_000;

export const day = (iso: string): number => Date.parse(`${iso}T00:00:00Z`) / DAY_MS;
export const iso = (of: number): string => new Date(of * DAY_MS).toISOString().slice(0, 10);

/** The anchor and so many months, clamped to the month's last day. */
export function monthsAfter(anchor: number, months: number): number {
  const from = new Date(anchor * DAY_MS);
  const month = from.getUTCFullYear() * 12 + from.getUTCMonth() + months;
  const year = Math.floor(month / 12);
  const last = new Date(Date.UTC(year, (month % 12) + 1, 0)).getUTCDate();
  return Date.UTC(year, month % 12, Math.min(from.getUTCDate(), last)) / DAY_MS;
}

export interface Period {
  /** Counted from the anchor; below zero before it. */
  n: number;
  from: number;
  /** The day after its last. */
  until: number;
}

/** The whole periods that touch some days. */
export function periods(anchor: number, months: number, from: number, until: number): Period[] {
  const found: Period[] = [];
  let n = Math.floor((from - anchor) / (31 * months)) - 1;
  while (monthsAfter(anchor, months * (n + 1)) <= from) n += 1;
  for (; monthsAfter(anchor, months * n) < until; n += 1) {
    found.push({
      n,
      from: monthsAfter(anchor, months * n),
      until: monthsAfter(anchor, months * (n + 1)),
    });
  }
  return found;
}

/** By anniversary the start, or the last billing day up to it; by calendar the grid's. */
export function anchorOf(
  start: number,
  months: number,
  alignment: "anniversary" | "calendar",
  billingDay?: number,
): number {
  if (alignment === "anniversary" && billingDay === undefined) return start;
  const date = new Date(start * DAY_MS);
  const step = alignment === "calendar" ? months : 1;
  const month = date.getUTCFullYear() * 12 + date.getUTCMonth();
  for (let at = month - (month % step); ; at -= step) {
    const anchor = Date.UTC(Math.floor(at / 12), at % 12, billingDay ?? 1);
    const hasDay = new Date(anchor).getUTCDate() === (billingDay ?? 1);
    if (hasDay && anchor / DAY_MS <= start) return anchor / DAY_MS;
  }
}
