/** Tells whether a part of a name is a suffix such as `Jr.` or `III`. */
export const isNameSuffix = (part: string): boolean => /^(?:jr|sr|ii|iii|iv)\.?$/i.test(part);
