import type { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";

/**
 * Metrics in CloudWatch's embedded metric format, with the dimension `service`. The namespace tells one deployment's from
 * another's in the same account.
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
      // It warns of every invocation without a metric, and an ignored event has none.
      warn: (...content) => logger.debug(String(content[0])),
      error: (...content) => logger.error(String(content[0])),
    },
  });
