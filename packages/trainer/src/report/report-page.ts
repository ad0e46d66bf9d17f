import { parseHTML } from 'linkedom'
import { describeConfig } from '../config/describe-config.ts'
import type { RunRecord } from './read-run.ts'
import { type ResultsKind, type ResultsTable, resultsTable } from './results-table.ts'
import { runFigures } from './run-figures.ts'

const STYLE = `
:root { color-scheme: light dark; --ink: #1c2330; --muted: #5b6577; --paper: #ffffff; --line: #d9dee7; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf2; --muted: #9aa5b8; --paper: #12161e; --line: #2c3442; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .75rem; }
.lead, figcaption { color: var(--muted); margin: 0; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 28rem), 1fr)); gap: 2rem 2.5rem; }
figure { margin: 0; }
figure svg { display: block; width: 100%; height: auto; --plot-background: var(--paper); }
.legend { display: flex; flex-wrap: wrap; gap: .15rem 1rem; margin: 0 0 .35rem; font-size: .8rem; }
.legend span { border-left: .9rem solid; padding-left: .4rem; }
figcaption { font-size: .875rem; margin-top: .35rem; }
.scroll { overflow-x: auto; margin-bottom: 1.25rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem; }
th, td { padding: .3rem .9rem .3rem 0; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line); }
th:first-child { text-align: left; }
pre { overflow-x: auto; font-size: .8rem; line-height: 1.45; }
`

/**
 * Runs as one HTML page that needs nothing else: no script, no font, no network. Results in the form of the paper's
 * tables, curves, and every setting with its reason. Names are set as text, never as markup.
 */
export function reportPage(runs: readonly RunRecord[]): string {
  const { document } = parseHTML('<!doctype html><html lang="en"><head></head><body></body></html>')
  const element = (tag: string, text = '', attributes: Readonly<Record<string, string>> = {}) => {
    const node = document.createElement(tag)
    node.textContent = text
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value)
    return node
  }
  const table = ({ head, rows }: ResultsTable) => {
    const node = element('table')
    for (const [i, cells] of [head, ...rows].entries()) {
      const line = element('tr')
      for (const [k, cell] of cells.entries()) line.append(element(i === 0 || k === 0 ? 'th' : 'td', cell))
      node.append(line)
    }
    const scroll = element('div', '', { class: 'scroll' })
    scroll.append(node)
    return scroll
  }

  const title = runs.map(({ name }) => name).join(', ')
  document.head.append(
    element('meta', '', { charset: 'utf-8' }),
    element('meta', '', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    element('meta', '', { name: 'color-scheme', content: 'light dark' }),
    element('title', `${title}: training`),
    element('style', STYLE),
  )
  const main = element('main')
  main.append(element('h1', title))
  for (const run of runs) main.append(element('p', summaryOf(run), { class: 'lead' }))

  if (runs.some(({ results }) => results.length > 0)) {
    main.append(element('h2', 'Results'), ...resultsTables(runs).map(table))
  }
  const figures = element('div', '', { class: 'figures' })
  for (const { caption, svg, legend } of runFigures(runs, document)) {
    const names = element('p', '', { class: 'legend' })
    for (const { name, colour } of legend) {
      names.append(element('span', name, { style: `border-color: ${colour}` }))
    }
    const figure = element('figure')
    figure.append(names, svg, element('figcaption', caption))
    figures.append(figure)
  }
  main.append(element('h2', 'Curves'), figures)
  for (const { name, config } of runs) {
    const heading = runs.length === 1 ? 'Configuration' : `Configuration of ${name}`
    main.append(element('h2', heading), element('pre', describeConfig(config)))
  }
  document.body.append(main)
  return document.toString()
}

/** The tables that have anything in them. */
export function resultsTables(rows: Parameters<typeof resultsTable>[0]): ResultsTable[] {
  const kinds: ResultsKind[] = ['correlations']
  if (rows.some(({ results }) => results.some(({ distribution }) => distribution))) {
    kinds.push('distances', 'kl')
  }
  return kinds.map((kind) => resultsTable(rows, kind))
}

function summaryOf({ name, steps }: RunRecord): string {
  const last = steps.at(-1)
  if (!last) return `${name}: no update yet.`
  const { step, totalSteps, loss } = last
  return `${name}: ${step.toLocaleString('en')} of ${totalSteps.toLocaleString('en')} updates, loss ${loss.toPrecision(4)}.`
}
