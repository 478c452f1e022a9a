/** The name by which this subject is chosen and recorded. */
export const subjectName = "tikv";
