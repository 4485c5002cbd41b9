/** Returns the namespace of our own metrics. Each stage has its own, so that metrics of two stages in one account are not added up. */
export const metricsNamespace = (): string => `${$app.name}/${$app.stage}`;
