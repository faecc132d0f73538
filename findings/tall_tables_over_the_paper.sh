#!/usr/bin/env bash
# @react-pdf/renderer 4.9.0 has two ways to cut a document into pages. The usual one lays out all that is
# left after each page: twice the pages take four times as long (diegomura/react-pdf issues 2448, 3181).
# The other, `experimentalPagination`, lays out once, but a view whose rows have a height that single
# precision cannot hold is one block as soon as it is 32,768 points tall: sums of rounded heights
# overlap by more than a thousandth of a point, which is taken for columns side by side. The block is
# printed on one page, over its end: all but the first rows are lost. The one word is a warning on the
# console.
#
# Expected: 1,000 rows of 50.3 points on 50 pages, as rows of 50.25 points are. Seen: on one.
source "$(dirname "$0")/lib.sh"
npm_packages @react-pdf/renderer@4.9.0 react@19.3.1 unpdf@1.8.1

cat >print.js <<'JAVASCRIPT'
import { Document, Page, renderToBuffer, View } from "@react-pdf/renderer";
import { createElement as h } from "react";
import { getDocumentProxy } from "unpdf";

const [height, rows] = process.argv.slice(2).map(Number);
const row = (_, key) => h(View, { key, wrap: false, style: { height } });
const table = h(View, null, ...Array.from({ length: rows }, row));
const page = h(Page, { size: [600, 1010], experimentalPagination: true }, table);
const pdf = await renderToBuffer(h(Document, null, page));
console.log((await getDocumentProxy(new Uint8Array(pdf))).numPages);
JAVASCRIPT
pages() { node print.js "$@" 2>/dev/null | tail -n 1; }
compare "600 rows of 50.3 points" "30 pages" "30 pages" "$(pages 50.3 600) pages"
compare "1,000 rows of 50.25 points" "50 pages" "50 pages" "$(pages 50.25 1000) pages"
compare "1,000 rows of 50.3 points" "50 pages" "1 pages" "$(pages 50.3 1000) pages"
