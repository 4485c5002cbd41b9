const LINE_PX = 19;
const LETTER_PX = 8.05;
const MARGIN_PX = 18;

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** Returns a picture of a terminal, as SVG: a command and what it printed. */
export function terminalPicture(command: string, printed: string): string {
  const lines = [`$ ${command}`, ...printed.trimEnd().split("\n")];
  const width = Math.ceil(Math.max(...lines.map(({ length }) => length)) * LETTER_PX + 2 * MARGIN_PX);
  const height = lines.length * LINE_PX + 2 * MARGIN_PX;
  const texts = lines.map((line, nth) => {
    const escaped = line.replace(/[&<>]/g, (letter) => ESCAPES[letter] ?? letter);
    const y = MARGIN_PX + (nth + 1) * LINE_PX - 5;
    return `<text x="${MARGIN_PX}" y="${y}" xml:space="preserve"${nth === 0 ? ' fill="#7db2ff"' : ""}>${escaped}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${command} in a terminal</title>`,
    `<rect width="100%" height="100%" rx="8" fill="#14171c"/>`,
    `<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="13.3" fill="#e6e9ee">`,
    ...texts,
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}
