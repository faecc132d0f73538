const open: (() => Promise<void>)[] = [];

export function closeAtTheEnd(close: () => Promise<void>): void {
  open.push(close);
}

export async function closeEverything(): Promise<void> {
  const failures: unknown[] = [];
  for (let close = open.pop(); close; close = open.pop()) {
    await close().catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}
