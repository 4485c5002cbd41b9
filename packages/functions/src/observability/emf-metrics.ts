import type { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";

/**
 * Metrics in CloudWatch's embedded metric format, with the dimension `service`. The namespace separates the metrics
 * of several deployments in one account.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const emfMetrics = (namespace: string, serviceName: string, logger: Logger): Metrics =>
  new Metrics({
    namespace,
    serviceName,
    logger: {
      debug: (...content) => logger.debug(String(content[0])),
      info: (...content) => logger.debug(String(content[0])),
      // Powertools warns about each invocation without a metric. An ignored event has no metric, so the warning means
      // nothing here.
      warn: (...content) => logger.debug(String(content[0])),
      error: (...content) => logger.error(String(content[0])),
    },
  });
