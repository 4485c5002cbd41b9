import { ageText, shortMoment } from "./formats.ts";
import { now } from "./now.ts";

/** A moment in local time. Its title is the moment in UTC. A dash where there is none. */
export function Moment({ at }: { readonly at: string | null }) {
  if (at === null) return <span class="dim">–</span>;
  return (
    <time dateTime={at} title={at}>
      {shortMoment(at, now.value)}
    </time>
  );
}

/** How long ago a moment was. Its title is the moment in UTC. */
export function Age({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={at}>
      {ageText(at, now.value)}
    </time>
  );
}
