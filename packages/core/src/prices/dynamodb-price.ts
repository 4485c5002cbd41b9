/**
 * The prices of DynamoDB's on-demand capacity. They differ by region and change: look before a large backfill.
 *
 * @see https://aws.amazon.com/dynamodb/pricing/on-demand/
 */
export const DYNAMODB_PRICE = {
  region: "us-east-1",
  since: "2024-11-01",
  dollarsPerWriteUnit: 0.625e-6,
  dollarsPerReadUnit: 0.125e-6,
} as const;
