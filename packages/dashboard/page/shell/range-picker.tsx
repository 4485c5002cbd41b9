import { RANGE_TEXTS, RANGES, rangeOf } from "../overview/range.ts";
import { change, route } from "./route.ts";
import { TimeField } from "./time-field.tsx";

const NAMES = [...RANGES, "custom"] as const;

/** Chooses the time that the first screen shows: a named range, or two moments in local time. */
export function RangePicker() {
  const range = rangeOf(route.value.params, new Date());
  const choose = (name: string) => {
    const rest = { selected: undefined, day: undefined, to: undefined };
    if (name === "custom") change({ ...rest, range: undefined, from: range.from });
    else change({ ...rest, from: undefined, range: name === "night" ? undefined : name });
  };
  return (
    <span class="range-picker">
      <select
        aria-label="Time range"
        value={range.name}
        onChange={({ currentTarget }) => choose(currentTarget.value)}
      >
        {NAMES.map((name) => (
          <option key={name} value={name}>
            {RANGE_TEXTS[name]}
          </option>
        ))}
      </select>
      {range.name === "custom" && (
        <>
          <TimeField
            label="From"
            at={range.from}
            onTake={(from) => from !== undefined && change({ from, selected: undefined, day: undefined })}
          />
          <TimeField
            label="To"
            at={range.to}
            onTake={(to) => change({ to, selected: undefined, day: undefined })}
          />
        </>
      )}
    </span>
  );
}
