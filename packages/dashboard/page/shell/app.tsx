import { useEffect } from "preact/hooks";
import type { PlaceAnswer } from "../../src/api/answers.ts";
import { DeadLettersView } from "../dead-letters/dead-letters-view.tsx";
import { Events } from "../events/events.tsx";
import { JobsTray } from "../jobs/jobs-tray.tsx";
import { JobsView } from "../jobs/jobs-view.tsx";
import { Overview } from "../overview/overview.tsx";
import { Papers } from "../papers/papers.tsx";
import { RunPanel } from "../run/run-panel.tsx";
import { place as shownPlace } from "../server/place.ts";
import { usePolled } from "../server/polled.ts";
import { Statistics } from "../statistics/statistics.tsx";
import { AddressFaults } from "./address-faults.tsx";
import { ProblemBanner } from "./problem-banner.tsx";
import { type Route, route } from "./route.ts";
import { TopBar } from "./top-bar.tsx";

const PLACE_EVERY_MS = 60_000;

export function App() {
  const place = usePolled<PlaceAnswer>("/api/place", () => PLACE_EVERY_MS);
  const named = place.value.answer?.place;
  useEffect(() => {
    shownPlace.value = named;
  }, [named]);
  return (
    <>
      <TopBar place={named} />
      <ProblemBanner problem={place.value.problem} />
      <AddressFaults />
      <main class="beside-run">
        <div class="view">{viewOf(route.value)}</div>
        <RunPanel />
      </main>
      <JobsTray />
    </>
  );
}

function viewOf({ view }: Route) {
  switch (view) {
    case "runs":
      return <Overview />;
    case "dead-letters":
      return <DeadLettersView />;
    case "jobs":
      return <JobsView />;
    case "statistics":
      return <Statistics />;
    case "papers":
      return <Papers />;
    case "events":
      return <Events />;
  }
}
