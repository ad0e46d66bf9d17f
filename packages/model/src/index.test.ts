import { expect, test } from 'vitest'
import * as model from './index.ts'

test('the public names are these; changing them is a decision', () => {
  expect(Object.keys(model).sort()).toEqual([
    'CheckpointCorruptError',
    'CheckpointMismatchError',
    'CheckpointNotFoundError',
    'CheckpointUnsupportedError',
    'ConfigInvalidError',
    'DEFAULT_MODEL',
    'DeqaError',
    'DeviceUnavailableError',
    'DiskFullError',
    'FileInaccessibleError',
    'HubAccessError',
    'HubError',
    'HubIdInvalidError',
    'HubIntegrityError',
    'HubNetworkError',
    'HubNotFoundError',
    'HubOfflineError',
    'HubSettingInvalidError',
    'IMAGE_EXTENSIONS',
    'ImageNotFoundError',
    'ImageTooLargeError',
    'ImageUnreadableError',
    'ModelInvalidError',
    'ModelNotFoundError',
    'PROMPT_NAMES',
    'ScorerDisposedError',
    'TRAINING_QUESTIONS',
    'TokenizerInvalidError',
    'convertCheckpoint',
    'describeModel',
    'findCachedSnapshot',
    'hubCacheFolder',
    'isHubId',
    'isScoreFailure',
    'listCachedModels',
    'listConvertedModels',
    'loadScorer',
    'loadStagedScorer',
    'machineMemory',
    'modelCacheFolder',
    'namesHubModel',
    'planModel',
    'planPull',
    'prepareModel',
    'pullModel',
    'removeCachedModel',
    'removeConvertedModels',
    'runtimeVersions',
  ])
})

test('versions are real', () => {
  for (const version of Object.values(model.runtimeVersions())) expect(version).toMatch(/^\d+\.\d+/)
})
