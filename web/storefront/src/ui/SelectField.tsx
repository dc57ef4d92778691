import { classes } from './classes.ts'
import { Field, INPUT, type FieldProps } from './Field.tsx'

export interface Option {
  readonly value: string
  readonly label: string
  readonly disabled?: boolean
}

interface SelectFieldProps extends FieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly options: readonly Option[]
  /** Shown while nothing is chosen. */
  readonly placeholder?: string
  readonly name?: string
  readonly autoComplete?: string
}

/** The browser's own list: the best one there is on a phone. */
export function SelectField(props: SelectFieldProps) {
  const { value, onChange, options, placeholder, name, autoComplete, ...field } = props
  return (
    <Field {...field}>
      {(tied) => (
        <select
          {...tied}
          name={name}
          autoComplete={autoComplete}
          value={value}
          onChange={(event) => { onChange(event.target.value) }}
          className={classes(INPUT, 'select cursor-pointer pr-10')}
        >
          {placeholder !== undefined && <option value="" disabled>{placeholder}</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value} disabled={option.disabled}>{option.label}</option>
          ))}
        </select>
      )}
    </Field>
  )
}
