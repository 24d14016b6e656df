/** What real time may do to a test: the only figures of the suite that a slow machine could touch. Times in ms. */
export const TOLERANCE = {
  /** Longer than anything that a sound variant takes; reached only when something is wrong. */
  patience: 30_000,
  /** How long nothing must happen, where the clause is that nothing happens. */
  quiet: 50,
  /** How much too early a timer may be. */
  early: 10,
  /** Share of the frames that must be drawn in real time. */
  frames: 0.5,
  /** Share of its ticks that a timer of a thread of its own must find the time for, where frames are counted by it. */
  ticks: 0.75,
  /** And how many times as many ticks as there should be it may find it for. */
  stretch: 1.5,
  /** How often frames are counted in real time, at most, for once when the machine has time. */
  looks: 5,
} as const
