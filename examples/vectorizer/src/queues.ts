import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";

/** Returns the queue with a name and sets these attributes. Makes the queue if it does not exist. */
export async function queueNamed(
  sqs: SQSClient,
  QueueName: string,
  Attributes: Readonly<Record<string, string>> = {},
): Promise<{ readonly url: string; readonly arn: string }> {
  const { QueueUrl: url = "" } = await sqs.send(new CreateQueueCommand({ QueueName }));
  if (Object.keys(Attributes).length > 0)
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { ...Attributes } }));
  const { Attributes: { QueueArn: arn = "" } = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["QueueArn"] }),
  );
  return { url, arn };
}
