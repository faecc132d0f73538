export function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map(inCell).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function inCell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

export function list(items: string[]): string {
  return items.map((item) => `- ${item}`).join("\n");
}

// Smart tags at the head of a comment speak to the API, not to people.
export function words(comment: string | null): string {
  const lines = (comment ?? "").split("\n");
  const first = lines.findIndex((line) => !line.startsWith("@"));
  return first === -1 ? "" : lines.slice(first).join(" ").trim();
}
