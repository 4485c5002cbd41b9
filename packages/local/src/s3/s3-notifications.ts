import { join } from "node:path";
import type { ObjectCreated } from "@paperledger/embedded/s3/object-created";
import type { EventBus } from "../bus/event-bus.ts";
import { type DeliveryQueue, openDeliveryQueue } from "../delivery/delivery-queue.ts";
import type { Target } from "../delivery/target.ts";
import type { OnProblem } from "../on-problem.ts";
import { objectCreatedOnBus, s3Event } from "./s3-event.ts";

/** Which objects of a bucket are told of, and to whom. */
export interface S3Notification {
  /** Names it: the event's `configurationId`. */
  readonly id: string;
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
  /** Once this returns, every notification that asked for the object has its event safe. */
  tell(created: ObjectCreated): void;
  /** Resolves when every target has what it asked for. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

interface Surroundings {
  /** Keeps events that their target has not yet taken. */
  readonly folder?: string | undefined;
  readonly onProblem: OnProblem;
}

/** One notification at work. */
interface Teller extends Pick<DeliveryQueue, "idle" | "stop"> {
  readonly asksFor: (created: ObjectCreated) => boolean;
  readonly tell: (created: ObjectCreated) => void;
}

/**
 * Tells of created objects, at least once, as S3 does.
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
    // A notification has no other place where it could be kept, so it is never given up.
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
