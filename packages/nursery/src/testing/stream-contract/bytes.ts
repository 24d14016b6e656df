import { Violation } from './violation.ts'

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** @throws Violation */
export function expectSame(received: Uint8Array, sent: string | Uint8Array): void {
  const expected = typeof sent === 'string' ? bytesOf(sent) : sent
  const differs = expected.findIndex((byte, index) => byte !== received[index])
  if (differs >= 0 || received.length !== expected.length) {
    const place = differs >= 0 ? differs : expected.length
    throw new Violation(`What was received differs from what was sent at byte ${place} of ${expected.length}.`)
  }
}
