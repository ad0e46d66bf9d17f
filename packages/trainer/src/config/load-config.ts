import { dirname, resolve } from 'node:path'
import { readExtendedConfig } from './extend-config.ts'
import { parseConfig } from './parse-config.ts'
import type { TrainingConfig, TrainingConfigInput } from './schema.ts'

/** What a file may say: a configuration, or what it changes in another file, whose path starts from its own folder. */
export type ConfigFileInput =
  | TrainingConfigInput
  | (Partial<TrainingConfigInput> & { readonly extends: string })

/**
 * Reads a training configuration: YAML or JSON, or the default export (or an export `config`) of a JavaScript or
 * TypeScript module. Relative paths in it start from the file's folder. With `extends`, a path, it says only what it
 * changes in the configuration there: objects are merged, lists and single values replaced, and so is a network by one
 * that has a `size` or a `from` of its own.
 *
 * @param change - applied to what the file says, together with what it extends, before it is checked.
 * @throws {ConfigurationUnreadableError} if the file, or one that it extends, is not there or is not what its name says.
 * @throws {ConfigurationInvalidError} if the configuration says something wrong, with file, line and path of each fault.
 */
export async function loadConfig(
  file: string,
  change: (value: unknown) => unknown = (value) => value,
): Promise<TrainingConfig> {
  const { value, placeOf } = await readExtendedConfig(file)
  return parseConfig(change(value), { file, folder: dirname(resolve(file)), placeOf })
}

/** Gives a configuration in TypeScript its type. */
export function defineConfig(config: ConfigFileInput): ConfigFileInput {
  return config
}
