const NUMBER = /^(\d{3,4})\.(\d{1,5})$/;
/** The first month whose ids have five digits after the point. Ids up to 1412 have four. */
const FIRST_OF_FIVE = "1501";

/**
 * Returns an arXiv id with the zeros that it lost when some software stored it as a number. The month in the id tells how
 * many digits it has. Returns other text unchanged.
 *
 * @example
 * withArxivZeros("704.001"); // "0704.0010"
 * withArxivZeros("1507.0779"); // "1507.07790"
 *
 * @see https://info.arxiv.org/help/arxiv_identifier.html
 */
export function withArxivZeros(id: string): string {
  const [, month, number] = NUMBER.exec(id) ?? [];
  if (month === undefined || number === undefined) return id;
  const yearAndMonth = month.padStart(4, "0");
  return `${yearAndMonth}.${number.padEnd(yearAndMonth < FIRST_OF_FIVE ? 4 : 5, "0")}`;
}
