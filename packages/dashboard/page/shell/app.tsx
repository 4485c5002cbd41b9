import type { PlaceAnswer } from "../../src/api/answers.ts";
import { Overview } from "../overview/overview.tsx";
import { usePolled } from "../server/polled.ts";
import { ProblemBanner } from "./problem-banner.tsx";
import { type Route, route } from "./route.ts";
import { TopBar } from "./top-bar.tsx";

const PLACE_EVERY_MS = 60_000;

export function App() {
  const place = usePolled<PlaceAnswer>("/api/place", () => PLACE_EVERY_MS);
  return (
    <>
      <TopBar place={place.value.answer?.place} />
      <ProblemBanner problem={place.value.problem} />
      <main>{viewOf(route.value)}</main>
    </>
  );
}

function viewOf({ view }: Route) {
  switch (view) {
    case "runs":
      return <Overview />;
    default:
      return <p>Not built yet.</p>;
  }
}
