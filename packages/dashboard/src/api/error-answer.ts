import type { ErrorAnswer } from "./answers.ts";

/** Returns the only form in which the server says why it cannot answer. @param message for people */
export const errorAnswer = (message: string): ErrorAnswer => ({ error: { message } });
