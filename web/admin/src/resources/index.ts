import type { Screen } from '../app/screen.ts'
import { categories } from './categories/index.ts'
import { products } from './products/index.ts'
import { stock } from './stock/index.ts'

/** All screens, in the order of the menu; a new one is a folder and a line here. */
export const screens: readonly Screen[] = [products, categories, stock]
