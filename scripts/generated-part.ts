/** Thrown if a page has no place for the part that is generated. */
export class GeneratedPartError extends Error {
  override readonly name = "GeneratedPartError";
}

/**
 * Returns a page with a new text between two markers, which name the part.
 *
 * @throws GeneratedPartError if the page lacks the two markers
 */
export function withPart(page: string, name: string, text: string): string {
  const beginMarker = `<!-- ${name}: made by \`npm run docs\`. -->`;
  const endMarker = `<!-- End of: ${name}. -->`;
  const begin = page.indexOf(beginMarker);
  const end = page.indexOf(endMarker);
  if (begin < 0 || end < begin)
    throw new GeneratedPartError(`the page lacks its markers: put back ${beginMarker} and ${endMarker}`);
  return `${page.slice(0, begin + beginMarker.length)}\n\n${text}\n\n${page.slice(end)}`;
}
