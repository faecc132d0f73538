// HTML in which whatever is put in is text, unless it was made here too.
const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export class Html {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
  toString(): string {
    return this.source;
  }
}

type Part = string | number | null | undefined | Html | Part[];

export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  const written = strings.map((text, at) => text + (at < parts.length ? write(parts[at]) : ""));
  return new Html(written.join(""));
}

/** Text with its line breaks kept. */
export function lines(text: string): Html {
  return new Html(text.split("\n").map(escape).join("<br>"));
}

function write(part: Part): string {
  if (part === null || part === undefined) return "";
  if (Array.isArray(part)) return part.map(write).join("");
  return part instanceof Html ? part.source : escape(String(part));
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
}
