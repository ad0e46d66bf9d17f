import type { RunEvent } from '../run/run-events.ts'

/** An event's numbers by the names of their curves; groups come before the slash. */
export function scalarsOf(event: RunEvent): Record<string, number> {
  if (event.type === 'step') {
    const terms = Object.entries(event.terms).map(([name, value]) => [`loss/${name}`, value] as const)
    return {
      'loss/total': event.loss,
      ...Object.fromEntries(terms),
      'schedule/learning rate': event.learningRate,
      ...(event.gradientNorm === undefined ? {} : { 'schedule/gradient norm': event.gradientNorm }),
      'pace/images per second': event.imagesPerSecond,
    }
  }
  if (event.type !== 'evaluation') return {}
  const { dataset, agreement, distribution } = event.summary
  const { images: _, ...distances } = distribution ?? { images: 0 }
  const all = { ...agreement, ...distances }
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [`${name}/${dataset}`, value]))
}
