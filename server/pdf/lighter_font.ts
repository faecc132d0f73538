// Two shortcuts for a typeface that sets thousands of small texts. Shaping is the dearest part of a
// page, and invoices repeat themselves: days, prices, headings. And the writer compares typefaces
// by all their names whenever it changes between them: the licence need not be among those.

interface Run {
  glyphs: unknown[];
  positions: unknown[];
}

interface Font {
  layout(text: string, ...how: unknown[]): Run;
  name?: { records?: Record<string, unknown> };
}

const MOST_TEXTS = 10_000;
const LONGEST = 60;
const IDENTITY = new Set(["postscriptName", "fullName", "fontFamily", "fontSubfamily", "version"]);
const lightened = new WeakSet<object>();

export function lighten(given: object): void {
  const font = given as Font;
  if (lightened.has(font)) return;
  lightened.add(font);
  const records = font.name?.records ?? {};
  for (const name of Object.keys(records)) if (!IDENTITY.has(name)) delete records[name];

  const shape = font.layout.bind(font);
  const known = new Map<string, Run>();
  font.layout = (text, ...how) => {
    if (text.length > LONGEST) return shape(text, ...how);
    const key = `${text}\u0000${JSON.stringify(how)}`;
    let run = known.get(key);
    if (!run) {
      if (known.size >= MOST_TEXTS) known.clear();
      run = shape(text, ...how);
      known.set(key, run);
    }
    // The layout keeps the lists it is given: each text gets lists of its own.
    return Object.assign(Object.create(Object.getPrototypeOf(run)), run, {
      glyphs: [...run.glyphs],
      positions: [...run.positions],
    });
  };
}
