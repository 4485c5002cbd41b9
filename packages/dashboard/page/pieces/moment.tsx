import { localDate, timeOfDay } from "@paperledger/core/text/moment";
import { ageText, shortMoment } from "./formats.ts";
import { now } from "./now.ts";

/** Shows a moment in local time, with UTC in its title. Shows a dash if there is no moment. */
export function Moment({ at }: { readonly at: string | null }) {
  if (at === null) return <span class="dim">–</span>;
  return (
    <time dateTime={at} title={at}>
      {shortMoment(at, now.value)}
    </time>
  );
}

/** Shows a moment beside an earlier one: only its time of day if both are of the same local date, otherwise its date too. */
export function MomentAfter({ at, before }: { readonly at: string | null; readonly before: string }) {
  if (at === null) return <Moment at={at} />;
  const date = localDate(new Date(at));
  return (
    <time dateTime={at} title={at}>
      {date === localDate(new Date(before)) ? timeOfDay(at) : `${date} ${timeOfDay(at)}`}
    </time>
  );
}

/** Shows a time of a source. Many sources know only a date, which is stored as the beginning of that day in UTC. It is shown as a date. */
export function SourceTime({ at }: { readonly at: string | null }) {
  if (at?.endsWith("T00:00:00.000Z") !== true) return <Moment at={at} />;
  return (
    <time dateTime={at} title={at}>
      {at.slice(0, "YYYY-MM-DD".length)}
    </time>
  );
}

/** Shows the age of a moment, with the moment in UTC in its title. */
export function Age({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={at}>
      {ageText(at, now.value)}
    </time>
  );
}
