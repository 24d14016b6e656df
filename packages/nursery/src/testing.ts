export { MockClock, type MockClockOptions } from './mock-clock.ts'
export { assertCheckpoints, assertNoCheckpoints } from './testing/assert-checkpoints.ts'
export type { ByteReceiveStream, ByteSendStream, ByteStream } from './testing/byte-stream.ts'
export { lockstepStreamOneWayPair, lockstepStreamPair } from './testing/lockstep-stream.ts'
export {
  MemoryReceiveStream,
  MemorySendStream,
  memoryStreamOneWayPair,
  memoryStreamPair,
  memoryStreamPump,
} from './testing/memory-stream.ts'
export { Sequencer } from './testing/sequencer.ts'
export { StapledStream } from './testing/stapled-stream.ts'
export { waitAllTasksBlocked } from './wait-all-tasks-blocked.ts'
export { checkHalfCloseableStream } from './testing/stream-contract/check-half-closeable-stream.ts'
export { checkOneWayStream } from './testing/stream-contract/check-one-way-stream.ts'
export { checkTwoWayStream } from './testing/stream-contract/check-two-way-stream.ts'
export type {
  CheckedHalfCloseableStream,
  CheckedReceiveStream,
  CheckedSendStream,
  CheckedStream,
  CheckStreamOptions,
  OneWayPair,
  StreamMaker,
  TwoWayPair,
} from './testing/stream-contract/checked-streams.ts'
