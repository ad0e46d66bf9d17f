import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { ModelInfo } from '@deqa/model'
import { packageVersion } from '../package-version.ts'
import type { RatedSource } from './eval-sources.ts'

/** What the predictions of a model for rated images depend on, in the words of messages. */
export function modelProvenance(
  { name, revision, dtype, prompt }: ModelInfo,
  { autoOrient = false }: { readonly autoOrient?: boolean },
  source: RatedSource,
) {
  return { model: name, revision, dtype, prompt, autoOrient, ...placeOf(source) }
}

/** The same of a baseline, whose numbers change with the package that it comes in. */
export function baselineProvenance(baseline: string, source: RatedSource) {
  return { baseline, version: baselinesVersion(), ...placeOf(source) }
}

function placeOf({ ratings, imageRoot }: RatedSource) {
  return { ratings, images: imageRoot }
}

function baselinesVersion(): string {
  const entry = createRequire(import.meta.url).resolve('@deqa/baselines')
  return packageVersion(join(dirname(entry), '../package.json'))
}
