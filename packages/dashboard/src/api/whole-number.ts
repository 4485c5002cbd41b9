import * as z from "zod";

/**
 * Reads a whole number of a request, as decimal digits. Other ways to write a number are refused, such as `0x10`, `1e3`, ` 5` and `+5`.
 *
 * @param most the default is the largest number of 15 digits
 */
export const wholeNumber = (least: number, most = 999_999_999_999_999) =>
  z
    .string()
    .regex(/^\d{1,15}$/, "a number is written as decimal digits, such as 20")
    .transform(Number)
    .pipe(z.int().min(least).max(most));
