/** Parts of the network, in the order of the computation. */
export const NETWORK_PARTS = ['encoder', 'abstractor', 'decoder'] as const

export type NetworkPart = (typeof NETWORK_PARTS)[number]

/** The part that a tensor belongs to, by its upstream name; undefined for what is no tensor of a checkpoint. */
export function networkPartOf(name: string): NetworkPart | undefined {
  if (name.startsWith('model.vision_model.')) return 'encoder'
  if (name.startsWith('model.visual_abstractor.')) return 'abstractor'
  return /^(?:model\.|lm_head\.)/.test(name) ? 'decoder' : undefined
}
