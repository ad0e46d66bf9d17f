/** Whether a text can separate the fields of a CSV or TSV file: one character, no quote or line end. */
export function isDelimiter(text: unknown): text is string {
  return typeof text === 'string' && /^[^"\r\n]$/u.test(text)
}
