import type { buildApp } from "fauxqs";
import { z } from "zod";

/** fauxqs's own stores, as `buildApp` takes them. */
export type FauxqsStores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>["stores"]>;

type SqsStore = FauxqsStores["sqsStore"];
type Persistence = NonNullable<SqsStore["persistence"]>;

/** The installed fauxqs is not built as this code knows it. */
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
 * fauxqs's stores and its SQLite persistence. Its package exports only `buildApp`, which takes stores but gives none, and
 * a `startFauxqs` that binds every interface; so the classes are taken from its files. This is the one place that knows
 * of them: fauxqs is pinned to an exact version, and its tests fail where a new one is built otherwise.
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
