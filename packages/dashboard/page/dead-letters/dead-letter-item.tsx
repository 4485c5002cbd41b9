import { countText } from "@paperledger/core/text/quantities";
import type { DeadLetterLine } from "../../src/api/dead-letters-answers.ts";
import { Age } from "../pieces/moment.tsx";
import { OutsideText } from "../pieces/outside-text.tsx";
import { TextBlock } from "../pieces/text-block.tsx";
import { Link } from "../shell/link.tsx";
import { runRoute } from "../shell/route.ts";

/** Shows a dead letter: what it is about, and its text on demand. */
export function DeadLetterItem({ letter }: { readonly letter: DeadLetterLine }) {
  const { at, about, trace_id, text, characters } = letter;
  return (
    <li>
      <details>
        <summary>
          <OutsideText text={about} class="wrapped" />{" "}
          <span class="dim">
            <Age at={at} />
          </span>
        </summary>
        {trace_id !== null && (
          <p class="reject-place">
            <Link to={runRoute(trace_id)}>The run</Link>
          </p>
        )}
        <TextBlock text={indented(text)} label="Text of the dead letter" />
        {text.length < characters && (
          <p class="dim reject-place">
            The first {countText(text.length)} of {countText(characters)} characters.
          </p>
        )}
      </details>
    </li>
  );
}

/** Returns JSON with an indent, and any other text unchanged. */
function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
