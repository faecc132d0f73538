const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

// One Ctrl-C often arrives twice: from the terminal and passed on by npm. What follows within this
// time is the same wish.
const ONE_WISH_MS = 1000;

export function onStopSignals(first: () => void, second: () => void): void {
  let since: number | undefined;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (since === undefined) {
        since = Date.now();
        first();
      } else if (Date.now() - since > ONE_WISH_MS) {
        second();
      }
    });
  }
}
