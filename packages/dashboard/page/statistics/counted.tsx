import { countText } from "@paperledger/core/text/quantities";

/** A count that somebody should look at unless it is zero. */
export const Counted = ({
  count,
  kind,
}: {
  readonly count: number;
  readonly kind: "failed" | "rejected";
}) => <span class={count > 0 ? `${kind}-text` : "dim"}>{countText(count)}</span>;
