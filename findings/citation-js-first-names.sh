#!/bin/sh
# Citation.js takes a first name for a particle such as "von" if its first letter is written as a command of LaTeX, as in {\'E}lise
# or {\L}ucja. The author then has no given name. If the family name comes first, the name is read correctly.
#
# BibTeX takes a word for a particle only if it begins with a lower-case letter, and a command in braces counts as the letter that it
# stands for: http://mirrors.ctan.org/info/bibtex/tamethebeast/ttb_en.pdf (names of authors, special characters). BibTeX 0.99d of
# TeX Live 2022 was asked too: both are first names.
#
# Seen with @citation-js/core and @citation-js/plugin-bibtex 0.9.0 on Node.js 24.21.0, Linux. @retorquere/bibtex-parser 9.0.29 reads
# the name as BibTeX does:
#   Elise Ashford: {"given":"Elise","family":"Ashford"}
#   {\'E}lise Ashford: {"family":"Ashford","non-dropping-particle":"Élise"}
#   {\L}ucja Ashford: {"family":"Ashford","non-dropping-particle":"Łucja"}
#   Ashford, {\L}ucja: {"given":"Łucja","family":"Ashford"}
#   @retorquere/bibtex-parser, {\L}ucja Ashford: first name Łucja, last name Ashford
#
# Exits 0 if that is still so, and 1 if it has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null 2>&1
npm install --no-audit --no-fund --loglevel=error -E @citation-js/core@0.9.0 @citation-js/plugin-bibtex@0.9.0 \
  @retorquere/bibtex-parser@9.0.29 node@24.21.0 >/dev/null 2>&1

cat >try.mjs <<'JS'
import { Cite } from "@citation-js/core";
import "@citation-js/plugin-bibtex";
import { parse } from "@retorquere/bibtex-parser";

const entryOf = (author) => `@article{paper, author = {${author}}, title = {A title}}`;
for (const author of ["Elise Ashford", "{\\'E}lise Ashford", "{\\L}ucja Ashford", "Ashford, {\\L}ucja"]) {
  const [paper] = new Cite(entryOf(author)).data;
  console.log(`${author}: ${JSON.stringify(paper.author[0])}`);
}
const [{ fields }] = parse(entryOf("{\\L}ucja Ashford")).entries;
const { firstName, lastName } = fields.author[0];
console.log(`@retorquere/bibtex-parser, {\\L}ucja Ashford: first name ${firstName}, last name ${lastName}`);
JS

cat >expected <<'TEXT'
Elise Ashford: {"given":"Elise","family":"Ashford"}
{\'E}lise Ashford: {"family":"Ashford","non-dropping-particle":"Élise"}
{\L}ucja Ashford: {"family":"Ashford","non-dropping-particle":"Łucja"}
Ashford, {\L}ucja: {"given":"Łucja","family":"Ashford"}
@retorquere/bibtex-parser, {\L}ucja Ashford: first name Łucja, last name Ashford
TEXT
# @citation-js/core needs Node.js 22 or later.
node_modules/node/bin/node try.mjs | tee found
cmp -s expected found || { echo "This has changed."; exit 1; }
