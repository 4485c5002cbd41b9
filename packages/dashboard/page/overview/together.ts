import { useEffect, useRef, useState } from "preact/hooks";

/** The first things to do may come so much later than the first runs. Then the runs are shown without them. */
const LONGEST_WAIT_MS = 2_000;

/** `together`: runs and things to do are shown. `runs-first`: the things to do were late, and got a place whose size is fixed. */
export type Shown = "nothing-yet" | "together" | "runs-first";

/**
 * Tells what is shown of the first screen. At the first time the runs wait for the things to do, which stand above them: so nothing moves
 * under the pointer.
 *
 * @param isBegun true if the first runs are read
 * @param isKnown true if the things to do are read, or cannot be read
 */
export function useTogether(isBegun: boolean, isKnown: boolean): Shown {
  const shown = useRef<Shown>("nothing-yet");
  const [isLate, setIsLate] = useState(false);
  useEffect(() => {
    if (!isBegun || shown.current !== "nothing-yet") return;
    const timer = setTimeout(() => setIsLate(true), LONGEST_WAIT_MS);
    return () => clearTimeout(timer);
  }, [isBegun]);
  if (isBegun && shown.current === "nothing-yet")
    shown.current = isKnown ? "together" : isLate ? "runs-first" : "nothing-yet";
  return shown.current;
}
