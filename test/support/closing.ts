// Test files share a process, one after the other: what one opens it closes, or forgets.
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

/** Made when first asked for, and anew for the next test file of this process. */
export function onceAFile<T>(make: () => T): () => T {
  let made: { it: T } | undefined;
  return () => {
    if (!made) {
      closeAtTheEnd(async () => void (made = undefined));
      made = { it: make() };
    }
    return made.it;
  };
}
