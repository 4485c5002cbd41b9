import { type EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { PROBE_KEY, type Probe } from "./probe.ts";

/** This is not JSON, so EventBridge refuses the entry and publishes nothing. */
const MALFORMED_DETAIL = "{";

/**
 * Sends one entry that cannot become an event. Without the permission to publish on the bus, either the request or the entry is refused.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html
 */
export const busProbe = (
  client: EventBridgeClient,
  { setting, busName }: { readonly setting: string; readonly busName: string },
): Probe => ({
  setting,
  resource: `event bus ${busName}`,
  actions: ["events:PutEvents"],
  region: () => client.config.region(),
  async send(options) {
    const entry = {
      EventBusName: busName,
      Source: PROBE_KEY,
      DetailType: PROBE_KEY,
      Detail: MALFORMED_DETAIL,
    };
    const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: [entry] }), options);
    const [{ ErrorCode = "", ErrorMessage = "" } = {}] = Entries;
    if (!REFUSALS_OF_THE_PROBE.has(ErrorCode))
      throw Object.assign(new Error(ErrorMessage), { name: ErrorCode });
  },
});

const REFUSALS_OF_THE_PROBE: ReadonlySet<string> = new Set(["MalformedDetail", "InvalidArgument"]);
