import { useEffect, useRef, useState } from "preact/hooks";

/** If the things to do come later than this after the first runs, the runs are shown without them. */
const LONGEST_WAIT_MS = 100;

/**
 * `together`: runs and things to do are shown. `runs-first`: the things to do came late, and are shown in an area of fixed size.
 */
export type Shown = "nothing-yet" | "together" | "runs-first";

/**
 * Tells which parts of the first screen are shown. At first, the runs wait for the things to do, which are above them. So nothing
 * moves under the pointer.
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
