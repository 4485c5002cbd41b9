/** Where this is deployed to: nothing in the stacks names an account, a region or a partition. */
export function place() {
  return $resolve([
    aws.getPartitionOutput().partition,
    aws.getRegionOutput().region,
    aws.getCallerIdentityOutput().accountId,
  ]).apply(([partition, region, account]) => ({ partition, region, account }));
}
