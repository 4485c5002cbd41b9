/** White space and control characters, but for the spaces between words, which are right as they are. */
const TO_REPLACE = /[\s\p{Cc}]{2,}|[^\S ]|\p{Cc}/gu;

/**
 * Text on one line: each run of white space and control characters is one space, and none is at either end. A lone
 * surrogate, which UTF-8 cannot store, becomes U+FFFD.
 */
export const normaliseText = (text: string): string => text.replace(TO_REPLACE, " ").trim().toWellFormed();
