import type { ReactNode } from 'react'

import { cell } from '../app/cell.ts'
import type { Tone } from './Notice.tsx'

export interface Toast {
  readonly id: number
  readonly text: string
  readonly tone: Tone
  readonly action: ReactNode
}

type Extra = Partial<Pick<Toast, 'tone' | 'action'>>

export const toasts = cell<readonly Toast[]>([])

const SHOWN_FOR = 6_000
let last = 0

/** Say something in passing; whoever hears the page hears it too. */
export function toast(text: string, { tone = 'info', action = null }: Extra = {}): void {
  last += 1
  const id = last
  toasts.set([...toasts.get().slice(-2), { id, text, tone, action }])
  setTimeout(() => { dismiss(id) }, SHOWN_FOR)
}

export function dismiss(id: number): void {
  toasts.set(toasts.get().filter((one) => one.id !== id))
}

export function useToast(): typeof toast {
  return toast
}
