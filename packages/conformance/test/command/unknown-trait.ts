// Right, but for a trait that is none.
import { CONTROL } from '../planted/plants.ts'

export const variant = { ...CONTROL, module: import.meta.url, traits: { ...CONTROL.traits, start: 'tomorrow' } }
