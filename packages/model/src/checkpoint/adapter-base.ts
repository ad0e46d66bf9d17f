/** What an `adapter_config.json` says its base is, if it says so: an id on a hub, or a folder of its author. */
export function adapterBase(config: unknown): string | undefined {
  if (typeof config !== 'object' || config === null || !('base_model_name_or_path' in config))
    return undefined
  const { base_model_name_or_path: base } = config
  return typeof base === 'string' && base !== '' ? base : undefined
}
