import type { FunctionComponent } from "preact";
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
import { route } from "./route.ts";
import { TopBar } from "./top-bar.tsx";
import type { View } from "./views.ts";

const PLACE_EVERY_MS = 60_000;

export function App() {
  const place = usePolled<PlaceAnswer>("/api/place", () => PLACE_EVERY_MS);
  const named = place.value.answer?.place;
  useEffect(() => {
    shownPlace.value = named;
  }, [named]);
  const ShownView = VIEWS_OF_PAGE[route.value.view];
  return (
    <>
      <TopBar place={named} />
      <ProblemBanner problem={place.value.problem} />
      <AddressFaults />
      <main class="beside-run">
        <div class="view">
          <ShownView />
        </div>
        <RunPanel />
      </main>
      <JobsTray />
    </>
  );
}

const VIEWS_OF_PAGE: Readonly<Record<View, FunctionComponent>> = {
  runs: Overview,
  statistics: Statistics,
  papers: Papers,
  events: Events,
  "dead-letters": DeadLettersView,
  jobs: JobsView,
};
