import { useState } from "preact/hooks";
import { localTimeText, parseLocalTime } from "../pieces/local-time.ts";

/** A field for a moment in local time, in 24 hours in every language. Enter, or leaving the field, takes its text. */
export function TimeField({
  label,
  at,
  onTake,
}: {
  readonly label: string;
  /** In UTC. Undefined for an empty field. */
  readonly at: string | undefined;
  /** Is called with a moment in UTC, or with undefined for an empty field. */
  readonly onTake: (at: string | undefined) => void;
}) {
  const [isWrong, setIsWrong] = useState(false);
  return (
    <input
      class="time-field"
      type="text"
      aria-label={label}
      aria-invalid={isWrong}
      title={isWrong ? "Give a time such as 2026-11-28 18:00" : at}
      placeholder="2026-11-28 18:00"
      autoComplete="off"
      spellcheck={false}
      value={at === undefined ? "" : localTimeText(new Date(at))}
      onChange={({ currentTarget }) => {
        const moment = parseLocalTime(currentTarget.value);
        const isEmpty = currentTarget.value.trim() === "";
        setIsWrong(!isEmpty && !moment);
        if (isEmpty || moment) onTake(moment?.toISOString());
      }}
    />
  );
}
