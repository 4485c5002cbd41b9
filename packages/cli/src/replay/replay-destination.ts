/** The destination of replayed events: a queue by its URL, or a bus by its ARN. */
export type ReplayDestination =
  | { readonly kind: "queue"; readonly url: string }
  | { readonly kind: "bus"; readonly arn: string };

/** Returns the destination that the options name, or undefined if they name none. */
export function destinationOf(queueUrl?: string, busArn?: string): ReplayDestination | undefined {
  if (queueUrl !== undefined) return { kind: "queue", url: queueUrl };
  return busArn === undefined ? undefined : { kind: "bus", arn: busArn };
}

/** The URL or ARN of a destination. */
export const destinationText = (destination: ReplayDestination): string =>
  destination.kind === "queue" ? destination.url : destination.arn;
