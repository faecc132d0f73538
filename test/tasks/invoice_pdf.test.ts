// The printed invoice: what it says, in any language, however odd the input.
import { deflateSync, crc32 } from "node:zlib";
import { extractText } from "unpdf";
import { beforeAll, describe, expect, test } from "vitest";
import { fontsFor, registerFonts } from "../../server/pdf/fonts.ts";
import type { InvoiceDocument } from "../../server/pdf/invoice_document.ts";
import { readLogo } from "../../server/pdf/logo.ts";
import { opaquePng } from "../../server/pdf/opaque_png.ts";
import {
  contentHash,
  startPdfRenderer,
  storePdf,
  type PdfRenderer,
} from "../../server/pdf/render_invoice_pdf.ts";
import { plainFace, setText, widthOf } from "../../server/pdf/set_text.ts";
import { closeAtTheEnd } from "../support/closing.ts";
import { sampleInvoice, sampleItem } from "../support/sample_invoice.ts";

let pdf: PdfRenderer;
beforeAll(() => {
  pdf = startPdfRenderer({ pdfThreads: 2 });
  closeAtTheEnd(pdf.close);
});

async function pages(document: InvoiceDocument): Promise<string[]> {
  const bytes = await pdf.render(document);
  const { text } = await extractText(new Uint8Array(bytes));
  return text.map((page) => page.replace(/\s+/g, " "));
}

const PIXEL = png(1, 1);

function png(width: number, height: number): string {
  const rows = Array.from({ length: Math.min(height, 4) }, () =>
    Array(1 + Math.min(width, 4) * 3).fill(0),
  );
  return rawPng(width, rows, 2, height).toString("base64");
}

function rawPng(width: number, rows: number[][], colourType: number, height = rows.length): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, colourType], 8);
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(Buffer.from(rows.flat()))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

describe("the page", () => {
  test("says who owes what to whom until when", async () => {
    const [page = ""] = await pages(sampleInvoice());
    for (const said of [
      "Northwind Software",
      "Acme Corporation",
      "INV-2026-001",
      "Feb 1, 2026",
      "Mar 3, 2026",
      "Feb 1, 2026 – Jan 31, 2027",
      "CRM Enterprise",
      "99.90",
      "$119,880.00",
      "New York State (4%)",
      "USD 124,675.20",
      "Account 4400 1234",
      "Page 1 of 1",
    ]) {
      expect(page).toContain(said);
    }
  });

  test("speaks the language of its reader, with the money's own decimals", async () => {
    const german = sampleInvoice({ locale: "de-DE" });
    german.invoice.currency = "EUR";
    expect((await pages(german))[0]).toMatch(/Rechnung.*03\.03\.2026.*124\.675,20 EUR/);
    const kuwaiti = sampleInvoice({ locale: "en-GB" });
    Object.assign(kuwaiti.invoice, { currency: "KWD", minor_unit: 3 });
    kuwaiti.totals.balance = "1.234";
    expect((await pages(kuwaiti))[0]).toMatch(/KWD\s1\.234/);
  });

  test("keeps digits that no float could hold", async () => {
    const document = sampleInvoice();
    document.totals.balance = "9007199254740993.01";
    expect((await pages(document))[0]).toContain("USD 9,007,199,254,740,993.01");
  });

  test("goes on over many pages, with its heading and number on each", async () => {
    const items = Array.from({ length: 60 }, (_, n) => sampleItem({ description: `Item ${n}` }));
    const all = await pages(sampleInvoice({ sections: [{ items }] }));
    expect(all.length).toBeGreaterThan(2);
    all.forEach((page, at) => {
      expect(page).toContain(`Page ${at + 1} of ${all.length}`);
      expect(page).toContain("INV-2026-001");
      expect(page).toContain("Unit price");
    });
    expect(all.join(" ")).toContain("Item 59");
  });

  test("survives names in any script, control characters and words without an end", async () => {
    const document = sampleInvoice({
      bill_to: {
        name: "株式会社サンプル שלום مرحبا Ωμέγα Дмитрий 한국 \u0000\u202Eevil\u200B 😀",
        address: { line1: "x".repeat(10_000), line2: "\n\n", city: "a\tb" },
      },
      sections: [
        { title: "W".repeat(500), items: [sampleItem({ description: "字".repeat(900) })] },
      ],
    });
    const text = (await pages(document)).join(" ");
    expect(text).toContain("Ωμέγα Дмитрий");
    expect(text).toContain("株式会社");
    expect(text).not.toContain("\u202E");
  });

  test("says which characters no typeface has, and prints a sign for each", async () => {
    const name = "บริษัท Émile \u0000\u202Ee\u0301vil\u200B 株式会社 🚀";
    const document = sampleInvoice({ bill_to: { name, address: null } });
    expect((await pages(document)).join(" ")).toContain("������ Émile évil 株式会社 �");
    expect(await pdf.unprintable(document)).toEqual([..."บริษัท🚀"]);
    expect(await pdf.unprintable(sampleInvoice({ locale: "ja-JP" }))).toEqual([]);

    const files = { put: async () => {}, get: async () => null, size: async () => 1 };
    const strange = Array.from({ length: 200 }, (_, n) => String.fromCodePoint(0x12000 + n));
    const cuneiform = sampleInvoice({ bill_to: { name: strange.join(""), address: null } });
    const stored = await storePdf(cuneiform, { files, pdf });
    expect(stored.unprintable_characters).toBe(strange.slice(0, 100).join(""));
    expect((await storePdf(sampleInvoice(), { files, pdf })).unprintable_characters).toBeNull();
  });

  test("counts its pages also where the text is not plain", async () => {
    const items = Array.from({ length: 50 }, (_, n) => sampleItem({ description: `品目 ${n}` }));
    const all = await pages(sampleInvoice({ sections: [{ items }] }));
    expect(all.length).toBeGreaterThan(2);
    all.forEach((page, at) => expect(page).toContain(`Page ${at + 1} of ${all.length}`));
    expect(all.join(" ")).toContain("品目 49");
  });

  test("prints every word of a long text, over the end of the page", async () => {
    const words = Array.from({ length: 90 }, (_, n) => `w${n}`);
    const items = Array.from({ length: 12 }, () => sampleItem({ description: words.join(" ") }));
    const text = (await pages(sampleInvoice({ sections: [{ items }] }))).join(" ");
    for (const word of words) expect(text.split(`${word} `).length).toBe(13);
  });

  test("is the same, byte by byte, for the same document", async () => {
    const [one, other] = [await pdf.render(sampleInvoice()), await pdf.render(sampleInvoice())];
    expect(one.equals(other)).toBe(true);
  });
});

describe("what was printed before", () => {
  // Letters made of others, as a name whose parts are those of the next; letters that share a glyph,
  // glyphs of several letters, and every typeface.
  const names = [
    "Ķ Ĵ Ŵ Łódź Ź ṩ",
    "Wilson West",
    "Zahlungsziel, Straße, Jahr, Koblenz",
    "office ﬁnance affluent",
    "Ω\u00a0Ω Å Å ∆ Δ µ μ",
    "Жук Йод й и Ґанок Ελλάδα ΐ",
    "株式会社サンプル 東京",
    "חברה לדוגמה",
    "شركة المثال للاستشارات",
  ];
  const documents = names.map((name) => sampleInvoice({ bill_to: { name, address: null } }));

  async function printed(inOrder: InvoiceDocument[]): Promise<Map<InvoiceDocument, Buffer>> {
    const own = startPdfRenderer({ pdfThreads: 1 });
    try {
      const files = new Map<InvoiceDocument, Buffer>();
      for (const document of inOrder) files.set(document, await own.render(document));
      return files;
    } finally {
      await own.close();
    }
  }

  test("changes neither a byte of a document nor a letter of its text", async () => {
    const forth = await printed(documents);
    const back = await printed(documents.toReversed());
    const changed = documents.filter((it) => !forth.get(it)!.equals(back.get(it)!));
    expect(changed.map((it) => it.bill_to.name)).toEqual([]);

    for (const name of names.slice(0, 3)) {
      const bytes = forth.get(documents[names.indexOf(name)]!)!;
      const { text } = await extractText(new Uint8Array(bytes), { mergePages: true });
      expect(text).toContain(name);
      expect(text).toContain("Northwind Software, Delaware");
    }
  });
});

describe("plain text", () => {
  beforeAll(async () => {
    registerFonts();
    await fontsFor("", "en-US");
  });

  test("is broken between words, into lines that fit", () => {
    const face = plainFace(false);
    const said = "Support of the second level,\non weekdays from eight to six";
    const lines = setText(said, face, 9, 80) ?? [];
    expect(lines.map((line) => line.text).join(" ")).toBe(said.replace("\n", " "));
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) expect(line.width).toBeLessThanOrEqual(80);
    for (const { text, width } of lines) expect(width).toBeCloseTo(widthOf(text, face, 9));
  });

  test("is left to the layout engine when it is not plain, or a word is too long", () => {
    const face = plainFace(true);
    for (const said of ["שלום", "مرحبا", "字", "नमस्ते", "😀", "x".repeat(100)]) {
      expect(setText(said, face, 9, 200)).toBeNull();
    }
  });
});

describe("a logo", () => {
  test("is printed when it is a PNG, and left out when it is something else", async () => {
    const document = sampleInvoice();
    document.seller.logo = PIXEL;
    expect((await pdf.render(document)).toString("latin1")).toContain("/Subtype /Image");
    document.seller.logo = Buffer.from("<svg onload=alert(1)>").toString("base64");
    expect((await pages(document))[0]).toContain("Northwind Software");
  });

  test("that is see-through is laid on white, whatever its rows are filtered with", () => {
    // Each row is one half-transparent black pixel and one opaque red one, filtered in its own way.
    const red = [255, 0, 0, 255];
    const rows = [
      [0, 0, 0, 0, 128, ...red],
      [1, 0, 0, 0, 128, 255, 0, 0, 127],
      [2, ...Array(8).fill(0)],
      [3, 0, 0, 0, 64, 128, 0, 0, 64],
      [4, ...Array(8).fill(0)],
    ];
    const [given, flat] = [rawPng(2, rows, 6), [127, 127, 127, 255, 0, 0]];
    const opaque = opaquePng(given);
    expect(
      opaque.equals(
        rawPng(
          2,
          rows.map(() => [1, ...flat.slice(0, 3), 128, 129, 129]),
          2,
        ),
      ),
    ).toBe(true);
    expect(opaquePng(given.subarray(0, 60)).length).toBe(60);
    expect(opaquePng(opaque)).toBe(opaque);
  });

  test("that would unpack to a gigabyte, or lies about itself, is not opened", async () => {
    expect(readLogo(PIXEL)).toMatchObject({ format: "png", width: 1, height: 1 });
    expect(readLogo(png(30_000, 30_000))).toBeNull();
    expect(readLogo("aHR0cDovL2V2aWwvbG9nby5wbmc=")).toBeNull();
    expect(readLogo(Buffer.alloc(600 * 1024, 1).toString("base64"))).toBeNull();
    const torn = sampleInvoice();
    torn.seller.logo = png(200, 200);
    expect((await pages(torn))[0]).toContain("Acme Corporation");
  });
});

describe("the file", () => {
  test("is rendered once for the same content, also when asked for twice at once", async () => {
    const kept = new Map<string, Uint8Array>();
    let renders = 0;
    const counting: PdfRenderer = {
      render: (document) => {
        renders += 1;
        return pdf.render(document);
      },
      unprintable: pdf.unprintable,
      close: async () => {},
    };
    const files = {
      put: async (key: string, bytes: Uint8Array) => void kept.set(key, bytes),
      get: async (key: string) => (kept.has(key) ? Buffer.from(kept.get(key) ?? []) : null),
      size: async (key: string) => kept.get(key)?.length ?? null,
    };
    const store = () => storePdf(sampleInvoice(), { files, pdf: counting });
    const [one, other] = await Promise.all([store(), store()]);
    expect(one).toEqual(other);
    expect(await store()).toEqual(one);
    expect([renders, kept.size]).toEqual([1, 1]);
  });

  test("has another key when anything on it changes", () => {
    const paid = sampleInvoice();
    paid.totals.paid = "1.00";
    expect(contentHash(paid)).not.toBe(contentHash(sampleInvoice()));
  });
});
