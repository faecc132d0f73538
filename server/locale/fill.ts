/** Puts facts into a sentence; what a fact says is never read as a sentence again. */
export function fill(sentence: string, facts: Record<string, string>): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => facts[name] ?? "");
}
