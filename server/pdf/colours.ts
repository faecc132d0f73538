// A tenant chooses two colours; whether text can be read on or in them is decided here.

export const INK = "#1b2430";

export interface Palette {
  band: string;
  onBand: string;
  quietOnBand: string;
  heading: string;
  accent: string;
  tint: string;
  ink: string;
  quiet: string;
  line: string;
}

export function palette(colours: { primary: string; accent: string }): Palette {
  const onBand = luminance(colours.primary) > 0.36 ? INK : "#ffffff";
  return {
    band: colours.primary,
    onBand,
    quietOnBand: mixed(onBand, colours.primary, 0.15),
    heading: readable(colours.primary),
    accent: readable(colours.accent),
    tint: mixed(colours.primary, "#ffffff", 0.94),
    ink: INK,
    quiet: "#667180",
    line: "#dde2e8",
  };
}

function readable(colour: string): string {
  return luminance(colour) > 0.36 ? INK : colour;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

// Relative luminance as WCAG 2 defines it.
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = channels(colour).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function mixed(colour: string, other: string, share: number): string {
  const [from, to] = [channels(colour), channels(other)];
  const parts = from.map((channel, at) => Math.round(channel + ((to[at] ?? 0) - channel) * share));
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}
