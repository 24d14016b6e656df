// The parts that make-flags.ts uses of two packages that come without types.
declare module 'gifenc' {
  interface Encoder {
    writeFrame(index: Uint8Array, width: number, height: number, options: { palette: number[][] }): void
    finish(): void
    bytes(): Uint8Array
  }
  const gifenc: {
    GIFEncoder: () => Encoder
    quantize: (pixels: Uint8Array, colours: number) => number[][]
    applyPalette: (pixels: Uint8Array, palette: number[][]) => Uint8Array
  }
  export default gifenc
}

declare module 'pngjs' {
  export const PNG: {
    readonly sync: {
      read(file: Uint8Array): { readonly data: Uint8Array; readonly width: number; readonly height: number }
    }
  }
}
