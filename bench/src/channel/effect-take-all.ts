import * as Effect from 'effect/Effect'
import * as Fiber from 'effect/Fiber'
import * as Queue from 'effect/Queue'
import { CAPACITY, type Pass } from './passing.ts'

export const pass: Pass = (count) =>
  Effect.runPromise(
    Effect.gen(function* () {
      const queue = yield* Queue.bounded<number>(CAPACITY)
      const producer = yield* Effect.forkChild(
        Effect.gen(function* () {
          for (let item = 0; item < count; item += 1) yield* Queue.offer(queue, item)
        }),
      )
      let sum = 0
      for (let taken = 0; taken < count;) {
        const items = yield* Queue.takeAll(queue)
        taken += items.length
        for (const item of items) sum += item
      }
      yield* Fiber.join(producer)
      return sum
    }),
  )
