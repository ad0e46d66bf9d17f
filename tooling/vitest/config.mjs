import { defineConfig } from 'vitest/config'

/**
 * The vitest configuration of every package: workspace packages resolve to their TypeScript source,
 * so that tests need no build of their neighbours.
 */
export function packageConfig(overrides = {}) {
  return defineConfig({
    resolve: { conditions: ['@deqa/source', 'module', 'node', 'development|production'] },
    ssr: { resolve: { conditions: ['@deqa/source', 'module', 'node', 'development|production'] } },
    test: {
      include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
      benchmark: { include: ['src/**/*.bench.ts', 'bench/**/*.bench.ts'] },
      testTimeout: 60_000,
      ...overrides,
    },
  })
}
