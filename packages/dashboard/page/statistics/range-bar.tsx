import { Button } from "../pieces/button.tsx";
import { withVisibleMarks } from "../pieces/visible-marks.ts";
import { change, route } from "../shell/route.ts";
import { DAYS, DIVISIONS, viewedOf } from "./range.ts";

/** Chooses the days, the source, and how the bars are divided. */
export function RangeBar({ sources }: { readonly sources: readonly string[] }) {
  const viewed = viewedOf(route.value.params);
  const offered = viewed.source === undefined ? sources : [...new Set([viewed.source, ...sources])];
  return (
    <>
      <fieldset class="choices">
        <legend class="unseen">Days</legend>
        {DAYS.map((days) => (
          <Button key={days} pressed={viewed.days === days} onClick={() => change({ days: String(days) })}>
            {days} days
          </Button>
        ))}
      </fieldset>
      <fieldset class="choices">
        <legend class="unseen">Bars</legend>
        {DIVISIONS.map((by) => (
          <Button key={by} pressed={viewed.by === by} onClick={() => change({ by })}>
            By {by}
          </Button>
        ))}
      </fieldset>
      <label class="choice">
        Source{" "}
        <select
          value={viewed.source ?? ""}
          onChange={({ currentTarget }) => change({ source: currentTarget.value })}
        >
          <option value="">all</option>
          {offered.map((source) => (
            <option key={source} value={source}>
              {withVisibleMarks(source)}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}
