/**
 * The rules by which Lambda's Node.js runtime calls a handler and returns its result, as in version 4.0.2 of its runtime client.
 *
 * @see https://www.npmjs.com/package/aws-lambda-ric (`index.mjs`: `callback-deprecation`, `serialize`, `error`, `context`)
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
 */

/** The payload of a failed invocation, which describes the error. */
export interface FunctionErrorPayload {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** Thrown for a handler that takes a callback. The runtimes for Node.js 24 and later do not pass a callback. */
class CallbackHandlerError extends Error {
  override readonly name = "Runtime.CallbackHandlerDeprecated";

  constructor() {
    super(
      "a handler with a third parameter takes a callback, which Lambda's runtime refuses since Node.js 24: return a promise instead",
    );
  }
}

/**
 * Refuses a handler that declares a third parameter, as the runtime does when it starts.
 *
 * @throws CallbackHandlerError
 */
export function refuseCallbackHandler(handler: { readonly length: number }): void {
  if (handler.length >= 3) throw new CallbackHandlerError();
}

/** Thrown for a result that cannot become JSON: a function, a symbol, or a value that contains a BigInt or itself. */
class UnserializableResultError extends Error {
  override readonly name = "Runtime.JSONStringifyError";

  constructor(options?: ErrorOptions) {
    super("Unable to stringify response body", options);
  }
}

/**
 * Returns a handler's result as JSON text. `undefined` becomes `null`.
 *
 * @throws UnserializableResultError
 */
export function resultText(result: unknown): string {
  const text = jsonText(result ?? null);
  if (text === undefined) throw new UnserializableResultError();
  return text;
}

function jsonText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    throw new UnserializableResultError({ cause });
  }
}

/** Returns the payload for an error that a handler threw. */
export function errorPayload(thrown: unknown): FunctionErrorPayload {
  return thrown instanceof Error
    ? { errorType: thrown.name, errorMessage: thrown.message, trace: thrown.stack?.split("\n") ?? [] }
    : { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
}
