import type { InputHTMLAttributes, TextareaHTMLAttributes } from 'react'

import { classes } from './classes.ts'
import { Field, INPUT, type FieldProps } from './Field.tsx'

type Native = Omit<
  InputHTMLAttributes<HTMLInputElement> & Pick<TextareaHTMLAttributes<HTMLTextAreaElement>, 'rows'>,
  'onChange' | 'value' | 'className' | 'required' | 'id' | 'onBlur' | 'onFocus' | 'onKeyDown'
>

interface TextFieldProps extends FieldProps, Native {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly onBlur?: () => void
  /** Several lines. */
  readonly multiline?: boolean
}

export function TextField(props: TextFieldProps) {
  const { label, hint, error, hideLabel = false, required = false, className = '', ...input } = props
  const { value, onChange, multiline = false, rows = 3, ...native } = input
  const write = (event: { readonly target: { readonly value: string } }) => { onChange(event.target.value) }
  return (
    <Field {...{ label, hint, error, hideLabel, required, className }}>
      {(tied) =>
        multiline ? (
          <textarea
            {...tied}
            {...pickShared(native)}
            rows={rows}
            value={value}
            onChange={write}
            className={classes(INPUT, 'py-2.5')}
          />
        ) : (
          <input type="text" {...native} {...tied} value={value} onChange={write} className={INPUT} />
        )
      }
    </Field>
  )
}

function pickShared({ name, autoComplete, maxLength, placeholder, onBlur }: Omit<TextFieldProps, 'label' | 'value' | 'onChange'>) {
  return { name, autoComplete, maxLength, placeholder, onBlur }
}
