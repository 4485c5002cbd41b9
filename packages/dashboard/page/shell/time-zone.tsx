import { localZone, momentText } from "@paperledger/core/text/moment";
import { now } from "../pieces/now.ts";

/** The zone of all times on the page. It is named here alone. */
export const TimeZone = () => (
  <span class="dim" title={`It is ${momentText(now.value.toISOString())}. A time's own title has it in UTC.`}>
    Times: {localZone()}
  </span>
);
