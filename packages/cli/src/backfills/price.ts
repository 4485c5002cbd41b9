/**
 * What DynamoDB asks for on-demand capacity. A price is of a region and a day: look before a large backfill.
 *
 * @see https://aws.amazon.com/dynamodb/pricing/on-demand/
 */
export const PRICE = {
  region: "us-east-1",
  since: "2024-11-01",
  dollarsPerWriteUnit: 0.625e-6,
  dollarsPerReadUnit: 0.125e-6,
} as const;
