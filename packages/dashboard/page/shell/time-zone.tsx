import { localZone, momentText } from "@paperledger/core/text/moment";
import { now } from "../pieces/now.ts";

/** Shows the time zone of all times on the page. No other part of the page shows it. */
export const TimeZone = () => (
  <span class="dim" title={`It is ${momentText(now.value.toISOString())}. Point at a time to see it in UTC.`}>
    Times: {localZone()}
  </span>
);
