/** The command line can't be read: an unknown option, no integer where one belongs. Told in argparse's words. */
export class CommandLineError extends Error {
  override readonly name = 'CommandLineError'
}

/** Something outside the program stands in the way: a folder that can't be written, a server that is not there. */
export class SetupError extends Error {
  override readonly name = 'SetupError'
}

/** The sentence of whatever was thrown. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
