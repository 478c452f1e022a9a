/** The release whose surface the stand-ins speak, and which they therefore say they are. */
export const VERSION = "8.5.5";
