import { type NetworkConfig, visionTokens } from '../network/config.ts'

/** A small network gains by a batch this large; more only takes memory. */
const LARGEST = 8

/** Bytes that the encoder's attention scores may take. */
const BYTES = 2 ** 26

/**
 * Images per run of the network where nobody says how many: 8, or fewer for a network whose encoder needs much memory
 * for each. Measured at the released size, a batch saves no time, and every further image takes 0.2 GB and more.
 */
export function defaultBatchSize({ vision }: Pick<NetworkConfig, 'vision'>): number {
  const bytesPerImage = 4 * vision.heads * visionTokens(vision) ** 2
  return Math.min(LARGEST, Math.max(1, Math.floor(BYTES / bytesPerImage)))
}
