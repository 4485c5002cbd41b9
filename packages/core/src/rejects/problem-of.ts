import type { Reject } from "./reject.ts";

/** Returns the message without the file, record and place that it may begin with. */
export function problemOf({ message, record_number, byte_offset }: Reject): string {
  const place = `record ${record_number} at byte ${byte_offset}: `;
  const begin = message.indexOf(place);
  return begin === -1 ? message : message.slice(begin + place.length);
}
