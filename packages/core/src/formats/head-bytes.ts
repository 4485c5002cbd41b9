/** How much of a file's beginning tells its splitter how it is laid out. */
export const HEAD_BYTES = 65_536;
