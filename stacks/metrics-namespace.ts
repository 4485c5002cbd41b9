/** The namespace of our own metrics. Each stage has its own, so that stages in one account do not add up. */
export const metricsNamespace = (): string => `${$app.name}/${$app.stage}`;
