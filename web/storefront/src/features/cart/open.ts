import { cell } from '../../app/cell.ts'

/** Whether the cart lies open beside the page. */
export const cartOpen = cell(false)
