import { z } from 'zod'
import { LORA_FILES, shardsOf, WEIGHT_LAYOUTS } from '../checkpoint/weight-files.ts'
import { MANIFEST_FILE } from '../model-folder/manifest.ts'

/** What a repository or snapshot is to us. `files` were picked by the user, or are of no known kind. */
export type HubModelKind = 'model' | 'checkpoint' | 'lora' | 'files'

export interface Selection {
  readonly kind: HubModelKind
  /** Paths of the files that are needed and there. */
  readonly paths: readonly string[]
  /** Names of those that are needed and not there. */
  readonly missing: readonly string[]
}

/** What is taken along where it exists. */
const EXTRAS = ['tokenizer.model', 'preprocessor_config.json'] as const

/**
 * Picks the files that a reader of this package opens, as it would: a model folder's own list; or one format of
 * weights, safetensors first, with all shards that the index names; or a LoRA release. Code, other formats and
 * documents stay out.
 *
 * @param readJson - reads one of the files, for what it says about others.
 * @returns undefined if it is none of these.
 */
export async function selectFiles(
  paths: readonly string[],
  readJson: (path: string) => Promise<unknown>,
): Promise<Selection | undefined> {
  const there = new Set(paths)
  const select = (
    kind: HubModelKind,
    needed: readonly string[],
    extras: readonly string[] = [],
  ): Selection => ({
    kind,
    paths: [...new Set([...needed, ...extras])].filter((path) => there.has(path)),
    missing: [...new Set(needed)].filter((path) => !there.has(path)),
  })

  if (there.has(MANIFEST_FILE)) {
    return select('model', [MANIFEST_FILE, ...manifestFiles(await readJson(MANIFEST_FILE))])
  }
  for (const { single, index } of WEIGHT_LAYOUTS) {
    if (there.has(index)) {
      const shards = shardsOf(await readJson(index), index).values()
      return select('checkpoint', ['config.json', index, ...shards], EXTRAS)
    }
    if (there.has(single)) return select('checkpoint', ['config.json', single], EXTRAS)
  }
  const { config, adapter, trained } = LORA_FILES
  if (there.has(config)) {
    const needed = [
      config,
      ...[adapter, trained].map((names) => names.find((name) => there.has(name)) ?? names[0]),
    ]
    return select('lora', needed, ['config.json', ...EXTRAS])
  }
  return undefined
}

/** Other files that the manifest of a model folder names. Its reader checks it; here it is only followed. */
function manifestFiles(manifest: unknown): string[] {
  const parsed = z.object({ files: z.record(z.string(), z.unknown()) }).safeParse(manifest)
  return parsed.success ? Object.keys(parsed.data.files) : []
}

/** The files that match one of `include` (all without it) and none of `exclude`. */
export function filterFiles(
  paths: readonly string[],
  include: readonly string[] | undefined,
  exclude: readonly string[] = [],
): string[] {
  const matches = (path: string, patterns: readonly string[]) =>
    patterns.some((pattern) => wildcard(pattern).test(path))
  return paths.filter((path) => (!include || matches(path, include)) && !matches(path, exclude))
}

/** As Python's hub reads patterns: `*` stands for any text, slashes too, `?` for one character. */
function wildcard(pattern: string): RegExp {
  const source = pattern
    .replace(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 's')
}
