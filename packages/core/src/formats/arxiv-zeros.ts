const NUMBER = /^(\d{3,4})\.(\d{1,5})$/;
/** Ids have four digits behind the point up to 1412, and five since. */
const FIRST_OF_FIVE = "1501";

/**
 * An arXiv id with the zeros again that it lost where software took it for a number: `704.001` is `0704.0010`, and
 * `1507.0779` is `1507.07790`. How many there are follows from the month in it. Other text is as it is.
 *
 * @see https://info.arxiv.org/help/arxiv_identifier.html
 */
export function withArxivZeros(id: string): string {
  const [, month, number] = NUMBER.exec(id) ?? [];
  if (month === undefined || number === undefined) return id;
  const yearAndMonth = month.padStart(4, "0");
  return `${yearAndMonth}.${number.padEnd(yearAndMonth < FIRST_OF_FIVE ? 4 : 5, "0")}`;
}
