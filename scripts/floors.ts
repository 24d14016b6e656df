/** A package of the workspace, as far as the floors are concerned. */
export interface Package {
  /** `@interleave/trace` */
  readonly name: string
  readonly dependencies: readonly string[]
  readonly devDependencies: readonly string[]
  /** Every import of every file, with the file's path within the package. */
  readonly imports: readonly { readonly file: string; readonly specifier: string }[]
}

const SCOPE = '@interleave/'
const CONFORMANCE = `${SCOPE}conformance`
const LINEUP = `${SCOPE}lineup`

/** Each floor stands on those before it, and on nothing else of this repo. */
const FLOORS: readonly RegExp[] = [/^contract$/, /^flags$/, /^trace$/, /^(?:origin|nursery)$/, /^variant-/, /^lineup$/]
const ROOF = FLOORS.length

/** Stands aside: it holds variants to the contract, and only tests use it. */
const STANDS_ON: Readonly<Record<string, readonly string[]>> = {
  conformance: ['contract', 'flags', 'trace', 'origin'],
  // Usable on its own, outside this repo.
  nursery: [],
}

/** What breaks the order of the floors, a sentence each; none when the house stands. */
export function floorBreaches(packages: readonly Package[]): string[] {
  return packages.flatMap((one) => {
    const declared = [
      ...one.dependencies.map((specifier) => ({ file: 'package.json', specifier, isTest: false })),
      ...one.devDependencies.map((specifier) => ({ file: 'package.json', specifier, isTest: true })),
    ]
    const imported = one.imports.map((each) => ({ ...each, isTest: !each.file.startsWith('src/') }))
    return [...declared, ...imported].flatMap(({ file, specifier, isTest }) => {
      const reason = whyNot(one.name, specifier, isTest)
      return reason === undefined ? [] : [`${one.name}: ${file} uses ${specifier}: ${reason}`]
    })
  })
}

function whyNot(user: string, specifier: string, isTest: boolean): string | undefined {
  if (!specifier.startsWith(SCOPE)) return undefined
  const used = SCOPE + (specifier.slice(SCOPE.length).split('/')[0] ?? '')
  if (used === user) return undefined // as its users do; its exports decide
  if (used.startsWith(`${SCOPE}variant-`))
    return user === LINEUP ? undefined : 'nothing but the lineup imports a variant.'
  if (used === CONFORMANCE) return isTest ? undefined : 'only tests import the conformance suite.'
  const stands = STANDS_ON[user.slice(SCOPE.length)]
  if (stands && !isTest) return stands.includes(used.slice(SCOPE.length)) ? undefined : 'it does not stand on that.'
  // A test may also use what stands beside it.
  const floor = isTest ? floorOf(user) + 1 : floorOf(user)
  return floorOf(used) < floor ? undefined : 'a floor stands only on lower ones.'
}

function floorOf(name: string): number {
  const floor = FLOORS.findIndex((pattern) => pattern.test(name.slice(SCOPE.length)))
  return floor < 0 ? ROOF : floor
}
