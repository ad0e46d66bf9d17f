import type { HubModelKind } from '@deqa/model'

/** What a repository is, for people. */
export const kindWords: Readonly<Record<HubModelKind, string>> = {
  checkpoint: 'a checkpoint',
  lora: 'a LoRA release',
  model: 'a model',
  files: 'files',
}
