/** What a resource goes by in this stage, where its name must be known beforehand: `paperledger-production-processor`. */
export const stageName = (part: string): string => `${$app.name}-${$app.stage}-${part}`;
