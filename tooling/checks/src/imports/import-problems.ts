import { cruise, type ICruiseResult } from 'dependency-cruiser'
import { importRules } from './import-rules.ts'

/**
 * Every import below `root` that the architecture forbids, as one line each: the file, what it imports, why not.
 *
 * @param folders - what to look at, relative to `root`.
 */
export async function importProblems(
  root: string,
  folders: string[] = ['packages', 'apps', 'tooling'],
): Promise<string[]> {
  const { output } = await cruise(
    folders,
    {
      baseDir: root,
      validate: true,
      ruleSet: { forbidden: importRules },
      // TypeScript's own parser, for it alone tells imports of types from others.
      parser: 'tsc',
      tsPreCompilationDeps: true,
      doNotFollow: 'node_modules',
      exclude: '(^|/)(dist|fixtures)/',
    },
    {
      conditionNames: ['@deqa/source', 'node', 'import', 'types', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.d.ts', '.mts', '.mjs', '.js', '.json'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
  )
  const { violations } = (output as ICruiseResult).summary
  return violations.map(({ from, to, rule, comment, cycle }) => {
    const target = cycle ? cycle.map(({ name }) => name).join(' → ') : to
    return `${from} → ${target}: ${comment ?? reasons.get(rule.name) ?? rule.name}`
  })
}

const reasons = new Map(importRules.map(({ name, comment }) => [name, comment]))
