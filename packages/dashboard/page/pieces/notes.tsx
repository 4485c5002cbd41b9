import { countText } from "@paperledger/core/text/quantities";
import "./notes.css";
import { OutsideText } from "./outside-text.tsx";

const SHOWN = 5;

/** Lists what could not be read, if anything. The rest of the view is correct without it. */
export function Notes({ title, notes }: { readonly title: string; readonly notes: readonly string[] }) {
  if (notes.length === 0) return null;
  return (
    <section class="notes" aria-label={title}>
      <strong>{title}</strong>
      <ul>
        {notes.slice(0, SHOWN).map((note) => (
          <li key={note}>
            <OutsideText text={note} class="wrapped" />
          </li>
        ))}
      </ul>
      {notes.length > SHOWN && (
        <details>
          <summary>and {countText(notes.length - SHOWN)} more</summary>
          <ul>
            {notes.slice(SHOWN).map((note) => (
              <li key={note}>
                <OutsideText text={note} class="wrapped" />
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
