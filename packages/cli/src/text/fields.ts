import { piecesThatFit, widthOf } from "./text-width.ts";

/** A label and its text. */
export type Field = readonly [label: string, text: string];

export interface FieldsOptions {
  /** Long texts are wrapped to this width. Undefined means no wrapping. */
  readonly width?: number | undefined;
  readonly label?: (text: string) => string;
}

const partsOf = (word: string, room: number): readonly string[] => {
  const columns = widthOf(word);
  const isOfWideScript = columns > word.length;
  return isOfWideScript && columns > room ? piecesThatFit(word, room) : [word];
};

const INDENT = "  ";
const NARROWEST_TEXT = 20;

/** Returns lines with labels in one column and texts in another. */
export function fields(all: readonly Field[], { width, label = (text) => text }: FieldsOptions = {}): string {
  const labelWidth = Math.max(...all.map(([name]) => name.length));
  const margin = INDENT.length + labelWidth + INDENT.length;
  const room = width === undefined ? Number.POSITIVE_INFINITY : Math.max(NARROWEST_TEXT, width - margin);
  return all
    .map(([name, text]) => {
      const lines = wrapped(text, room).join(`\n${" ".repeat(margin)}`);
      return `${INDENT}${label(name.padEnd(labelWidth))}${INDENT}${lines}`.trimEnd();
    })
    .join("\n");
}

/**
 * Splits the text into lines of at most `room` columns, at spaces. A longer word has a line of its own, so that an address or a command
 * can be copied. A script of wide characters, such as Chinese, has no spaces, so its words are split anywhere.
 */
export function wrapped(text: string, room: number): readonly string[] {
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    if (widthOf(paragraph) <= room) {
      lines.push(paragraph);
      continue;
    }
    let line = "";
    for (const word of paragraph.split(" ").flatMap((each) => partsOf(each, room))) {
      if (line !== "" && widthOf(line) + 1 + widthOf(word) > room) {
        lines.push(line);
        line = word;
      } else line = line === "" ? word : `${line} ${word}`;
    }
    lines.push(line);
  }
  return lines;
}
