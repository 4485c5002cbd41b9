// Reads the settings of this subscriber. For a laptop, `./paperledger env` in paperledger's checkout prints EVENT_BUS_NAME and PAPERS_TABLE.
// On AWS, ask the team that runs paperledger.
const { EVENT_BUS_NAME = "paperledger", PAPERS_TABLE = "paperledger-papers" } = process.env;
const { VECTORIZER_NAME = "vectorizer", VECTORIZER_INDEX = "vectors.db", EMBEDDER = "local" } = process.env;

export const SETTINGS = {
  busName: EVENT_BUS_NAME,
  papersTable: PAPERS_TABLE,
  /** The name of the rule and of the queue. */
  name: VECTORIZER_NAME,
  /** The queue for messages that could not be handled. */
  deadLettersName: `${VECTORIZER_NAME}-dead-letters`,
  /** The table that remembers which events are handled. */
  claimsTable: `${VECTORIZER_NAME}-claims`,
  /** The file of the vector index. */
  indexFile: VECTORIZER_INDEX,
  /** `local`, or `bedrock` for Titan Text Embeddings V2. */
  embedder: EMBEDDER,
};

/** A message that failed this often goes to the dead letters. */
export const MAX_RECEIVES = 3;
