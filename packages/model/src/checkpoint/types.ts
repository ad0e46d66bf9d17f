/** A tensor as a checkpoint file declares it. */
export interface StoredTensor {
  readonly name: string
  /** Element type on disk, in the safetensors spelling: F32, F16, BF16, I64, … */
  readonly dtype: string
  readonly shape: readonly number[]
  /** Absolute path of the file that holds it. */
  readonly file: string
}

/** Read access to the tensors of a checkpoint, one at a time, so that a large one streams. */
export interface TensorSource extends AsyncDisposable {
  readonly tensors: ReadonlyMap<string, StoredTensor>
  /**
   * The whole tensor in row-major order, widened to float32 (fp16 and bf16 widen exactly).
   * @throws {CheckpointCorruptError} if the file is shorter than it declared.
   */
  read(name: string): Promise<Float32Array>
  /** Only some rows (indices along the first axis), in the order asked. */
  readRows(name: string, rows: readonly number[]): Promise<Float32Array>
  close(): Promise<void>
}
