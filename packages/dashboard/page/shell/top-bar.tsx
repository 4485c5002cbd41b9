import type { DashboardPlace } from "../../src/dashboard-place.ts";
import { OutsideText } from "../pieces/outside-text.tsx";
import { CountedUpTo } from "./counted-up-to.tsx";
import { Link } from "./link.tsx";
import { RangePicker } from "./range-picker.tsx";
import { route, runsRange } from "./route.ts";
import { SearchBox } from "./search-box.tsx";
import { ThemeSwitch } from "./theme-switch.tsx";
import { TimeZone } from "./time-zone.tsx";
import { VIEWS, type View } from "./views.ts";

const NAMES: Readonly<Record<View, string>> = {
  runs: "Runs",
  statistics: "Statistics",
  papers: "Papers",
  events: "Events",
  "dead-letters": "Dead letters",
  jobs: "Jobs",
};

export function TopBar({ place }: { readonly place: DashboardPlace | undefined }) {
  return (
    <header class="top-bar">
      <h1 class="product">paperledger</h1>
      <nav aria-label="Views">
        {VIEWS.map((view) => (
          <Link
            key={view}
            to={{ view, params: view === "runs" ? runsRange.value : {} }}
            current={route.value.view === view}
          >
            {NAMES[view]}
          </Link>
        ))}
      </nav>
      {/* The name is known a moment later. At this place, it moves nothing when it appears. */}
      {place && (
        <span class="place">
          <OutsideText text={place.name} />
        </span>
      )}
      <div class="tools">
        {route.value.view === "runs" && <RangePicker />}
        <SearchBox />
        <CountedUpTo />
        <TimeZone />
        <ThemeSwitch />
      </div>
    </header>
  );
}
