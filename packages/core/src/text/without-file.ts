/**
 * Returns a message without the file that it begins with. Messages of failures name the file, which is needed in a log. Where the file is shown
 * anyway, the name would come twice.
 *
 * @example
 * withoutFile("raw-data/a.gz: the file is empty", "raw-data/a.gz") // "the file is empty"
 */
export function withoutFile(message: string, key: string | null | undefined): string {
  const beginning = `${key}: `;
  return message.startsWith(beginning) ? message.slice(beginning.length) : message;
}
