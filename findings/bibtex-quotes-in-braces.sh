#!/bin/sh
# Two readers of BibTeX end a title at a quotation mark that is inside braces, and lose all fields of the entry that follow. They
# report neither an error nor a warning.
#
# A field between quotation marks ends at the first one outside of braces, and {"} is how a field contains one:
# http://mirrors.ctan.org/info/bibtex/tamethebeast/ttb_en.pdf (structure of the .bib file). BibTeX 0.99d of TeX Live 2022 was asked
# too: it reads the whole title and the year.
#
# Seen with biblatex-csl-converter 3.6.0 and @orcid/bibtex-parse-js 0.0.25 on Node.js 24.21.0, Linux. bibtex-parse 2.1.0 reads the
# same entry as BibTeX does:
#   biblatex-csl-converter: title On {, year undefined, 0 errors, 0 warnings
#   @orcid/bibtex-parse-js: title On {, year undefined
#   bibtex-parse: title On "dark" matter, year 2001
#
# Exits 0 if that is still so, and 1 if it has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null 2>&1
npm install --no-audit --no-fund --loglevel=error -E biblatex-csl-converter@3.6.0 @orcid/bibtex-parse-js@0.0.25 \
  bibtex-parse@2.1.0 node@24.21.0 >/dev/null 2>&1

cat >try.mjs <<'JS'
import orcid from "@orcid/bibtex-parse-js";
import { BibLatexParser, CSLExporter } from "biblatex-csl-converter";
import bibtexParse from "bibtex-parse";

const entry = `@article{paper, title = "On {"}dark{"} matter", year = 2001}`;

const { entries, errors, warnings } = await new BibLatexParser(entry, {}).parse();
const [csl] = Object.values(new CSLExporter(entries).parse());
const year = csl.issued?.["date-parts"][0][0];
console.log(
  `biblatex-csl-converter: title ${csl.title}, year ${year}, ${errors.length} errors, ${warnings.length} warnings`,
);
const [{ entryTags }] = orcid.toJSON(entry);
console.log(`@orcid/bibtex-parse-js: title ${entryTags.title}, year ${entryTags.year}`);
const [{ TITLE, YEAR }] = bibtexParse.entries(entry);
console.log(`bibtex-parse: title ${TITLE}, year ${YEAR}`);
JS

cat >expected <<'TEXT'
biblatex-csl-converter: title On {, year undefined, 0 errors, 0 warnings
@orcid/bibtex-parse-js: title On {, year undefined
bibtex-parse: title On "dark" matter, year 2001
TEXT
# biblatex-csl-converter needs a newer Node.js than 20.
node_modules/node/bin/node try.mjs | tee found
cmp -s expected found || { echo "This has changed."; exit 1; }
