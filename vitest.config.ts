import { defineConfig } from 'vitest/config'

/** The whole suite in one run; each package's own configuration says what belongs to it. */
export default defineConfig({
  test: { projects: ['packages/*', 'apps/*', 'tooling/*/vitest.config.ts'] },
})
