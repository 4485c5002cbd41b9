import { createQueue, type Queue } from "@paperledger/aws/queues/queue";
import { createTables } from "@paperledger/aws/tables/create-tables";
import type { TableNames } from "@paperledger/aws/tables/table-definitions";
import { streamArnOf } from "@paperledger/aws/streams/stream-shards";
import { type EventBus, startEventBus } from "./bus/event-bus.ts";
import type { RuleOptions } from "./bus/rule.ts";
import { type Clients, clientsFor, destroyClients, type Endpoints } from "./clients.ts";
import { openDataFolder, runningOn } from "./data-folder.ts";
import type { Target } from "./delivery/target.ts";
import { startEmbeddedDynamoDb } from "./embedded-dynamodb.ts";
import { startEmbeddedS3AndSqs } from "./embedded-s3-and-sqs.ts";
import {
  type AsynchronousInvocationOptions,
  type AsynchronousInvocations,
  asynchronousInvocations,
} from "./lambda/asynchronous-invocation.ts";
import { type FunctionOptions, type LocalFunction, localFunction } from "./lambda/local-function.ts";
import { type OnProblem, printProblem } from "./on-problem.ts";
import { queueTarget } from "./queues/queue-target.ts";
import {
  type QueueMapping,
  type QueueMappingOptions,
  startQueueMapping,
} from "./queues/sqs-event-source-mapping.ts";
import { type S3Notification, s3Notifications } from "./s3/s3-notifications.ts";
import { type StreamMapping, startStreamMapping } from "./streams/event-source-mapping.ts";
import type { StreamMappingOptions } from "./streams/stream-mapping-options.ts";
