export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

export function percentile(samples: number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export interface Load {
  perSecond: number;
  p95Ms: number;
}

/** So many requests by so many clients, each starting its next when its last is answered. */
export async function load(
  clients: number,
  requests: number,
  ask: (n: number) => Promise<unknown>,
): Promise<Load> {
  const samples: number[] = [];
  let next = 0;
  const client = async () => {
    while (next < requests) {
      const n = next++;
      const start = performance.now();
      await ask(n);
      samples.push(performance.now() - start);
    }
  };
  const seconds = await secondsOf(() => Promise.all(Array.from({ length: clients }, client)));
  return { perSecond: requests / seconds, p95Ms: percentile(samples, 0.95) };
}
