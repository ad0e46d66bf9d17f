import { LEVEL_NAMES } from '@deqa/soft-label'
import * as Plot from '@observablehq/plot'

/** Cuts between the words of the levels on [1, 5]. */
const levelCuts = [1.8, 2.6, 3.4, 4.2]

const barWidth = 0.1

/** Bars that count values, each bar `interval` wide. */
export function histogram(values: readonly number[], interval: number): Plot.Markish {
  const bars = { x: (value: number) => value, interval, fill: 'var(--bar)', inset: 0.5 }
  return Plot.rectY(values, Plot.binX({ y: 'count' }, bars))
}

/** How many images have which score from 1 to 5, with the five words and their borders. */
export function scoreHistogram(
  scores: readonly number[],
  frame: Plot.PlotOptions,
): ReturnType<typeof Plot.plot> {
  return Plot.plot({
    ...frame,
    ariaLabel: 'Histogram of the scores',
    x: { domain: [1, 5], ticks: 5, label: 'score' },
    y: { label: 'images', grid: true, tickFormat: wholeNumber },
    marks: [
      // A score of exactly 5 would open a bar of its own beyond the axis.
      histogram(
        scores.map((score) => Math.min(score, 5 - 1e-9)),
        barWidth,
      ),
      Plot.ruleX(levelCuts, { stroke: 'currentColor', strokeOpacity: 0.5, strokeDasharray: '3,3' }),
      Plot.text(LEVEL_NAMES, {
        x: (_: string, index: number) => 1.4 + 0.8 * index,
        text: (name: string) => name,
        frameAnchor: 'top',
        dy: -14,
        fill: 'currentColor',
      }),
      Plot.ruleY([0]),
    ],
  })
}

/** There are no half images, but where there are few, half steps on an axis. */
function wholeNumber(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString('en') : ''
}
