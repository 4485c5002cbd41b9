import { localDate, localMinute } from "@paperledger/core/text/moment";
import { momentOf, RANGE_TEXTS, RANGES, rangeOf } from "../overview/range.ts";
import { change, route } from "./route.ts";

const NAMES = [...RANGES, "custom"] as const;

/** Chooses the time that the first screen is about: one with a name, or two moments in local time. */
export function RangePicker() {
  const range = rangeOf(route.value.params, new Date());
  const choose = (name: string) => {
    const rest = { selected: undefined, to: undefined };
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
          <Moment label="From" at={range.from} name="from" />
          <Moment label="To" at={range.to} name="to" />
        </>
      )}
    </span>
  );
}

function Moment({
  label,
  at,
  name,
}: {
  readonly label: string;
  readonly at: string | undefined;
  readonly name: "from" | "to";
}) {
  const moment = at === undefined ? undefined : new Date(at);
  return (
    <input
      type="datetime-local"
      aria-label={label}
      value={moment ? `${localDate(moment)}T${localMinute(moment)}` : ""}
      onChange={({ currentTarget }) => {
        const given = momentOf(currentTarget.value);
        if (given !== undefined || name === "to") change({ [name]: given, selected: undefined });
      }}
    />
  );
}
