// Shortcuts for a typeface that sets thousands of small texts. Shaping is the dearest part of a
// page, and invoices repeat themselves: days, prices, headings. The writer compares typefaces by
// all their names whenever it changes between them: the licence need not be among those. And it
// reads the outline of every glyph that a file embeds, the same few for every file.
//
// A typeface that stays between documents must not remember them: fontkit keeps a glyph with the
// characters of whoever asked for it first, the parts of a composed letter even with none, and the
// file's text would say those.

interface Run {
  glyphs: unknown[];
  positions: object[];
}

interface Glyph {
  _decode?(): unknown;
}

interface Font {
  getGlyph?(id: number, characters?: number[]): Glyph;
  // What fontkit keeps, by number alone.
  _glyphs?: Record<number, Glyph>;
  layout(text: string, ...how: unknown[]): Run;
  name?: { records?: Record<string, unknown> };
}

const MOST_TEXTS = 10_000;
const MOST_GLYPHS = 50_000;
const LONGEST = 60;
const IDENTITY = new Set(["postscriptName", "fullName", "fontFamily", "fontSubfamily", "version"]);
const lightened = new WeakSet<object>();

export function lighten(given: object): void {
  const font = given as Font;
  if (lightened.has(font)) return;
  lightened.add(font);
  const records = font.name?.records ?? {};
  for (const name of Object.keys(records)) if (!IDENTITY.has(name)) delete records[name];
  keepShapes(font);
  keepGlyphs(font);
}

function keepShapes(font: Font): void {
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
    // The layout keeps the lists it is given, and the painter scales the positions in place: each
    // text gets its own.
    return Object.assign(Object.create(Object.getPrototypeOf(run)), run, {
      glyphs: [...run.glyphs],
      positions: run.positions.map((position) => ({ ...position })),
    });
  };
}

// A glyph for each characters that it stands for.
function keepGlyphs(font: Font): void {
  const find = font.getGlyph?.bind(font);
  if (!find) return;
  const known = new Map<string, Glyph>();
  font.getGlyph = (id, characters = []) => {
    const key = `${id} ${characters.join(" ")}`;
    let glyph = known.get(key);
    if (!glyph) {
      if (known.size >= MOST_GLYPHS) known.clear();
      delete font._glyphs?.[id];
      glyph = find(id, characters);
      keepOutline(glyph);
      known.set(key, glyph);
    }
    return glyph;
  };
}

function keepOutline(glyph: Glyph): void {
  if (!glyph._decode) return;
  const decode = glyph._decode.bind(glyph);
  let outline: unknown;
  glyph._decode = () => (outline ??= decode());
}
