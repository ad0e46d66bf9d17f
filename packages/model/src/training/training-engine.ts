/** Values of one batch, by the names of the program's inputs. */
export type Batch = Readonly<Record<string, Float32Array | Int32Array>>

/** What one batch gave. */
export interface StepReport {
  readonly loss: number
  /** The program's reported values, by name. */
  readonly reported: Readonly<Record<string, Float32Array>>
  /** Global norm of the gradient, before clipping; present where an update was made and the norm computed. */
  readonly gradientNorm?: number
}

/** Everything that a later run needs to go on exactly from here. */
export interface TrainingState {
  /** Updates made so far. */
  readonly step: number
  /** By parameter name, trainable ones only. */
  readonly parameters: ReadonlyMap<string, Float32Array>
  readonly firstMoments: ReadonlyMap<string, Float32Array>
  readonly secondMoments: ReadonlyMap<string, Float32Array>
}

/** Trains a program: keeps parameters and moments, and makes steps. */
export interface TrainingEngine extends AsyncDisposable {
  /** One update from one batch. */
  step(batch: Batch, learningRate: number): Promise<StepReport>
  /** One update from the mean gradient of several batches. */
  stepAccumulated(batches: readonly Batch[], learningRate: number): Promise<StepReport>
  /** The program's outputs under the present parameters; changes nothing. */
  evaluate(batch: Batch): Promise<StepReport>
  /** The loss and its gradients by the trainable parameters, by name; changes nothing. */
  gradients(batch: Batch): Promise<{ report: StepReport; gradients: ReadonlyMap<string, Float32Array> }>
  /** A copy of the state. */
  state(): Promise<TrainingState>
  dispose(): Promise<void>
}
