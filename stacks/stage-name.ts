/** Returns the name of a resource in this stage, such as `paperledger-production-processor`. For resources whose name must be known before they exist. */
export const stageName = (part: string): string => `${$app.name}-${$app.stage}-${part}`;
