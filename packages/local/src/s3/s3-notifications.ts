import { randomUUID } from "node:crypto";
import type { EventBus } from "../bus/event-bus.ts";
import type { Target } from "../delivery/target.ts";
import type { OnProblem } from "../on-problem.ts";
import type { ObjectCreated } from "./object-created.ts";
import { objectCreatedOnBus, s3Event } from "./s3-event.ts";

/** Which objects of a bucket are told of, and to whom. */
export interface S3Notification {
  /** The event's `configurationId`. */
  readonly id?: string;
  readonly bucket: string;
  /** Only keys that begin like this. */
  readonly prefix?: string;
  /** Only keys that end like this. */
  readonly suffix?: string;
  /** A function or a queue, which gets S3's own event; or a bus, which gets EventBridge's. */
  readonly to: Target | EventBus;
}

export interface S3Notifications {
  add(notification: S3Notification): void;
  /** Hands the event to every target that asked for it. A target that does not take it is told of as a problem. */
  tell(created: ObjectCreated): Promise<void>;
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html */
export function s3Notifications(onProblem: OnProblem): S3Notifications {
  const notifications: (S3Notification & { readonly id: string })[] = [];
  return {
    add: (notification) => void notifications.push({ id: randomUUID(), ...notification }),
    async tell(created) {
      const asked = notifications.filter((notification) => asksFor(notification, created));
      const told = await Promise.allSettled(asked.map(({ id, to }) => hand(created, id, to)));
      for (const result of told)
        if (result.status === "rejected")
          onProblem(
            new Error(`s3://${created.bucket}/${created.key} could not be told of`, { cause: result.reason }),
          );
    },
  };
}

const asksFor = ({ bucket, prefix = "", suffix = "" }: S3Notification, { bucket: of, key }: ObjectCreated) =>
  bucket === of && key.startsWith(prefix) && key.endsWith(suffix);

const hand = (created: ObjectCreated, id: string, to: Target | EventBus): Promise<void> =>
  "publish" in to ? to.publish(objectCreatedOnBus(created)) : to.deliver(s3Event(created, id));
