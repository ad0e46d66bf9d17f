import { defineConfig } from 'vitest/config'

/**
 * The whole suite in one run; each package's own configuration says what belongs to it. As many files at a time as there
 * are cores: by default one core is left idle, which of two is half of the machine.
 */
export default defineConfig({
  test: { projects: ['packages/*', 'apps/*', 'tooling/*/vitest.config.ts'], maxWorkers: '100%' },
})
