/** `2025-03-01 12:00:01Z` of a timestamp; `-` where there is none. */
export const momentText = (timestamp: string | null): string =>
  timestamp === null ? "-" : `${timestamp.slice(0, 10)} ${timestamp.slice(11, 19)}Z`;

/** `12:00:01.250Z`, for lists of one day. */
export const timeText = (timestamp: string): string => timestamp.slice(11);
