import { Problem } from '@soko/client'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import { fieldText, useProblemText } from '../i18n/problem.ts'

export type Values = Readonly<Record<string, string | boolean>>
export type Errors<T> = Readonly<Partial<Record<keyof T, string>>>
type Named<T, V> = Extract<{ [K in keyof T]: T[K] extends V ? K : never }[keyof T], string>

export interface FormOptions<T extends Values> {
  readonly initial: T
  readonly required?: readonly (keyof T)[]
  /** What is wrong besides, in the visitor's language. */
  readonly check?: (values: T) => Errors<T>
  /** Throws `Problem` when it is refused: its fields are marked, the rest is said above the form. */
  readonly submit: (values: T) => Promise<void>
  /** Where a field stands in the body if not under its own name, as `{city: 'shipping_address/city'}`. */
  readonly pointers?: Readonly<Partial<Record<keyof T, string>>>
}

export interface FormState<T extends Values> {
  readonly values: T
  readonly errors: Errors<T>
  /** What was refused as a whole, in the visitor's language. */
  readonly refusal: string | undefined
  /** The refusal itself, for those who offer a way on. */
  readonly problem: unknown
  readonly busy: boolean
  readonly set: <K extends keyof T>(name: K, value: T[K]) => void
  readonly setAll: (values: T) => void
  /** For `TextField`, `SelectField`, `RadioCards`. */
  readonly field: (name: Named<T, string>) => TextBinding
  /** For `Checkbox`. */
  readonly checkbox: (name: Named<T, boolean>) => CheckBinding
  readonly submit: () => Promise<void>
}

interface TextBinding {
  readonly name: string
  readonly value: string
  readonly error: string | undefined
  readonly required: boolean
  readonly onChange: (value: string) => void
}

interface CheckBinding {
  readonly name: string
  readonly checked: boolean
  readonly error: string | undefined
  readonly onChange: (checked: boolean) => void
}

export function useForm<T extends Values>(options: FormOptions<T>): FormState<T> {
  const { t } = useTranslation()
  const words = useProblemText()
  const [values, setAll] = useState(options.initial)
  const [errors, setErrors] = useState(none<T>)
  const [problem, setProblem] = useState<unknown>()
  const [busy, setBusy] = useState(false)

  const set = <K extends keyof T>(name: K, value: T[K]) => {
    setAll((now) => ({ ...now, [name]: value }))
    setErrors(({ [name]: _, ...others }) => others as Errors<T>)
  }
  const show = (found: Errors<T>, refused?: unknown) => {
    setErrors(found)
    setProblem(refused)
  }
  const submit = async () => {
    if (busy) return
    const found = { ...missing(options, values, t('form.required')), ...options.check?.(values) }
    if (Object.keys(found).length > 0) {
      show(found)
      return
    }
    setBusy(true)
    try {
      await options.submit(values)
      show(none())
    } catch (refused) {
      show(refusedFields(refused, options), refused)
    } finally {
      setBusy(false)
    }
  }
  const bind = (name: keyof T & string) => ({
    name,
    error: errors[name],
    onChange: (value: string | boolean) => { set(name, value as T[typeof name]) },
  })
  return {
    values,
    errors,
    refusal: problem === undefined ? undefined : words(problem),
    problem,
    busy,
    set,
    setAll,
    field: (name) => ({
      ...bind(name),
      value: values[name] as string,
      required: options.required?.includes(name) ?? false,
    }),
    checkbox: (name) => ({ ...bind(name), checked: values[name] as boolean }),
    submit,
  }
}

function missing<T extends Values>({ required = [] }: FormOptions<T>, values: T, text: string): Errors<T> {
  const empty = required.filter((name) => {
    const value = values[name]
    return typeof value === 'string' ? value.trim() === '' : value !== true
  })
  return Object.fromEntries(empty.map((name) => [name, text])) as Errors<T>
}

/** The form's fields that the API refused; a nested one goes by its own last name. */
export function refusedFields<T extends Values>(
  refused: unknown,
  { initial, pointers }: Pick<FormOptions<T>, 'initial' | 'pointers'>,
): Errors<T> {
  if (!(refused instanceof Problem)) return none()
  const found: Record<string, string> = {}
  for (const [pointer, { code, detail }] of Object.entries(refused.fields)) {
    const name =
      Object.keys(initial).find((one) => (pointers?.[one] ?? one) === pointer) ?? pointer.split('/').at(-1)
    if (name !== undefined && name in initial) found[name] ??= fieldText(code, detail)
  }
  return found as Errors<T>
}

function none<T extends Values>(): Errors<T> {
  return {} as Errors<T>
}
