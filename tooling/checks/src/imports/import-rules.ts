import type { IForbiddenRuleType } from 'dependency-cruiser'

// Paths are relative to the repository. `$1`, `$2` stand for what the groups of `from` matched.
const anyPackage = '^(packages|apps|tooling)/([^/]+)/'
const testCode = '\\.(test|bench)\\.ts$|^(packages|apps)/[^/]+/((test|bench|scripts)/|[^/]+$)'
const inModel = (...folders: string[]) => `^packages/model/src/(${folders.join('|')})/`
// What every part of the model may speak of: the errors that several share, what it asks of the operating system, and the
// sizes of the network.
const modelVocabulary =
  '^packages/model/src/(errors|device-unavailable-error|system/[^/]+|network/(config|parameters))\\.ts$'

/** One arrow of the architecture: a package, and the only packages of ours that it may import. */
function onlyImports(name: string, ...allowed: string[]): IForbiddenRuleType {
  return {
    name: `${name}-imports-only-${allowed.join('-and-') || 'nothing-of-ours'}`,
    comment: `@deqa/${name} imports ${allowed.map((other) => `@deqa/${other}`).join(', ') || 'nothing of ours'}.`,
    from: { path: `^packages/${name}/` },
    to: { path: '^(packages|apps)/', pathNot: [name, ...allowed].map((other) => `^packages/${other}/`) },
  }
}

/** A folder of the model, and the only other folders whose code it runs; types it may take from all. */
function partOfModel(folder: string, ...allowed: string[]): IForbiddenRuleType {
  return {
    name: `model-${folder}-keeps-to-its-level`,
    comment: `packages/model/src/${folder} runs code of ${allowed.join(', ') || 'no other folder'}.`,
    from: { path: inModel(folder), pathNot: testCode },
    to: {
      path: '^packages/model/src/',
      pathNot: [inModel(folder, ...allowed), modelVocabulary],
      dependencyTypesNot: ['type-only'],
    },
  }
}

/** The architecture as rules: imports point down, faces are kept, nothing goes round in circles. */
export const importRules: IForbiddenRuleType[] = [
  onlyImports('soft-label'),
  onlyImports('metrics'),
  onlyImports('datasets'),
  onlyImports('losses', 'soft-label'),
  // Its fit and its tests damage photographs and count agreement; what is published imports nothing of ours.
  onlyImports('baselines', 'datasets', 'metrics'),
  onlyImports('model', 'soft-label'),
  onlyImports('trainer', 'soft-label', 'metrics', 'datasets', 'losses', 'model'),
  {
    name: 'every-package-has-its-arrows',
    comment: 'A new package needs its line in import-rules.ts before it may import any of ours.',
    from: {
      path: '^packages/([^/]+)/',
      pathNot: '^packages/(soft-label|metrics|datasets|losses|baselines|model|trainer)/',
    },
    to: { path: '^(packages|apps)/', pathNot: '^packages/$1/' },
  },
  {
    name: 'apps-import-packages-only',
    comment: 'An app does not import another app.',
    from: { path: '^apps/([^/]+)/' },
    to: { path: '^apps/', pathNot: '^apps/$1/' },
  },
  {
    name: 'tooling-stays-out-of-products',
    comment: 'Published code does not import tooling.',
    from: { path: '^(packages|apps)/', pathNot: testCode },
    to: { path: '^tooling/' },
  },
  {
    name: 'only-the-shared-test-helpers',
    comment: 'Tests import @deqa/vitest and no other tooling.',
    from: { path: '^(packages|apps)/' },
    to: { path: '^tooling/', pathNot: '^tooling/vitest/' },
  },
  {
    name: 'no-relative-import-leaves-its-package',
    comment: 'Another package is imported by its name.',
    from: { path: anyPackage },
    to: { path: anyPackage, pathNot: '^$1/$2/', dependencyTypes: ['local'] },
  },
  {
    name: 'no-import-past-exports',
    comment: 'The import names a file that does not exist or that the package does not export.',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'no-cycles',
    comment: 'These files import each other in a circle.',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'network-knows-only-the-algebra',
    comment: 'The network imports the tensor algebra, and no interpreter of it nor any other part.',
    from: { path: inModel('network'), pathNot: testCode },
    to: {
      path: '^packages/model/src/',
      pathNot: [inModel('network'), '^packages/model/src/(errors|runtime/ops)\\.ts$'],
    },
  },
  partOfModel('system'),
  partOfModel('image'),
  partOfModel('tokenizer'),
  partOfModel('checkpoint'),
  // Weights are stored in the element types of checkpoints.
  partOfModel('runtime', 'checkpoint'),
  partOfModel('hub', 'checkpoint', 'model-folder'),
  partOfModel('model-folder', 'tokenizer', 'hub'),
  partOfModel('convert', 'image', 'tokenizer', 'checkpoint', 'network', 'runtime', 'model-folder'),
  partOfModel('prepare', 'checkpoint', 'hub', 'model-folder', 'convert'),
  partOfModel('scorer', 'image', 'tokenizer', 'checkpoint', 'network', 'runtime', 'model-folder', 'prepare'),
  partOfModel('training', 'checkpoint', 'network', 'runtime', 'model-folder'),
]
