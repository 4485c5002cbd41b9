import { join } from "node:path";
import type { ObjectCreated } from "@paperledger/embedded/s3/object-created";
import type { EventBus } from "../bus/event-bus.ts";
import { type DeliveryQueue, openDeliveryQueue } from "../delivery/delivery-queue.ts";
import type { Target } from "../delivery/target.ts";
import type { OnProblem } from "../on-problem.ts";
import { objectCreatedOnBus, s3Event } from "./s3-event.ts";

/** Chooses objects of a bucket, and the receiver of their events. */
export interface S3Notification {
  /** The name of the notification, which is the event's `configurationId`. */
  readonly id: string;
  readonly bucket: string;
  /** Only keys that begin with this text. */
  readonly prefix?: string;
  /** Only keys that end with this text. */
  readonly suffix?: string;
  /** The receiver. A function or a queue gets S3's event. A bus gets EventBridge's event. */
  readonly to: Target | EventBus;
}

export interface S3Notifications {
  add(notification: S3Notification): void;
  /** Sends the events of a created object. After this returns, every notification for the object has accepted its event. */
  tell(created: ObjectCreated): void;
  /** Resolves when every event is delivered. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

interface Surroundings {
  /** The folder for events that are not delivered yet. */
  readonly folder?: string | undefined;
  readonly onProblem: OnProblem;
}

/** A running notification. */
interface Teller extends Pick<DeliveryQueue, "idle" | "stop"> {
  readonly asksFor: (created: ObjectCreated) => boolean;
  readonly tell: (created: ObjectCreated) => void;
}

/**
 * Sends an event for each created object, at least once, as S3 does.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html
 */
export function s3Notifications(surroundings: Surroundings): S3Notifications {
  const tellers: Teller[] = [];
  return {
    add: (notification) => void tellers.push(teller(notification, surroundings)),
    tell(created) {
      for (const { asksFor, tell } of tellers) if (asksFor(created)) tell(created);
    },
    idle: async () => void (await Promise.all(tellers.map(({ idle }) => idle()))),
    stop: async () => void (await Promise.all(tellers.map(({ stop }) => stop()))),
  };
}

function teller({ id, bucket, prefix = "", suffix = "", to }: S3Notification, around: Surroundings): Teller {
  const asksFor = (created: ObjectCreated) =>
    created.bucket === bucket && created.key.startsWith(prefix) && created.key.endsWith(suffix);
  if ("publish" in to) {
    const tell = (created: ObjectCreated) => to.publish(objectCreatedOnBus(created));
    return { asksFor, tell, idle: async () => undefined, stop: async () => undefined };
  }
  const { accept, idle, stop } = openDeliveryQueue({
    name: `notification ${id}`,
    folder: around.folder && join(around.folder, id),
    // A notification is never given up, because there is no other place to store it.
    maximumAgeMs: Number.POSITIVE_INFINITY,
    retryDelayMs: (failures) => Math.min(100 * 2 ** failures, 60_000),
    attempt: ({ payload }) => to.deliver(payload),
    onFailure: (cause) =>
      around.onProblem(new Error(`notification ${id} is not delivered yet: trying again`, { cause })),
    giveUp: async () => undefined,
    onProblem: around.onProblem,
  });
  return { asksFor, tell: (created) => void accept(s3Event(created, id)), idle, stop };
}
