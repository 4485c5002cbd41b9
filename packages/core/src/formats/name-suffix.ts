/** Whether a part of a name is one that goes behind it. */
export const isNameSuffix = (part: string): boolean => /^(?:jr|sr|ii|iii|iv)\.?$/i.test(part);
