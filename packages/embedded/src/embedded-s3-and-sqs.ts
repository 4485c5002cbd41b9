import { join } from "node:path";
import { buildApp } from "fauxqs";
import { ACCOUNT_ID } from "./account.ts";
import { databaseFileError, mustBeDatabase } from "./database-file.ts";
import { refusalOfForeign } from "./foreign-request.ts";
import { type FauxqsStores, fauxqsParts } from "./s3/fauxqs-stores.ts";
import { listInKeyOrder } from "./s3/list-in-key-order.ts";
import { type ObjectCreated, tellOfCreatedObjects } from "./s3/object-created.ts";

export interface EmbeddedS3AndSqs {
  /** The endpoint of both services. */
  readonly endpoint: string;
  /** Creates the bucket if it does not exist. */
  createBucket(name: string): void;
  stop(): Promise<void>;
}

export interface EmbeddedS3AndSqsOptions {
  /** The folder for buckets, objects, queues and messages, in one SQLite file. Without it, they are in memory. */
  readonly dir?: string | undefined;
  /** Reads the data in `dir` without changing it. Changes to queues stay in memory. The caller must not write objects. */
  readonly readOnly?: boolean;
  /** Called for each created object, before the client gets its answer. */
  readonly onObjectCreated?: (created: ObjectCreated) => void;
}

type Persistence = NonNullable<FauxqsStores["sqsStore"]["persistence"]>;

/** The name that fauxqs gives its SQLite file. */
const DATABASE = "fauxqs.db";

/** The largest object. S3 accepts 5 GB in one PUT. Here the limit is lower, because each object is in memory. */
const MAX_OBJECT_BYTES = 2 ** 30;

/**
 * Starts fauxqs, an embedded S3 and SQS, on a free port of 127.0.0.1.
 *
 * @throws DatabaseFileError if the stored data cannot be read
 * @see https://github.com/kibertoad/fauxqs
 */
export async function startEmbeddedS3AndSqs({
  dir,
  readOnly = false,
  onObjectCreated,
}: EmbeddedS3AndSqsOptions = {}): Promise<EmbeddedS3AndSqs> {
  if (dir !== undefined) mustBeDatabase(join(dir, DATABASE), { madeBy: "fauxqs", mayBeNew: true });
  const { S3Store, SqsStore, SnsStore, PersistenceManager } = await fauxqsParts();
  const stores = { s3Store: new S3Store(), sqsStore: new SqsStore(), snsStore: new SnsStore() };
  listInKeyOrder(stores.s3Store);
  const app = buildApp({ logger: false, stores });
  refuseForeignRequests(app);
  takeLargeBodies(app);
  answerFaultsAsS3(app);
  refuseListsOfVersions(app);
  if (onObjectCreated) tellOfCreatedObjects(app, stores.s3Store, onObjectCreated);
  const persistence = dir === undefined ? undefined : openPersistence(dir, PersistenceManager);
  const endpoint = await app.listen({ host: "127.0.0.1", port: 0 });
  giveQueuesUrlsAt(endpoint, stores.sqsStore);
  if (persistence) {
    load(persistence, stores);
    if (readOnly) stores.s3Store.persistence = persistence;
    else keepIn(persistence, stores);
  }
  return {
    endpoint,
    createBucket: (name) => stores.s3Store.createBucket(name),
    async stop() {
      await app.close();
      persistence?.close();
    },
  };
}

/** Refuses requests of web pages, so that no page can read, write or delete the stored data. */
function refuseForeignRequests(app: ReturnType<typeof buildApp>): void {
  app.addHook("onRequest", (request, reply, done) => {
    const address = app.server.address();
    const authority = typeof address === "object" && address ? `${address.address}:${address.port}` : "";
    const refusal = refusalOfForeign(request.raw.headers, authority);
    if (refusal === undefined) return done();
    return void reply.code(403).type("text/plain").send(`${refusal}\n`);
  });
}

/** Accepts large objects and empty objects. fauxqs itself accepts at most 11 MiB, and answers 500 to a PUT without a body. */
function takeLargeBodies(app: ReturnType<typeof buildApp>): void {
  app.addContentTypeParser(/^/, { parseAs: "buffer", bodyLimit: MAX_OBJECT_BYTES }, (_request, body, done) =>
    done(null, body),
  );
  app.addHook("preHandler", (request, _reply, done) => {
    if (request.method === "PUT") request.body ??= Buffer.alloc(0);
    done();
  });
}

/** Answers internal errors, such as a full disk, in XML. fauxqs answers them in JSON, which S3 clients cannot read. */
function answerFaultsAsS3(app: ReturnType<typeof buildApp>): void {
  app.setErrorHandler<Error & { readonly statusCode?: number }>((error, request, reply) => {
    const isOfS3 = request.headers["x-amz-target"] === undefined;
    if (!isOfS3 || (error.statusCode ?? 500) < 500) return reply.send(error);
    const message = error.message.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
    return reply
      .code(500)
      .type("application/xml")
      .send(`<Error><Code>InternalError</Code><Message>${message}</Message></Error>`);
  });
}

/**
 * Refuses requests for versions of objects. fauxqs keeps no versions, and would answer with a list of objects, in which a client
 * finds no version.
 */
function refuseListsOfVersions(app: ReturnType<typeof buildApp>): void {
  app.addHook("onRequest", (request, reply, done) => {
    if (request.method !== "GET" || !/[?&]versions(?:[=&]|$)/.test(request.url)) return done();
    return void reply
      .code(501)
      .type("application/xml")
      .send("<Error><Code>NotImplemented</Code><Message>Versions are not kept here.</Message></Error>");
  });
}

/** Gives queues URLs at this endpoint. fauxqs stores a queue's URL with the port of its creation, and with a host that may not resolve. */
function giveQueuesUrlsAt(endpoint: string, sqsStore: FauxqsStores["sqsStore"]): void {
  const createQueue = sqsStore.createQueue.bind(sqsStore);
  sqsStore.createQueue = (name, _url, ...rest) =>
    createQueue(name, `${endpoint}/${ACCOUNT_ID}/${name}`, ...rest);
}

function openPersistence(dir: string, PersistenceManager: new (dir: string) => Persistence): Persistence {
  try {
    const persistence = new PersistenceManager(dir);
    // fauxqs's own function writes a null that the database refuses, after the queue in memory has dropped the message. So a
    // message that ChangeMessageVisibility makes visible at once would be lost until the next start. Nothing has to be written,
    // because each start makes all messages visible.
    persistence.updateMessageReady = () => undefined;
    return persistence;
  } catch (cause) {
    throw databaseFileError(join(dir, DATABASE), cause);
  }
}

/** Loads the stored data. The content of objects stays on the disk until it is read. */
function load(persistence: Persistence, { s3Store, sqsStore, snsStore }: FauxqsStores): void {
  persistence.load(sqsStore, snsStore, s3Store);
  for (const queue of sqsStore.allQueues()) showAllInFlight(queue);
}

/** Starts to store changes. This comes after loading, because loading would otherwise store everything again. */
function keepIn(persistence: Persistence, { s3Store, sqsStore, snsStore }: FauxqsStores): void {
  s3Store.persistence = persistence;
  sqsStore.persistence = persistence;
  snsStore.persistence = persistence;
  for (const queue of sqsStore.allQueues()) queue.persistence = persistence;
}

type Queue = NonNullable<ReturnType<FauxqsStores["sqsStore"]["getQueue"]>>;

/**
 * Makes the messages that were in flight visible again, because their receivers ended with the last process. The interrupted
 * receive does not count, because the message did not cause it. This changes only the messages in memory. The stored messages
 * stay unchanged until the next receive, because fauxqs 2.4.1 cannot store that a message is visible again.
 */
function showAllInFlight(queue: Queue): void {
  for (const [receiptHandle, { message }] of queue.inflightMessages) {
    message.approximateReceiveCount -= 1;
    queue.changeVisibility(receiptHandle, 0);
  }
}
