import fc from "fast-check";
import { expect, test } from "vitest";
import { withoutFlattenedMarks } from "./flattened-marks.ts";
import { normaliseText } from "./normalise-text.ts";

const read = (text: string) => normaliseText(withoutFlattenedMarks(text));

test.each([
  ["list items", "We saw: O_LIFirst.C_LIO_LISecond.C_LI", "We saw: First. Second."],
  ["a heading in small capitals", "AO_SCPLOWBSTRACTC_SCPLOWManual work", "ABSTRACT Manual work"],
  ["that heading before a word of one letter", "AO_SCPLOWBSTRACTC_SCPLOWA way", "ABSTRACT A way"],
  ["a name in small capitals", "MO_SCPLOWETAC_SCPLOWMO_SCPLOWUSEC_SCPLOW, a tool", "METAMUSE, a tool"],
  [
    "the beginning of a word",
    "O_SCPLOWMULTIC_SCPLOWRF and O_SCPCAPDC_SCPCAP-alanine",
    "MULTIRF and D-alanine",
  ],
  ["a section's title", "HighlightsO_ST_ABSWhat is knownC_ST_ABSMuch", "Highlights What is known Much"],
  ["a quotation", "He said O_QDso it isC_QD", "He said so it is"],
  [
    "the place of a picture",
    'End.\n\nO_FIG O_LINKSMALLFIG WIDTH=200 HEIGHT=46 SRC="FIGDIR/small/1v1_ufig1.gif" ALT="Figure 1">\nView larger version (13K):\norg.highwire.dtl.DTLVardef@1868524org.highwire.dtl.DTLVardef@8f10b4_HPS_FORMAT_FIGEXP  M_FIG The tool. C_FIG',
    "End. The tool.",
  ],
  [
    "the place of a table",
    "O_TBL View this table: org.highwire.dtl.DTLVardef@13_HPS_FORMAT_FIGEXP  M_TBL O_FLOATNOTable 1.C_FLOATNO C_TBL",
    "Table 1.",
  ],
])("%s", (_, text, expected) => {
  expect(read(text)).toBe(expected);
});

test.each([
  "a mark that does not end: O_LIFirst",
  "a mark that does not begin: C_LIFirst",
  "an end before its beginning: C_LI O_LI",
  "genes: NO_LIGHT and C_LIPASE",
  "snake_case, O_2 and C_X",
  "View larger version (13K): of the map",
])("other text stays: %s", (text) => {
  expect(withoutFlattenedMarks(text)).toBe(text);
});

test("of any text between marks, all is kept", () => {
  const mark = fc.constantFrom("O_LI", "C_LI", "O_SCPLOW", "C_SCPLOW", "O_ST_ABS", "C_ST_ABS", "M_FIG");
  const text = fc.stringMatching(/^[a-z]{1,3}$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(text, mark)), (parts) => {
      const read = withoutFlattenedMarks(parts.flat().join(""));
      expect(read.replace(/[OMC]_[A-Z_]+|\s/g, "")).toBe(parts.map(([each]) => each).join(""));
    }),
  );
});
