/** Quotes a word for a shell, if it needs that. A paper's id may hold any character but space. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
