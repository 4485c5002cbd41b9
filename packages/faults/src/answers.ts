/** An HTTP answer, as an AWS SDK client reads it. */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

const MESSAGE = "injected fault";

export const jsonAnswer = (statusCode: number, content: object): HttpAnswer => ({
  statusCode,
  headers: { "content-type": "application/x-amz-json-1.0" },
  body: Buffer.from(JSON.stringify(content)),
});

const json = (statusCode: number, type: string, more: object = {}) =>
  jsonAnswer(statusCode, { __type: type, message: MESSAGE, ...more });

const xml = (statusCode: number, code: string): HttpAnswer => ({
  statusCode,
  headers: { "content-type": "application/xml" },
  body: Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${MESSAGE}</Message></Error>`,
  ),
});

/**
 * Returns the answer of a service that throttles a request.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export function throttled(clientName: string): HttpAnswer {
  if (clientName === "S3Client") return xml(503, "SlowDown");
  if (clientName === "LambdaClient") return json(429, "TooManyRequestsException");
  return json(
    400,
    clientName === "DynamoDBClient" ? "ProvisionedThroughputExceededException" : "ThrottlingException",
  );
}

/** Returns the answer of a service that refuses a request with an error of this name. */
export const refused = (clientName: string, statusCode: number, code: string): HttpAnswer =>
  clientName === "S3Client" ? xml(statusCode, code) : json(statusCode, code);

/** Returns the answer of a service that has an internal error. */
export const brokenDown = (clientName: string): HttpAnswer =>
  clientName === "S3Client" ? xml(500, "InternalError") : json(500, "InternalServerError");

/** Returns the answer to a transaction that conflicts with another one. */
export const transactionConflict = (): HttpAnswer =>
  json(400, "TransactionCanceledException", {
    CancellationReasons: [{ Code: "TransactionConflict", Message: MESSAGE }, { Code: "None" }],
  });
