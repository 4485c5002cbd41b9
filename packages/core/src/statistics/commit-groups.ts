import { scopeId } from "./scope.ts";
import { type RunChange, scopesOf } from "./statistics-store.ts";

/**
 * The limits of one commit. DynamoDB takes 100 items and 4 MB in a transaction. One of the items is the copy of the generations. The rest
 * of the 4 MB is for the sums of days and sources, which grow to some kilobytes each.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
const LIMITS = { items: 99, runBytes: 3_000_000 } as const;

/** Each commit writes the total, because the total holds the time of the newest event. */
const TOTAL: ReadonlySet<string> = new Set([scopeId({ kind: "total" })]);

/** Groups changes into as few commits as their number and size allow. Keeps their order. */
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
