import { generator } from './model/order.ts'

/** ms that pass from one look at the clock to the next, at most: never long enough for a turn of the host's loop, …, always. */
const STRIDES = [0.125, 1, 4, 16]

/** Goes on from program to program: the run remembers when it last let others in. */
let now = 0

/**
 * How long a run has kept the host waiting is a matter of real time, and after the turn that it then gives others may go
 * first. Here that time passes as drawn, so that a busy machine changes nothing and a seed brings the same course again.
 */
export async function atPace<T>(pace: number, fn: () => Promise<T>): Promise<T> {
  const random = generator(pace)
  const stride = STRIDES[pace % STRIDES.length]!
  now = Math.ceil(now) + 1_000
  // Steps of an eighth, which a number holds exactly, and none that looks like a loop without a pause.
  performance.now = () => (now += Math.ceil(random() * stride * 8) / 8)
  try {
    return await fn()
  } finally {
    Reflect.deleteProperty(performance, 'now')
  }
}
