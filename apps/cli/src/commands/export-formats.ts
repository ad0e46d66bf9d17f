export const exportFormats = ['safetensors', 'lora', 'model'] as const
