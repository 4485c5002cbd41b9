/** Makes a clock on which each look is a second later, so that no limit of a second is ever reached. */
export function clockOfLongSeconds(): () => number {
  let seconds = 0;
  return () => 1_000 * seconds++;
}
