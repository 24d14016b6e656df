import type { Exchange } from '../exchange.ts'
import { writeHang } from './hang.ts'
import type { Hang } from './hang.ts'
import { writeServe } from './serve.ts'
import type { Serve } from './serve.ts'
import { writeStatus } from './status.ts'
import type { Status } from './status.ts'

/** Does what the label would do. */
export interface AsPreset {
  readonly kind: 'preset'
}

/** All that a plan can ask for. */
export type Fault = AsPreset | Serve | Status | Hang

/** Answers one request as `fault` says. */
export function behave(exchange: Exchange, fault: Fault): void {
  switch (fault.kind) {
    case 'preset':
    case 'serve':
      return writeServe(exchange)
    case 'status':
      return writeStatus(exchange, fault)
    case 'hang':
      return writeHang(exchange, fault)
  }
}
