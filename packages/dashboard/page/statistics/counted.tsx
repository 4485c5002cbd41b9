import { countText } from "@paperledger/core/text/quantities";

/** Shows a count that somebody should look at if it is not zero. */
export const Counted = ({
  count,
  kind,
}: {
  readonly count: number;
  readonly kind: "failed" | "rejected";
}) => <span class={count > 0 ? `${kind}-text` : "dim"}>{countText(count)}</span>;
