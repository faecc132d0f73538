// An error as people and logs may read it: one line, no secrets, no addresses of people.
const SECRETS: [RegExp, string][] = [
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/gi, "$1"],
  [/\b(bearer|basic)\s+[\w.~+/=-]+/gi, "$1 [hidden]"],
  [/\b(token|key|secret|password|authorization)(["']?\s*[:=]\s*)\S+/gi, "$1$2[hidden]"],
  [/\b(whsec|sk|pk|rk)_[\w+/=-]+/g, "[hidden]"],
  [/\b[\w+/=-]{48,}/g, "[hidden]"],
  [/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, "[address]"],
];
const LONGEST = 400;

export function shortError(error: unknown): string {
  const message = error instanceof Error ? error.message || error.name : String(error);
  const line = message.split("\n", 1)[0] ?? "";
  return SECRETS.reduce((text, [found, put]) => text.replace(found, put), line).slice(0, LONGEST);
}

/** Where it happened, without what was said: the first line of a stack repeats the message. */
export function placeOf(error: unknown): string | undefined {
  const frames = (error as Error).stack?.split("\n").filter((line) => /^\s+at /.test(line));
  return frames?.slice(0, 8).join("\n");
}
