/** Some steps in a row. */
export interface Block {
  /** Time of each step. */
  readonly milliseconds: readonly number[]
  /** Loss of each step, before its update. */
  readonly losses: readonly number[]
}

/** One of the two that are compared. Its training goes on from block to block. */
export interface Side extends AsyncDisposable {
  run(steps: number): Promise<Block>
}

/** What each side did, block by block. The first block is for warming up. */
export interface Blocks {
  readonly warmUp: Block
  readonly measured: readonly Block[]
}
