/** A label and its text. */
export type Field = readonly [label: string, text: string];

export interface FieldsOptions {
  /** Long texts are wrapped to this width. Undefined means no wrapping. */
  readonly width?: number | undefined;
  readonly label?: (text: string) => string;
}

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

/** Splits the text into lines of at most `room` characters, at spaces. A longer word has a line of its own. */
export function wrapped(text: string, room: number): readonly string[] {
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    if (paragraph.length <= room) {
      lines.push(paragraph);
      continue;
    }
    let line = "";
    for (const word of paragraph.split(" ")) {
      if (line !== "" && line.length + 1 + word.length > room) {
        lines.push(line);
        line = word;
      } else line = line === "" ? word : `${line} ${word}`;
    }
    lines.push(line);
  }
  return lines;
}
