import { useId, type ReactNode } from 'react'

interface CheckboxProps {
  readonly label: ReactNode
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly error?: string | undefined
  readonly name?: string
}

export function Checkbox({ label, checked, onChange, error, name }: CheckboxProps) {
  const id = useId()
  return (
    <div>
      <label className="flex min-h-11 cursor-pointer items-center gap-3">
        <input
          type="checkbox"
          name={name}
          checked={checked}
          onChange={(event) => { onChange(event.target.checked) }}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? id : undefined}
          className="size-6 shrink-0 cursor-pointer accent-brand"
        />
        <span>{label}</span>
      </label>
      {error && <p id={id} className="mt-1 text-sm text-bad">{error}</p>}
    </div>
  )
}
