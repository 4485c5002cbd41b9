import { countText } from "@paperledger/core/text/quantities";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../pieces/button.tsx";
import { OutsideText } from "../pieces/outside-text.tsx";
import { Link } from "../shell/link.tsx";
import { route } from "../shell/route.ts";
import { JobState } from "./job-state.tsx";
import { jobs, readJobs } from "./jobs-state.ts";
import "./jobs.css";

/** The tray of a job that succeeded closes after this time. */
const DONE_SHOWN_MS = 4_000;

/**
 * A line at the foot of the page while a job runs. It closes by itself if the job succeeded. Otherwise somebody has to close it.
 */
export function JobsTray() {
  const [seen, setSeen] = useState<number>();
  useEffect(() => void readJobs(), []);
  const { all, isRead } = jobs.value;
  useEffect(() => {
    // A job that ended before the page was opened is not shown.
    if (isRead) setSeen(all.find(({ state }) => state !== "running")?.id ?? 0);
  }, [isRead]);
  const running = all.filter(({ state }) => state === "running");
  const newest = running[0] ?? all[0];
  const isSeen = newest === undefined || (running.length === 0 && newest.id <= (seen ?? newest.id));
  const doneId = !isSeen && newest.state === "done" ? newest.id : undefined;
  useEffect(() => {
    if (doneId === undefined) return;
    const timer = setTimeout(() => setSeen(doneId), DONE_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [doneId]);
  if (newest === undefined || isSeen || route.value.view === "jobs") return null;
  return (
    <section class="jobs-tray" aria-label="Jobs" aria-live="polite">
      <JobState job={newest} />
      <Link to={{ view: "jobs", params: {} }}>
        <code class="cut">{newest.command}</code>
      </Link>
      <span class="dim jobs-tray-text">
        <OutsideText text={newest.progress ?? newest.lines.at(-1) ?? ""} />
      </span>
      {running.length > 1 && (
        <Link to={{ view: "jobs", params: {} }}>and {countText(running.length - 1)} more</Link>
      )}
      {running.length === 0 && <Button onClick={() => setSeen(newest.id)}>Close</Button>}
    </section>
  );
}
