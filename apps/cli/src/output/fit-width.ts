import stringWidth from 'string-width'

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Pads text with spaces to a number of terminal columns; longer text stays as it is. */
export function padToWidth(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)))
}

/** Cuts text to a number of terminal columns; `…` stands for what is gone at the start or the end. */
export function cutToWidth(text: string, width: number, gone: 'start' | 'end'): string {
  if (stringWidth(text) <= width) return text
  const parts = Array.from(graphemes.segment(text), ({ segment }) => segment)
  if (gone === 'start') parts.reverse()
  const kept: string[] = []
  let room = width - 1
  for (const part of parts) {
    room -= stringWidth(part)
    if (room < 0) break
    kept.push(part)
  }
  return gone === 'start' ? `…${kept.reverse().join('')}` : `${kept.join('')}…`
}
