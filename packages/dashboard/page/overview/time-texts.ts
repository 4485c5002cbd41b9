import { localDate, localMinute, timeOfDay } from "@paperledger/core/text/moment";

const MINUTE_SECONDS = 60;

/**
 * Returns the labels of moments on an axis, oldest first. A label has the date where the date changes, and seconds if moments are less
 * than a minute apart. A moment that would have the same label as the moment before has no label.
 *
 * @param seconds moments in seconds since 1970
 */
export function timeTexts(seconds: readonly number[]): string[] {
  const moments = seconds.map((second) => new Date(second * 1_000));
  const isShort = (seconds[1] ?? Number.POSITIVE_INFINITY) - (seconds[0] ?? 0) < MINUTE_SECONDS;
  const timeText = (moment: Date) => (isShort ? timeOfDay(moment.toISOString()) : localMinute(moment));
  return moments.map((moment, index) => {
    const before = moments[index - 1];
    if (!before || localDate(before) !== localDate(moment))
      return `${timeText(moment)}\n${localDate(moment)}`;
    return timeText(before) === timeText(moment) ? "" : timeText(moment);
  });
}
