import type { Screen } from '../app/screen.ts'

/** All screens, in the order of the menu; a new one is a folder and a line here. */
export const screens: readonly Screen[] = []
