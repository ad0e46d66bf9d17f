/**
 * Makes `models/deqa-mini`: the network at a very small size with seeded random weights. It has never seen a
 * rating; it stands in until a trained model takes its name. Run: pnpm --filter @deqa/model make-placeholder
 */
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TensorSource } from '../src/checkpoint/types.ts'
import type { ModelRecipe } from '../src/convert/model-recipe.ts'
import { writeStagedFolder } from '../src/convert/staged-folder.ts'
import { withPositionTables } from '../src/convert/with-position-tables.ts'
import { writeModel } from '../src/convert/write-model.ts'
import { CLIP_STATISTICS } from '../src/image/normalize-pixels.ts'
import type { NetworkConfig } from '../src/network/config.ts'
import { listParameters } from '../src/network/parameters.ts'
import { PUBLISHED_LEVEL_IDS } from '../src/tokenizer/level-ids.ts'
import { PUBLISHED_PROMPT_IDS } from '../src/tokenizer/prompts.ts'

const network: NetworkConfig = {
  vision: {
    width: 64,
    layers: 2,
    heads: 4,
    mlpWidth: 128,
    imageSize: 224,
    patchSize: 28,
    layerNormEps: 1e-6,
  },
  abstractor: { width: 64, layers: 1, heads: 4, mlpWidth: 128, queries: 8, mlpNormEps: 1e-6 },
  decoder: {
    width: 64,
    layers: 2,
    heads: 4,
    mlpWidth: 128,
    vocabularySize: 32_000,
    rmsNormEps: 1e-6,
    ropeTheta: 10_000,
    maxPositions: 2048,
  },
}

const recipe: ModelRecipe = {
  name: 'deqa-mini',
  trained: false,
  dtype: 'fp32',
  notice:
    'deqa-mini is an untrained placeholder: it runs the real network on random weights, so its scores mean nothing. ' +
    'For real scores convert a DeQA-Score checkpoint (deqa convert).',
  network,
  normalization: CLIP_STATISTICS,
  levelIds: PUBLISHED_LEVEL_IDS,
  prompts: PUBLISHED_PROMPT_IDS,
}

const card = `# deqa-mini (untrained placeholder)

**The weights of this model are random. Its scores mean nothing.** It exists so that the package and the command
can be installed, run and tested before a trained model takes its name.

- Architecture: that of DeQA-Score (vision encoder, abstractor, decoder) at a very small size; the sizes are in
  \`deqa-model.json\`.
- Weights: drawn from normal distributions with a fixed seed by \`scripts/make-placeholder.ts\` of this package.
  No image and no rating was used.
- Do not use it to judge, sort, filter or reward anything.
- Licence: MIT.
`

/** Weights as the usual initialisation draws them: norms 1 and 0, everything else N(0, 1 / inputs). */
function randomCheckpoint(seed: number): TensorSource {
  const requests = new Map(listParameters(network).map((request) => [request.name, request]))
  const draw = (name: string, rows: readonly number[] | undefined): Float32Array => {
    const { shape } = requests.get(name)!
    const width = shape.at(-1)!
    const count = shape.slice(0, -1).reduce((product, length) => product * length, 1)
    const wanted = rows ?? Array.from({ length: count }, (_, row) => row)
    if (/norm[\w.]*\.weight$|ffn_ln\.weight$/.test(name))
      return new Float32Array(width * wanted.length).fill(1)
    if (name.endsWith('.bias')) return new Float32Array(width * wanted.length)
    const values = wanted.flatMap((row) => gaussians(hash(`${seed}:${name}:${row}`), width))
    // The head is drawn wider, so that different pictures get different scores.
    const scale = name === 'lm_head.weight' ? 6 / Math.sqrt(width) : 1 / Math.sqrt(width)
    return Float32Array.from(values, (value) => value * scale)
  }
  return {
    tensors: new Map(),
    read: async (name) => draw(name, undefined),
    readRows: async (name, rows) => draw(name, rows),
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  }
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let state = 0x811c9dc5
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193)
  return state >>> 0
}

/** Standard normal numbers: mulberry32 through the Box-Muller transform. */
function gaussians(seed: number, count: number): number[] {
  let state = seed
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296
  }
  return Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  )
}

const folder = fileURLToPath(new URL('../models/deqa-mini', import.meta.url))
await rm(folder, { recursive: true, force: true })
await writeStagedFolder(folder, { overwrite: false }, async (staged) => {
  await writeModel(withPositionTables(randomCheckpoint(2026), network), recipe, staged)
  await writeFile(join(staged, 'README.md'), card)
})
