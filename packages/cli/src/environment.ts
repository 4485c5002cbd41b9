/** If this variable is set, an unexpected error is printed with its stack. */
export const STACK_SETTING = "PAPERLEDGER_STACK";

/**
 * The variables of the environment that commands read. Only this file reads them. An empty variable counts as not set, as it does for AWS's
 * tools.
 */
export const environment = {
  /** The address of a DynamoDB that is used in place of the embedded one. */
  dynamoDbEndpoint: (): string | undefined => process.env.AWS_ENDPOINT_URL_DYNAMODB || undefined,

  /** The AWS CLI also reads AWS_DEFAULT_REGION. The SDK for JavaScript reads AWS_REGION alone. */
  region: (): string | undefined => process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION || undefined,

  /** Returns the value of a setting of the deployment, by the name of its variable. */
  setting: (name: string): string | undefined => process.env[name] || undefined,

  showsStacks: (): boolean => Boolean(process.env[STACK_SETTING]),

  /** Returns the addresses that replace AWS's own, by the names of their variables. */
  endpoints: (): Readonly<Record<string, string>> =>
    Object.fromEntries(
      Object.entries(process.env).flatMap(([name, value]) =>
        name.startsWith("AWS_ENDPOINT_URL") && value ? [[name, value]] : [],
      ),
    ),
};
