import type { ReactNode, SubmitEvent } from 'react'

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

const WRONG = '[aria-invalid=true], [data-invalid]'

/** A form that says itself what is wrong, in the visitor's language. */
export function Form<T extends Values>({ form, children, className = 'grid gap-4', label }: FormProps<T>) {
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const element = event.currentTarget
    await form.submit()
    // After the marks are drawn: what is read out then is the first field, with what is wrong.
    requestAnimationFrame(() => element.querySelector<HTMLElement>(WRONG)?.focus())
  }
  return (
    <form
      noValidate
      aria-label={label}
      className={className}
      onSubmit={(event) => void submit(event)}
    >
      {form.refusal !== undefined && <Notice tone="danger" role="alert">{form.refusal}</Notice>}
      {children}
    </form>
  )
}
