import { type EvaluationMetric, type EvaluationSummary, measureOf, type StepEvent } from '@deqa/trainer'
import { formatSeconds } from '../output/progress-text.ts'

/** `step 12/300  loss 0.8312  120 images/s  ETA 0:41  rank 0.120  …` */
export function trainingProgressText(event: StepEvent): string {
  const { step, totalSteps, loss, terms, imagesPerSecond, etaSeconds } = event
  const named = Object.entries(terms).map(([name, value]) => `${words(name)} ${value.toPrecision(3)}`)
  const rate = imagesPerSecond >= 10 ? Math.round(imagesPerSecond).toString() : imagesPerSecond.toPrecision(2)
  return [
    `step ${step}/${totalSteps}`,
    `loss ${loss.toPrecision(4)}`,
    `${rate} images/s`,
    ...(step < totalSteps ? [`ETA ${formatSeconds(etaSeconds)}`] : []),
    ...named,
  ].join('  ')
}

/** `KonIQ: PLCC 0.951  SRCC 0.940  (2,010 images)` */
export function evaluationText(summary: EvaluationSummary, metrics: readonly EvaluationMetric[]): string {
  const { dataset, images, problem } = summary
  const numbers = metrics.flatMap((metric) => {
    const value = measureOf(summary, metric)
    return value === undefined ? [] : [`${metric.toUpperCase()} ${value.toFixed(3)}`]
  })
  const text = numbers.length > 0 ? numbers.join('  ') : (problem ?? 'nothing to compare')
  return `${dataset}: ${text}  (${images.toLocaleString('en')} images)`
}

/** `crossEntropyA` → `cross entropy A` */
function words(name: string): string {
  return name
    .replace(/[A-Z](?=[a-z])/g, (letter) => ` ${letter.toLowerCase()}`)
    .replace(/(?<=[a-z])[A-Z]$/, ' $&')
}
