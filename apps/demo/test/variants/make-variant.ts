import {
  launch,
  type DownloadOptions,
  type DownloadReport,
  type Native,
  type Ports,
  type Traits,
  type Variant,
} from '@interleave/contract'

/** What a made-up variant's downloader does, given how to settle. */
export type Body = (
  settle: Parameters<Native<DownloadReport>['start']>[0],
  options: DownloadOptions,
  ports: Ports,
) => ReturnType<Native<DownloadReport>['start']>

/** A variant whose downloader does as told, for what a lane must survive. Its spinner answers at once. */
export function makeVariant(module: string, body: Body, lacks: Traits['lacks'] = {}): Variant {
  const describe = () => '<Test>'
  return {
    id: 'made-up',
    title: 'made up',
    idiom: 'None.',
    module,
    traits: {
      start: 'eager',
      cancel: 'flag',
      onFailure: 'siblings-run-on',
      waitsForChildren: 'by-hand',
      concurrency: { default: 2, greatest: 10 },
      lacks,
    },
    spinner: ({ answer }, ports) =>
      launch(ports, {
        program: 'spinner',
        describe,
        start: ({ done }) => {
          done(answer)
          return () => {}
        },
      }),
    downloader: (options, ports) =>
      launch(ports, { program: 'downloader', describe, start: (settle) => body(settle, options, ports) }),
  }
}

/** A report in which every code is found. */
export function allFound({ codes, concurrency }: DownloadOptions): DownloadReport {
  const items = codes.map((code) => ({ code, status: 'ok', bytes: 1 }) as const)
  return { items, counts: { ok: items.length, 'not-found': 0, error: 0, cancelled: 0 }, elapsed: 1, concurrency }
}
