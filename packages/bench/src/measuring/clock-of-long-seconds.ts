/** Returns a clock that advances by a second with each call, so that no limit per second is ever reached. */
export function clockOfLongSeconds(): () => number {
  let seconds = 0;
  return () => 1_000 * seconds++;
}
