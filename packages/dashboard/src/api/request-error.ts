/** A request that cannot be answered as it is. The message names the fault. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  readonly status: 400 | 404;

  constructor(status: 400 | 404, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}
