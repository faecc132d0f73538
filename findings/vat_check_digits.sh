#!/usr/bin/env bash
# npm stdnum 1.12.0 judges VAT numbers of seven EU states otherwise than python-stdnum 2.2 and the rules
# of the European Commission (VIES, "VAT number construction rules", version 15), in both directions.
#
# Valid numbers are refused: those of Bulgarian companies that begin with 4 to 8, nine in ten of the Czech
# special ones (nine digits that begin with 6), Latvian personal codes that begin with 32 (issued since
# July 2017), and Slovak ones by their first digit, where the rule speaks of the third.
# Wrong ones are taken: a Bulgarian citizen born on no day, a Danish number that begins with nought, a
# Dutch one of noughts alone or of branch 00, a Slovenian one whose check digit would be eleven.
#
# Expected: all that python-stdnum finds valid, none of the wrong ones. Seen: what npm stdnum takes.
source "$(dirname "$0")/lib.sh"
npm_packages stdnum@1.12.0
python_packages python-stdnum==2.2

# For each kind the first thousand numbers, in even steps, that are valid (or a list of wrong ones).
cat >numbers.py <<'PYTHON'
import itertools, json
from stdnum.eu import vat

def valid(prefix, first, step, width):
    bodies = (first + step * n for n in itertools.count())
    numbers = (f"{prefix}{body:0{width}d}{last}" for body in bodies for last in range(10))
    return list(itertools.islice((n for n in numbers if vat.is_valid(n)), 1000))

kinds = {
    "BG, companies": valid("BG", 13, 99_991, 8),
    "CZ, special": valid("CZ", 60_000_007, 9_973, 8),
    "LV, codes from 32": valid("LV", 3_200_000_017, 98_011, 10),
    "SK": valid("SK", 100_000_007, 486_103, 9),
}
wrong = {
    "BG, born on no day": ["BG1213450013", "BG1213451128"],
    "DK, nought first": ["DK00000000", "DK00000051"],
    "NL, no number or branch": ["NL000000000B01", "NL004495445B00"],
    "SI, eleven": ["SI10000071", "SI10001051"],
}
print(json.dumps({
    kind: {"numbers": numbers, "expected": sum(map(vat.is_valid, numbers))}
    for kind, numbers in (kinds | wrong).items()
}))
PYTHON
python/bin/python numbers.py >numbers.json

cat >judge.js <<'JAVASCRIPT'
import fs from "node:fs";
import stdnum from "stdnum";
for (const [kind, { numbers, expected }] of Object.entries(
  JSON.parse(fs.readFileSync("numbers.json", "utf8")),
)) {
  const [state] = kind.split(/\W/);
  const seen = numbers.filter((it) => stdnum.euVat[state].some((v) => v.validate(it).isValid));
  console.log([kind, numbers.length, expected, seen.length].join("|"));
}
JAVASCRIPT
node judge.js >judged
compare_kind() {
  IFS='|' read -r _ count expected now < <(grep "^$1|" judged)
  compare "$1, of $count" "$expected" "$2" "$now"
}
compare_kind "BG, companies" 500
compare_kind "CZ, special" 86
compare_kind "LV, codes from 32" 0
compare_kind "SK" 589
compare_kind "BG, born on no day" 2
compare_kind "DK, nought first" 2
compare_kind "NL, no number or branch" 2
compare_kind "SI, eleven" 2
