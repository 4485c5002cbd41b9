/** Returns the account, region and partition of the deployment. No other code in the stacks names them. */
export function place() {
  return $resolve([
    aws.getPartitionOutput().partition,
    aws.getRegionOutput().region,
    aws.getCallerIdentityOutput().accountId,
  ]).apply(([partition, region, account]) => ({ partition, region, account }));
}
