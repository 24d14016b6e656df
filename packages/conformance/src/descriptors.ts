/** The descriptor on which a process of the suite's own answers: standard output is everybody's, threads and processes included. */
export const ANSWER = 3
/** The descriptor that ends when the process ends that started this one. */
export const PARENT = 4
