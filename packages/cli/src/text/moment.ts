/** `2025-03-01 12:00:01Z` of a timestamp; `-` where there is none. */
export const momentText = (timestamp: string | null): string =>
  timestamp === null ? "-" : `${timestamp.slice(0, 10)} ${timeOfDay(timestamp)}Z`;

/** `12:00:01`, for lists of one UTC day. */
export const timeOfDay = (timestamp: string | null): string => timestamp?.slice(11, 19) ?? "-";

/** `12:00:01.250`, for what follows within a second. */
export const preciseTimeOfDay = (timestamp: string): string => timestamp.slice(11, 23);
