import { z } from 'zod'
import type { LineForm } from './line-file.ts'

/** What a measure without levels says of one image. */
export interface MeasuredValue {
  readonly id: string
  /** Path of the image. */
  readonly image: string
  /** Rating in the dataset's own units. */
  readonly gtScore: number
  /** Quality on the measure's own scale, better when higher. */
  readonly value: number
}

const schema = z.object({ id: z.string(), image: z.string(), gt_score: z.number(), value: z.number() })

/** As predictions are kept, but for `value` in place of `logits`: `{"id", "image", "gt_score", "value"}`. */
export const valueForm: LineForm<MeasuredValue> = {
  what: 'a value of a measure',
  format: ({ id, image, gtScore, value }) => `${JSON.stringify({ id, image, gt_score: gtScore, value })}\n`,
  parse: (line) => {
    const parsed = schema.safeParse(JSON.parse(line))
    if (!parsed.success) throw new Error(z.prettifyError(parsed.error))
    const { gt_score: gtScore, ...rest } = parsed.data
    return { ...rest, gtScore }
  },
}
