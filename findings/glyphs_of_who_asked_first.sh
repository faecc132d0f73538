#!/usr/bin/env bash
# fontkit 2.0.4, and with it @react-pdf/renderer 4.9.0: a typeface keeps each glyph with the characters of
# whoever asked for it first. The parts of a composed letter are asked for without any, when its outline
# is embedded: after a document with Ŵ, the W of later documents of the same process stands for nothing.
# It is printed, but text that is searched, copied or read aloud lacks it, and a document's bytes depend
# on what was printed before (foliojs/fontkit issue 154).
#
# Expected: "Wilson West", whatever was printed before. Seen: "ilson est".
source "$(dirname "$0")/lib.sh"
npm_packages @react-pdf/renderer@4.9.0 fontkit@2.0.4 react@19.3.1 unpdf@1.8.1 \
  @expo-google-fonts/noto-sans@0.4.2

cat >print.js <<'JAVASCRIPT'
import { Document, Font, Page, renderToBuffer, Text } from "@react-pdf/renderer";
import { createElement as h } from "react";
import { extractText } from "unpdf";

const src = "node_modules/@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf";
Font.register({ family: "Noto Sans", src });

for (const said of process.argv.slice(2)) {
  const text = h(Text, { style: { fontFamily: "Noto Sans" } }, said);
  const pdf = await renderToBuffer(h(Document, null, h(Page, null, text)));
  const read = await extractText(new Uint8Array(pdf), { mergePages: true });
  // What stands for nothing is read as a control character.
  console.log(read.text.replace(/\p{Cc}/gu, "").trim());
}
JAVASCRIPT
compare "printed first" "Wilson West" "Wilson West" "$(node print.js "Wilson West")"
compare "printed after Ŵ" "Wilson West" "ilson est" "$(node print.js "Ŵ" "Wilson West" | tail -n 1)"
