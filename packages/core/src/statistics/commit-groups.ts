import { scopeId } from "./scope.ts";
import { type RunChange, scopesOf } from "./statistics-store.ts";

/**
 * What one commit takes. DynamoDB takes 100 items and 4 MB in a transaction. One item is the copy of the generations, and the sums of days
 * and sources, which grow to some kilobytes each, take the rest of the bytes.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
const LIMITS = { items: 99, runBytes: 3_000_000 } as const;

/** Each commit writes the total, since the newest event's time is kept with it. */
const TOTAL: ReadonlySet<string> = new Set([scopeId({ kind: "total" })]);

/** Puts changes into as few commits as their number and size allow, in their order. */
export function commitGroups(changes: readonly RunChange[]): readonly (readonly RunChange[])[] {
  const groups: RunChange[][] = [];
  let group: RunChange[] = [];
  let scopes = TOTAL;
  let bytes = 0;
  for (const change of changes) {
    const ofRun = scopesOf(change);
    const runBytes = Buffer.byteLength(JSON.stringify(change.after));
    const items = group.length + 1 + scopes.union(ofRun).size;
    if (group.length > 0 && (items > LIMITS.items || bytes + runBytes > LIMITS.runBytes)) {
      groups.push(group);
      [group, scopes, bytes] = [[], TOTAL, 0];
    }
    group.push(change);
    scopes = scopes.union(ofRun);
    bytes += runBytes;
  }
  return group.length > 0 ? [...groups, group] : groups;
}
