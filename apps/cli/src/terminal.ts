/** A stream for people or programs; tests pass their own. */
export interface OutputStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean
  readonly columns?: number
  /** Knows NO_COLOR, FORCE_COLOR and the terminal; only a terminal has it. */
  hasColors?(): boolean
}

export interface InputStream extends NodeJS.ReadableStream {
  readonly isTTY?: boolean
}

/** The three streams of a run. Data goes to `stdout`, everything else to `stderr`. */
export interface Terminal {
  readonly stdin: InputStream
  readonly stdout: OutputStream
  readonly stderr: OutputStream
}

/** Text for a terminal with control characters written out, so that a file name cannot move the cursor. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to replace
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (character) => {
    if (character === '\n') return '\\n'
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`
  })
}

/** Writes one message of the command itself; each of its lines is made printable. */
export function say(stream: OutputStream, message: string): void {
  stream.write(`${`deqa: ${message}`.split('\n').map(printable).join('\n')}\n`)
}
