import { NEW_TABLE, onDemandAllowance, PER_PARTITION_KEY } from "./on-demand.ts";
import type { Refusal } from "./replies.ts";
import { type UnitWindow, unitWindow } from "./unit-window.ts";

export type Direction = "write" | "read";

/** A table, or an index of a table. */
interface Resource {
  readonly table: string;
  readonly index?: string | undefined;
}

/** The load on one partition key. */
export interface KeyLoad extends Resource {
  readonly direction: Direction;
  /** The partition key, in DynamoDB's JSON. */
  readonly partition: string;
  /** The most units that the key used in one second. */
  readonly peakUnits: number;
  /** The number of requests that were throttled because of this key. */
  readonly throttled: number;
}

interface KeyWindow extends Resource {
  readonly direction: Direction;
  readonly partition: string;
  readonly window: UnitWindow;
  throttled: number;
}

/** Counts the units that each partition key, each table and each index use. */
export interface UnitsInUse {
  /** Returns why a request to this key is throttled, or undefined if it is not. */
  refusal(resource: Resource, partition: string, direction: Direction, nowMs: number): Refusal | undefined;
  take(resource: Resource, partition: string, direction: Direction, units: number, nowMs: number): void;
  /** Counts units for a table or index only, not for a partition key. A scan needs this, because it has no partition key. */
  takeOfAll(resource: Resource, direction: Direction, units: number, nowMs: number): void;
  loads(): readonly KeyLoad[];
  /** The sum of the used units of all tables and indexes. */
  readonly total: Readonly<Record<Direction, number>>;
}

export function unitsInUse(warm: Readonly<Record<Direction, number>> = NEW_TABLE): UnitsInUse {
  const keys = new Map<string, KeyWindow>();
  const wholes = new Map<
    string,
    { readonly take: UnitWindow["take"]; readonly isOver: UnitWindow["isOver"] }
  >();
  const total = { write: 0, read: 0 };

  const keyWindow = ({ table, index }: Resource, partition: string, direction: Direction): KeyWindow => {
    const id = JSON.stringify([table, index ?? null, direction, partition]);
    const found = keys.get(id);
    if (found) return found;
    const window = unitWindow(() => PER_PARTITION_KEY[direction]);
    const made = { table, index, partition, direction, window, throttled: 0 };
    keys.set(id, made);
    return made;
  };
  const wholeWindow = ({ table, index }: Resource, direction: Direction) => {
    const id = JSON.stringify([table, index ?? null, direction]);
    const found = wholes.get(id);
    if (found) return found;
    const allowance = onDemandAllowance(Math.max(warm[direction], NEW_TABLE[direction]));
    const window = unitWindow(allowance.perSecond);
    const whole = {
      isOver: window.isOver,
      take(units: number, nowMs: number) {
        allowance.note(units, nowMs);
        window.take(units, nowMs);
      },
    };
    wholes.set(id, whole);
    return whole;
  };

  return {
    refusal(resource, partition, direction, nowMs) {
      const key = keyWindow(resource, partition, direction);
      const isKeyOver = key.window.isOver(nowMs);
      if (!isKeyOver && !wholeWindow(resource, direction).isOver(nowMs)) return undefined;
      if (isKeyOver) key.throttled += 1;
      const { table, index } = resource;
      const path = index === undefined ? `table/${table}` : `table/${table}/index/${index}`;
      return {
        kind: "throttled",
        reason: `${index === undefined ? "Table" : "Index"}${direction === "write" ? "Write" : "Read"}KeyRangeThroughputExceeded`,
        resource: `arn:aws:dynamodb:us-east-1:000000000000:${path}`,
      };
    },
    take(resource, partition, direction, units, nowMs) {
      keyWindow(resource, partition, direction).window.take(units, nowMs);
      this.takeOfAll(resource, direction, units, nowMs);
    },
    takeOfAll(resource, direction, units, nowMs) {
      total[direction] += units;
      wholeWindow(resource, direction).take(units, nowMs);
    },
    loads: () => [...keys.values()].map(({ window, ...key }) => ({ ...key, peakUnits: window.peak })),
    total,
  };
}
