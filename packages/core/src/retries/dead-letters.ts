/** How long a dead-letter queue keeps a message: the longest that SQS does. */
export const DEAD_LETTER_DAYS = 14;
