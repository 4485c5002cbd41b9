/** Quotes a word for a shell, if it needs that. A paper's id and a file's name may hold quotes and spaces. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
