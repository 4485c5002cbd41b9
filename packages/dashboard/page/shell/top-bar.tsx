import type { DashboardPlace } from "../../src/dashboard-place.ts";
import { Link } from "./link.tsx";
import { route, VIEWS, type View } from "./route.ts";

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
      <strong class="product">paperledger</strong>
      {place && <span class="place">{place.name}</span>}
      <nav aria-label="Views">
        {VIEWS.map((view) => (
          <Link key={view} to={{ view, params: {} }} current={route.value.view === view}>
            {NAMES[view]}
          </Link>
        ))}
      </nav>
    </header>
  );
}
