export { type Closeness, describeCloseness, largestDifference } from './all-close.ts'
export { liveThreads } from './live-threads.ts'
export { type RecordedTensor, readRecordedTensors } from './recorded-tensors.ts'
export { describeWithShared, sharedPath } from './shared-data.ts'
export {
  type HubFault,
  type HubRepository,
  type HubRequest,
  type StandInHub,
  startHub,
} from './stand-in-hub.ts'
