import type { Finding } from '@deqa/datasets'
import { printable } from '../terminal.ts'

const mostOfOneKind = 20

/** What a check found, by kind; of each kind the first ones, and how many more there are. */
export function formatFindings(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'check: nothing found\n'
  const byKind = new Map<string, Finding[]>()
  for (const finding of findings) {
    const list = byKind.get(finding.kind)
    if (list) list.push(finding)
    else byKind.set(finding.kind, [finding])
  }
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const lines = [`check: ${count(errors, 'error')}, ${count(findings.length - errors, 'warning')}`]
  for (const [kind, list] of byKind) {
    lines.push(
      ...list.slice(0, mostOfOneKind).map(({ severity, message }) => `  ${severity}: ${printable(message)}`),
    )
    if (list.length > mostOfOneKind) lines.push(`  … ${list.length - mostOfOneKind} more of ${kind}`)
  }
  return `${lines.join('\n')}\n`
}

function count(number: number, what: string): string {
  return `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`
}
