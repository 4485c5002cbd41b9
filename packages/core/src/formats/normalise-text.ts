const SPACE_AND_CONTROLS = /[\s\p{Cc}]+/gu;

/**
 * Text on one line: each run of white space and control characters is one space, and none is at either end. A lone
 * surrogate, which UTF-8 cannot store, becomes U+FFFD.
 */
export const normaliseText = (text: string): string =>
  text.replace(SPACE_AND_CONTROLS, " ").trim().toWellFormed();
