import type { buildApp } from "fauxqs";
import * as z from "zod";

/** fauxqs's stores, in the form that `buildApp` accepts. */
export type FauxqsStores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>["stores"]>;

type SqsStore = FauxqsStores["sqsStore"];
type Persistence = NonNullable<SqsStore["persistence"]>;

/** Thrown if the installed fauxqs does not have the files and classes that this code expects. */
class FauxqsPartsError extends Error {
  override readonly name = "FauxqsPartsError";
}

const classOf = <Instance, Arguments extends readonly unknown[] = []>() =>
  z.custom<new (...args: Arguments) => Instance>((value) => typeof value === "function");

const partsSchema = z.object({
  S3Store: classOf<FauxqsStores["s3Store"]>(),
  SqsStore: classOf<SqsStore>(),
  SnsStore: classOf<FauxqsStores["snsStore"]>(),
  PersistenceManager: classOf<Persistence, [folder: string]>(),
});

/**
 * Returns the classes of fauxqs's stores and of its SQLite persistence. They are imported from fauxqs's internal files, because
 * its package exports only two functions: `buildApp`, which accepts stores but exports none, and `startFauxqs`, which listens on
 * every network interface. Only this file depends on internals. fauxqs is pinned to an exact version, and a test fails if a new
 * version is built in another way.
 *
 * @throws FauxqsPartsError
 */
export async function fauxqsParts() {
  const main = import.meta.resolve("fauxqs");
  const files = ["s3/s3Store.js", "sqs/sqsStore.js", "sns/snsStore.js", "persistence.js"];
  try {
    const modules: object[] = await Promise.all(files.map((file) => import(new URL(file, main).href)));
    return partsSchema.parse(Object.assign({}, ...modules));
  } catch (cause) {
    throw new FauxqsPartsError("the installed fauxqs is not the 2.4.1 that this was written for", { cause });
  }
}
