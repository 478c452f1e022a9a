/** So many trials are shown second by second. */
export const mostStories = 90;
/** So many trials stand in the table. */
export const mostRows = 600;
/** So many commands of a trial are listed, each with so many characters. */
export const mostCommands = 25;
export const longestText = 240;
