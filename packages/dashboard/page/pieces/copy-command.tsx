import { useState } from "preact/hooks";
import { place } from "../server/place.ts";
import "./pieces.css";
import { withVisibleMarks } from "./visible-marks.ts";

const SAID_MS = 1_500;

/**
 * Copies the command line that does or shows the same in a terminal. Shows nothing if no command can reach the deployment.
 *
 * @param command without the name of the program
 */
export function CopyCommand({
  command,
  of,
}: {
  readonly command: string;
  /** The part that the command is about, if it is about less than the view shows. */
  readonly of?: string;
}) {
  const [said, setSaid] = useState<"copied" | "not copied">();
  if (place.value?.options === null) return null;
  const line = ["./paperledger", command, place.value?.options].filter(Boolean).join(" ");
  const copy = async () => {
    const done = await navigator.clipboard.writeText(line).then(
      () => "copied" as const,
      () => "not copied" as const,
    );
    setSaid(done);
    setTimeout(() => setSaid(undefined), SAID_MS);
  };
  return (
    <button
      type="button"
      class="copy-command"
      title={withVisibleMarks(line)}
      aria-label={`Copy as command: ${withVisibleMarks(line)}`}
      onClick={copy}
    >
      <span aria-live="polite">
        {said ?? (of === undefined ? "Copy as command" : `Copy as command (${of})`)}
      </span>
    </button>
  );
}
