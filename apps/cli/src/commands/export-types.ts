/** Element types, and what safetensors calls them. */
export const exportTypes = { fp32: 'F32', bf16: 'BF16', fp16: 'F16' } as const
