import type { NetworkConfig } from '@deqa/model/training'
import { ConfigurationInvalidError } from './errors.ts'
import { NETWORK_SIZES } from './network-sizes.ts'
import type { TrainingConfig } from './schema.ts'

/**
 * The network that a configuration builds from a named size, its own sizes in place of the named ones.
 *
 * Encoder and abstractor have one width; changing the encoder's changes both.
 *
 * @param vocabularySize - ids of the vocabulary: the rows of embeddings and head.
 * @throws {RangeError} if the configuration starts from a checkpoint, which says itself what it is.
 * @throws {ConfigurationInvalidError} if the sizes do not fit one another.
 */
export function networkOf(
  config: TrainingConfig['network'],
  vocabularySize: number,
  file = 'the configuration',
): NetworkConfig {
  if (config.size === undefined) throw new RangeError('networkOf: expected a named size, got a checkpoint')
  const named = NETWORK_SIZES[config.size]
  const vision = { ...named.vision, ...withoutUndefined(config.vision) }
  const network: NetworkConfig = {
    vision,
    abstractor: { ...named.abstractor, width: vision.width, ...withoutUndefined(config.abstractor) },
    decoder: { ...named.decoder, vocabularySize, ...withoutUndefined(config.decoder) },
  }
  const problems = problemsOf(network).map(([path, message]) => ({ path: `network.${path}`, message }))
  if (problems.length > 0) throw new ConfigurationInvalidError(file, problems)
  return network
}

function problemsOf({ vision, abstractor, decoder }: NetworkConfig): [path: string, message: string][] {
  const problems: [string, string][] = []
  for (const [name, { width, heads }] of Object.entries({ vision, abstractor, decoder })) {
    if (width % heads !== 0) problems.push([name, `width ${width} is not a multiple of its ${heads} heads`])
  }
  if (abstractor.width !== vision.width) {
    problems.push([
      'abstractor.width',
      `expected the vision encoder’s width ${vision.width}, got ${abstractor.width}: queries and image rows are joined`,
    ])
  }
  if ((decoder.width / decoder.heads) % 2 !== 0) {
    problems.push(['decoder', 'rotary positions need an even head width'])
  }
  if (vision.imageSize % vision.patchSize !== 0) {
    problems.push([
      'vision.imageSize',
      `${vision.imageSize} is not a multiple of patchSize ${vision.patchSize}`,
    ])
  }
  return problems
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

function withoutUndefined<T extends object>(sizes: T | undefined): Defined<T> {
  return Object.fromEntries(
    Object.entries(sizes ?? {}).filter(([, size]) => size !== undefined),
  ) as Defined<T>
}
