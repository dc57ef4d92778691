import type { ReactNode } from 'react'

import { Notice } from './Notice.tsx'
import type { FormState, Values } from './useForm.ts'

export { useForm } from './useForm.ts'

interface FormProps<T extends Values> {
  readonly form: FormState<T>
  readonly children: ReactNode
  readonly className?: string
  /** What the form is for, where several are on the page. */
  readonly label?: string
}

/** A form that says itself what is wrong, in the visitor's language. */
export function Form<T extends Values>({ form, children, className = 'grid gap-4', label }: FormProps<T>) {
  return (
    <form
      ref={form.ref}
      noValidate
      aria-label={label}
      className={className}
      onSubmit={(event) => {
        event.preventDefault()
        void form.submit()
      }}
    >
      {form.refusal !== undefined && <Notice tone="danger" role="alert">{form.refusal}</Notice>}
      {children}
    </form>
  )
}
